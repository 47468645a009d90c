import { expect, test } from "vitest";
import { gzippedBytes, programs } from "./bundle.ts";

/**
 * The most gzipped bytes of each program, minified: a little above what they have. Most are the kernels of the wasm
 * engine; raise a ceiling with what makes it worth it in the commit's message.
 */
const ceilings = { add: 143_000, network: 159_500 } as const;

test.each(["add", "network"] as const)("%s stays below its ceiling", async (name) => {
  const bytes = await gzippedBytes(programs[name]);
  expect(bytes).toBeLessThan(ceilings[name]);
  // Far below, a ceiling holds nothing.
  expect(bytes).toBeGreaterThan(0.75 * ceilings[name]);
});
