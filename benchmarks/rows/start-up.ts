/** How long a script takes to its first result, beyond an empty one. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { median, type Row } from "../harness/row.ts";

const repetitions = 15;

/** Scripts that print the result of one op; gradkit is built as its package is, the peers are as npm has them. */
const scripts: Readonly<Record<string, string>> = {
  empty: `console.log("3");`,
  gradkit: `import { add, tensor } from "./tensor.mjs";
    console.log(add(tensor([1]), tensor([2])).item());`,
  "tfjs-wasm": `import { tf } from "../../../peers/tfjs/backend.ts";
    console.log(tf.add(tf.tensor([1]), tf.tensor([2])).dataSync()[0]);`,
  "jax-js": `import { numpy as np } from "@jax-js/jax";
    console.log(np.add(np.array([1]), np.array([2])).dataSync()[0]);`,
};

/** Milliseconds from the start of a process to its first output. */
async function firstOutput(path: string): Promise<number> {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const start = performance.now();
  const args = [...process.execArgv, path];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const gone = once(child, "exit");
  const [output] = await once(child.stdout, "data");
  const milliseconds = performance.now() - start;
  await gone;
  if (String(output).trim() !== "3") throw new Error(`${path} printed ${output}`);
  return milliseconds;
}

/** Medians of alternated starts, less that of the empty script. */
async function measure() {
  // Within node_modules, so that the scripts find the peers.
  const cache = join(import.meta.dirname, "..", "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "start-up-"));
  try {
    const source = join(import.meta.dirname, "..", "..", "packages", "tensor", "src", "index.ts");
    const output = join(folder, "tensor.mjs");
    await build({ entryPoints: [source], bundle: true, format: "esm", outfile: output });
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(folder, `${name}.mjs`), text);
    }
    const times: Record<string, number[]> = {};
    for (let round = 0; round < repetitions; round++) {
      for (const name of Object.keys(scripts)) {
        times[name] ??= [];
        times[name].push(await firstOutput(join(folder, `${name}.mjs`)));
      }
    }
    const { empty, ...others } = times;
    const beyond = Object.entries(others).map(([name, all]) => [name, median(all) - median(empty)]);
    const { gradkit, ...peers } = Object.fromEntries(beyond) as Record<string, number>;
    return { ours: gradkit as number, peers };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const rows: readonly Row[] = [
  {
    name: "start-up",
    family: "start-up",
    unit: "ms",
    work: "from the start of a process to the first result of an op, beyond an empty Node process",
    measure,
  },
];
