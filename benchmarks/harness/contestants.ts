/** Who takes part, how each is started, and whether it can be. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./process.ts";
import type { ContestRow } from "./row.ts";

/** One who takes part in the rows that it has a file for. */
export interface Contestant {
  /** As the results name it. */
  readonly name: string;
  /** The numbers of threads it is tried with, where `most` may be used. */
  threads(most: number): readonly number[];
  takesPart(row: ContestRow): boolean;
  /** Whether it computes what the row asks for, rather than as many operations. */
  readonly compared: boolean;
  /** What runs, in words; throws with the reason where it cannot. Called once, before any row. */
  probe(): string;
  command(row: ContestRow, threads: number): Command;
}

const peers = join(import.meta.dirname, "..", "peers");
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** What a command prints; throws where it fails. */
function ask(file: string, args: readonly string[], env = process.env): string {
  try {
    return execFileSync(file, args, { encoding: "utf8", env, stdio: "pipe" }).trim();
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: string; stderr?: string };
    throw new Error(code === "ENOENT" ? `there is no ${file}` : stderr?.trim() || message);
  }
}

/** A contestant in Node; `versions` are the packages that its folder uses. */
function node(
  name: string,
  folder: string,
  versions: readonly string[],
  threads: Contestant["threads"] = () => [1],
): Contestant {
  return {
    name,
    threads,
    takesPart: ({ family }) => existsSync(join(peers, folder, `${family}.ts`)),
    compared: true,
    probe: () => versions.map(versionOf).join(", "),
    command: () => ({
      file: process.execPath,
      args: [...process.execArgv, join(peers, "serve.ts"), folder],
      env: process.env,
    }),
  };
}

function versionOf(name: string): string {
  const modules = [join(peers, "..", "node_modules"), join(peers, "..", "..", "node_modules")];
  const file = modules
    .map((folder) => join(folder, name, "package.json"))
    .find((path) => existsSync(path));
  if (!file) throw new Error(`${name} is not installed: npm ci in benchmarks/ installs it`);
  return `${name} ${JSON.parse(readFileSync(file, "utf8")).version}`;
}

/** A contestant in Debian's own Python; `probe.py` in its folder prints what runs. */
function inPython(
  name: string,
  folder: string,
  threads: (most: number) => readonly number[],
): Contestant {
  return {
    name,
    threads,
    takesPart: ({ family }) => existsSync(join(peers, folder, `${family}.py`)),
    compared: true,
    probe: () => ask(python, [join(peers, folder, "probe.py")], pythonEnvironment(1)),
    command: (_, count) => ({
      file: python,
      args: [join(peers, "serve.py"), folder],
      env: pythonEnvironment(count),
    }),
  };
}

/** OpenBLAS chooses its kernels itself, without what a machine may have set for other programs. */
function pythonEnvironment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = process.env;
  const count = String(threads);
  return {
    ...rest,
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** A loop in C that multiplies and adds 128-bit lanes as fast as the machine can, compiled for this run. */
function ceiling(folder: string, threads: Contestant["threads"]): Contestant {
  const binary = join(folder, "fma");
  const source = join(import.meta.dirname, "..", "ceiling", "fma.c");
  return {
    name: "c-fma-128",
    threads,
    takesPart: ({ family }) => family === "gemm",
    compared: false,
    probe: () => {
      ask("gcc", ["-O3", "-mfma", "-fopenmp", source, "-o", binary]);
      return ask("gcc", ["--version"]).split("\n", 1)[0] as string;
    },
    command: (row, count) => ({
      file: binary,
      args: [String(row.settings.operations), String(count)],
      // Between its turns it leaves the machine to others.
      env: { ...process.env, OMP_WAIT_POLICY: "passive" },
    }),
  };
}

/** All that there may be, ours first; `folder` takes what is compiled. */
export function allContestants(folder: string): Contestant[] {
  const oneAndMost = (most: number) => (most > 1 ? [1, most] : [1]);
  return [
    node("gradkit", "gradkit", ["@gradkit/tensor"], oneAndMost),
    inPython("pytorch", "torch", oneAndMost),
    node("tfjs-wasm", "tfjs", ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"]),
    node("jax-js", "jax", ["@jax-js/jax"]),
    inPython("numpy", "numpy", () => [1]),
    ceiling(folder, oneAndMost),
  ];
}
