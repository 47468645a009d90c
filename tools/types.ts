/** Checks types: everything at once, and each package alone without its tests and Node's types. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { packages } from "./packages.ts";

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

function check(project: string): ChildProcess {
  return spawn(process.execPath, [compiler, "--project", project], { stdio: "inherit" });
}

let failed = false;
const queue = [".", ...packages.map(({ folder }) => folder)];

async function worker(): Promise<void> {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
    const [code] = await once(check(project), "exit");
    failed ||= code !== 0;
  }
}

await Promise.all([worker(), worker()]);
process.exitCode = failed ? 1 : 0;
