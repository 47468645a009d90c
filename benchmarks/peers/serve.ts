/**
 * The contestants that run in Node: obeys the commands `prepare <task>`, `time <iterations>` and `peak` on standard
 * input with the work of one contestant's folder.
 *
 * node serve.ts <folder>
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Contest, Prepare, Task } from "../harness/task.ts";

const folder = process.argv[2];
let contest: Contest | undefined;

async function prepare(task: Task): Promise<object> {
  const setup = join(import.meta.dirname, folder, "setup.ts");
  if (existsSync(setup)) (await import(setup)).setup(task);
  const { prepare }: { prepare: Prepare } = await import(`./${folder}/${task.family}.ts`);
  contest = await prepare(task);
  writeFileSync(task.result, Float32Array.from(await contest.check()));
  return {};
}

async function time(iterations: number): Promise<object> {
  const start = performance.now();
  await contest?.run(iterations);
  return { milliseconds: performance.now() - start };
}

/** The greatest resident memory that this process has had. */
function peak(): object {
  // Not getrusage's, which begins with what the parent had.
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return { bytes: Number(kilobytes) * 1024 };
}

for await (const line of createInterface({ input: process.stdin })) {
  const space = line.indexOf(" ");
  const [command, argument] = [line.slice(0, space), line.slice(space + 1)];
  try {
    if (command === "prepare") console.log(JSON.stringify(await prepare(JSON.parse(argument))));
    else if (command === "peak") console.log(JSON.stringify(peak()));
    else console.log(JSON.stringify(await time(Number(argument))));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}
