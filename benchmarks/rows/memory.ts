/** What a training loop holds early and late: the same, if nothing leaks. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Row, Unit } from "../harness/row.ts";

const stops = [100, 10_000];

type Held = { readonly bytes: number; readonly tensors: number; readonly resident: number };

let measured: Promise<Held[]> | undefined;

/** One run for all rows. */
function held(): Promise<Held[]> {
  measured ??= train();
  return measured;
}

async function train(): Promise<Held[]> {
  const script = join(import.meta.dirname, "..", "peers", "gradkit", "held.ts");
  const args = [...process.execArgv, script, ...stops.map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

function memory(what: string, work: string, unit: Unit, value: (held: Held) => number): Row[] {
  return stops.map((steps, i) => ({
    name: `${what}-${steps}`,
    family: "memory",
    unit,
    work: `${work} after ${steps} training steps of mlp-recipe`,
    measure: async () => ({ ours: value((await held())[i]), peers: {} }),
  }));
}

export const rows: readonly Row[] = [
  ...memory("held-bytes", "bytes of tensors alive", "bytes", ({ bytes }) => bytes),
  ...memory("held-tensors", "tensors alive", "tensors", ({ tensors }) => tensors),
  ...memory(
    "resident",
    "the process's resident memory",
    "MiB",
    ({ resident }) => resident / 2 ** 20,
  ),
];
