/** Runs of vitest, and what their tests came to. */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Counts } from "./counts.ts";
import { root } from "./packages.ts";
import { run } from "./run.ts";

/** Runs vitest with more arguments, adds its numbers to `counts` and leaves its report under a name in reports/. */
export function runTests(counts: Counts, name: string, args: readonly string[]): void {
  const file = join(root, `reports/${name}.json`);
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const passed = run("node_modules/vitest/vitest.mjs", ["run", ...reporters, ...args]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const { numPassedTests = 0, numFailedTests = 0 } = report;
  counts.passed += numPassedTests;
  counts.failed += numFailedTests;
  // A file that does not load, or an error outside a test, fails the run without a failed test.
  if (!passed && numFailedTests === 0) counts.failed += 1;
}
