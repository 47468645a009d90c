/**
 * `npm run test:bits`: the same bits in strict mode and on the reference engine, in Node 22, 24 and the host's, in Deno,
 * Bun, Chromium and Firefox, with any number of threads, held against tools/bits/bits.json; in fast mode the same with
 * any number of threads. `--update` writes the file anew from this Node. A change of it is a change of results, which
 * a changeset must name. Counts are left in reports/bits.json.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsup";
import { root } from "../packages.ts";
import type { Hashes } from "./hashes.ts";
import { runtimes } from "./runtimes.ts";

const golden = join(import.meta.dirname, "bits.json");

/** Bundles the programs into a folder, so that every runtime gets the same. */
async function bundle(folder: string): Promise<void> {
  await build({
    config: false,
    entry: [join(import.meta.dirname, "program.ts"), join(import.meta.dirname, "page.ts")],
    outDir: folder,
    format: "esm",
    target: "es2022",
    splitting: false,
    silent: true,
    noExternal: [/.*/],
    esbuildOptions: (options) => {
      options.conditions = ["@gradkit/source"];
    },
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
}

/** All names on either side, and those whose hashes differ. */
function compare(actual: Hashes, expected: Hashes): { names: string[]; wrong: string[] } {
  const names = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
  return { names, wrong: names.filter((name) => actual[name] !== expected[name]) };
}

const folder = mkdtempSync(join(tmpdir(), "gradkit-bits-"));
const counts = { passed: 0, failed: 0 };
try {
  await bundle(folder);
  if (process.argv.includes("--update")) {
    const { reference: made } = await runtimes[0].run(folder);
    writeFileSync(golden, `${JSON.stringify(made, undefined, 2)}\n`);
  }
  const expected: Hashes = JSON.parse(readFileSync(golden, "utf8"));
  for (const { name, run } of runtimes) {
    const answer = await run(folder);
    for (const [engine, actual] of Object.entries(answer)) {
      const fast = engine.startsWith("wasm,") ? answer["wasm, threads: 1"] : undefined;
      const { names, wrong } = compare(actual, fast ?? expected);
      counts[wrong.length === 0 ? "passed" : "failed"] += 1;
      console.log(`${name}, ${engine}: ${names.length - wrong.length} of ${names.length}`);
      if (wrong.length > 0) console.log(`  not: ${wrong.slice(0, 5).join("; ")}`);
    }
  }
} catch (error) {
  counts.failed += 1;
  console.error(error instanceof Error ? error.message : error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(join(root, "reports"), { recursive: true });
writeFileSync(join(root, "reports/bits.json"), `${JSON.stringify(counts)}\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
