/**
 * `npm test`: formatting and lint, types, then the tests. Arguments go to vitest, and then it alone
 * runs: `npm test -- packages/data`. Counts are left in reports/tests.json.
 */

import { leaveCounts } from "./counts.ts";
import { run } from "./run.ts";
import { runTests } from "./vitest.ts";

const counts = { passed: 0, failed: 0 };

function count(passed: boolean): void {
  counts[passed ? "passed" : "failed"] += 1;
}

const args = process.argv.slice(2);
if (args.length === 0) {
  count(run("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]));
  count(run("tools/types.ts"));
}
runTests(counts, "vitest", args);
leaveCounts("tests", counts);
