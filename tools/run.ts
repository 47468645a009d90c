/** Child processes of the tools. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./packages.ts";

/** Runs a script of this repository or of its modules on this Node; true if it ended well. */
export function run(script: string, args: readonly string[] = []): boolean {
  const command = [join(root, script), ...args];
  return spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" }).status === 0;
}

/** The same, but shows what it prints only where it fails. */
export function runQuietly(script: string, args: readonly string[] = []): boolean {
  const command = [join(root, script), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}

/** Runs npm and returns what it printed; throws where it fails. */
export function npm(args: readonly string[], cwd = root): string {
  const shell = process.platform === "win32";
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8", shell });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}
