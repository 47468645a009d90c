/** The inputs of rows: drawn from a fixed stream, or written by the row, into files that all contestants read. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContestRow, DrawnArray } from "./row.ts";
import type { ArrayFile } from "./task.ts";

/** Marsaglia's xorshift with shifts 13, 17 and 5: whole numbers from 1 to 2³² - 1. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function draw({ shape, dtype = "float32", low, high }: DrawnArray, next: () => number) {
  const size = shape.reduce((product, n) => product * n, 1);
  const values = dtype === "int32" ? new Int32Array(size) : new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const value = low + ((high - low) * next()) / 2 ** 32;
    values[i] = dtype === "int32" ? Math.floor(value) : value;
  }
  return values;
}

/** Writes the inputs of a row into `folder`; the same row always gets the same. */
export async function writeInputs(
  row: ContestRow,
  folder: string,
): Promise<Record<string, ArrayFile>> {
  const next = xorshift(2463534242);
  const files: Record<string, ArrayFile> = {};
  for (const [name, input] of Object.entries(row.arrays)) {
    const path = join(folder, `${row.name}.${name}`);
    if ("write" in input) {
      await input.write(path);
      files[name] = { path, shape: [], dtype: "bytes" };
    } else {
      writeFileSync(path, draw(input, next));
      files[name] = { path, shape: input.shape, dtype: input.dtype ?? "float32" };
    }
  }
  return files;
}
