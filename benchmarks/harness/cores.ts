/** Processes on a core of their own: those of a virtual machine may differ by a third, from second to second. */

import { readFileSync } from "node:fs";
import type { Command } from "./process.ts";

/** The numbers in a list such as Linux gives of cores, `0-2,5`. */
export function coresIn(list: string): number[] {
  return list
    .trim()
    .split(",")
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number) as [number, number?];
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

/** The cores that this process may use; none where the system does not say, or cannot keep a process on one. */
export function ownCores(): number[] {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return coresIn(/^Cpus_allowed_list:(.*)$/m.exec(status)?.[1] as string);
  } catch {
    return [];
  }
}

/** The same command, kept on a core by `taskset`. */
export function onCore(core: number, { file, args, env }: Command): Command {
  return { file: "taskset", args: ["-c", String(core), file, ...args], env };
}
