/**
 * `npm test`: formatting and lint, types, then the tests. Arguments go to vitest, and then it alone
 * runs: `npm test -- packages/data`. Counts are left in reports/tests.json.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packages.ts";
import { run } from "./run.ts";

const counts = { passed: 0, failed: 0 };

function count(passed: boolean): void {
  counts[passed ? "passed" : "failed"] += 1;
}

function runTests(args: readonly string[]): void {
  const file = join(root, "reports/vitest.json");
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

mkdirSync(join(root, "reports"), { recursive: true });
const args = process.argv.slice(2);
if (args.length === 0) {
  count(run("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]));
  count(run("tools/types.ts"));
}
runTests(args);
writeFileSync(join(root, "reports/tests.json"), `${JSON.stringify(counts)}\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
