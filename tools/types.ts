/**
 * Checks types: everything at once, each package alone without its tests and Node's types, and the
 * benchmarks where their peers are installed.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packages, root } from "./packages.ts";

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

function check(project: string): ChildProcess {
  const memory = `node_modules/.cache/types/${project.replace(/\W+/g, "-")}.tsbuildinfo`;
  const args = ["--project", project, "--incremental", "--tsBuildInfoFile", memory];
  return spawn(process.execPath, [compiler, ...args], { cwd: root, stdio: "inherit" });
}

let failed = false;
const queue = [".", ...packages.map(({ folder }) => folder)];
if (existsSync(join(root, "benchmarks/node_modules"))) queue.push("benchmarks");

async function worker(): Promise<void> {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
    const [code] = await once(check(project), "exit");
    failed ||= code !== 0;
  }
}

await Promise.all([worker(), worker()]);
process.exitCode = failed ? 1 : 0;
