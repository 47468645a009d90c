/** How every package is built: its entries are those of its package.json's exports. */

import { basename } from "node:path";
import { defineConfig } from "tsup";
import { packages } from "./packages.ts";

const folder = `packages/${basename(process.cwd())}`;
const sources = packages.find((each) => each.folder === folder)?.entries.values() ?? [];

/** `packages/tensor/src/testing/index.ts` becomes `dist/testing.js`, as the exports say. */
function outputName(source: string): string {
  return source.slice(`${folder}/src/`.length, -".ts".length).replace(/\/index$/, "");
}

export default defineConfig({
  entry: Object.fromEntries(
    [...sources].map((source) => [outputName(source), source.slice(folder.length + 1)]),
  ),
  format: "esm",
  platform: "neutral",
  target: "es2022",
  // A scope can be disposed of, which a project's own choice of libraries need not know.
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  clean: true,
  removeNodeProtocol: false,
  // The sources are in the package, so the maps name them and do not repeat them.
  sourcemap: true,
  esbuildOptions: (options) => {
    options.sourcesContent = false;
  },
});
