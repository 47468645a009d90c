/**
 * `npm run test:numpy`: NumPy's validation rows for float32 and float64 functions on every engine, from Debian's
 * python3-numpy. Prints for each engine how many rows are within 1 unit in the last place, and for which functions some are off by that.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineName, Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import { report } from "../counts.ts";
import { distance, numbersOf, type Rows, readRows } from "./rows.ts";

const folder = "/usr/lib/python3/dist-packages/numpy/core/tests/data";

const engines: readonly EngineName[] = ["wasm", "wasm-strict", "reference"];

/** How many rows there are for these functions. */
const expectedRows = 26_610;

/** What we allow ourselves in units in the last place; NumPy's own limits are 2 to 4. */
const most = 1;

/** Our functions by NumPy's names. */
const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  arccos: t.acos,
  arccosh: t.acosh,
  arcsin: t.asin,
  arcsinh: t.asinh,
  arctan: t.atan,
  arctanh: t.atanh,
  cbrt: t.cbrt,
  cos: t.cos,
  cosh: t.cosh,
  exp: t.exp,
  exp2: t.exp2,
  expm1: t.expm1,
  log: t.log,
  log10: t.log10,
  log1p: t.log1p,
  log2: t.log2,
  sin: t.sin,
  sinh: t.sinh,
  tan: t.tan,
  tanh: t.tanh,
};

/** What rows of one function came to. */
interface Outcome {
  readonly rows: number;
  readonly worst: number;
  readonly errors: readonly string[];
}

function check(name: string, { dtype, inputs, outputs, limit }: Rows): Outcome {
  const allowed = Math.min(most, limit);
  const x = numbersOf(dtype, inputs);
  const wanted = numbersOf(dtype, outputs);
  const y = t.scope(() => functions[name](t.tensor(x)).dataSync());
  const distances = Array.from(y, (value, i) => distance(dtype, value, wanted[i]));
  const errors = distances.flatMap((d, i) =>
    d <= allowed
      ? []
      : `${name} of the ${dtype} ${x[i]} is ${y[i]}, ${d} from ${wanted[i]}; the limit is ${allowed}`,
  );
  return { rows: y.length, worst: Math.max(...distances), errors };
}

/** The rows of every function by its name; names that the table lacks are errors. */
function readAll(): readonly [ReadonlyMap<string, Rows[]>, readonly string[]] {
  const names = readdirSync(folder).flatMap((file) => {
    const [, name] = /^umath-validation-set-(\w+)\.csv$/.exec(file) ?? [];
    return name ? [name] : [];
  });
  const unknown = names.filter((name) => !functions[name]);
  const known = names.filter((name) => functions[name]);
  const rows = known.map((name) => {
    const text = readFileSync(join(folder, `umath-validation-set-${name}.csv`), "utf8");
    return [name, readRows(text)] as const;
  });
  return [new Map(rows), unknown.map((name) => `${name} is not in the table`)];
}

function main(): void {
  if (!existsSync(folder)) {
    report("numpy", 0, [`${folder} is not there. Install it: apt-get install python3-numpy.`]);
    return;
  }
  const [all, unknown] = readAll();
  const errors = [...unknown];
  let passed = 0;
  for (const engine of engines) {
    t.setEngine(engine);
    const outcomes = [...all].flatMap(([name, groups]) =>
      groups.map((rows) => [`${name} ${rows.dtype}`, check(name, rows)] as const),
    );
    const total = outcomes.reduce((sum, [, { rows }]) => sum + rows, 0);
    const failures = outcomes.flatMap(([, outcome]) => outcome.errors);
    if (total !== expectedRows) errors.push(`${total} rows where there should be ${expectedRows}`);
    errors.push(...failures.map((failure) => `${engine}: ${failure}`));
    passed += total - failures.length;
    console.log(`${engine}: ${total - failures.length} of ${total}`);
    const off = outcomes.flatMap(([title, { worst }]) => (worst > 0 ? `${title} by ${worst}` : []));
    console.log(`  off: ${off.join(", ")}`);
  }
  report("numpy", passed, errors);
}

main();
