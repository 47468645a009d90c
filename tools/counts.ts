/** How many checks passed and failed, left in `reports/` for `.ci/run` to add up. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packages.ts";

export interface Counts {
  passed: number;
  failed: number;
}

/** Leaves counts in `reports/<name>.json`; the process fails if a check did, or none passed. */
export function leaveCounts(name: string, counts: Readonly<Counts>): void {
  const folder = join(root, "reports");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(counts)}\n`);
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/** Prints what failed and leaves the counts. */
export function report(name: string, passed: number, errors: readonly string[]): void {
  for (const error of errors) console.error(error);
  leaveCounts(name, { passed, failed: errors.length });
}
