/**
 * `npm run test:browser`: the tests of tensor, autograd, layers and data in headless Chromium, once on pages that
 * are cross-origin isolated (shared memory, threads) and once on pages that are not. Arguments go to vitest.
 * Counts are left in reports/browser-tests.json.
 */

import { chromium } from "./browsers.ts";
import { leaveCounts } from "./counts.ts";
import { runTests } from "./vitest.ts";

const counts = { passed: 0, failed: 0 };
process.env.CHROMIUM = chromium();
for (const isolation of ["isolated", "plain"]) {
  console.log(`== Chromium, ${isolation} pages`);
  process.env.PAGES = isolation;
  const config = ["--config", "vitest.browser.config.ts"];
  runTests(counts, `vitest-${isolation}`, [...config, ...process.argv.slice(2)]);
}
leaveCounts("browser-tests", counts);
