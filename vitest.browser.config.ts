import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

/** What makes a page cross-origin isolated, so that it has shared memory and threads. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const { CHROMIUM = "chromium", PAGES = "isolated" } = process.env;

// The tests of the packages that run on pages; `npm run test:browser` sets the environment.
export default defineConfig({
  resolve: { conditions: ["@gradkit/source", "module", "browser", "development|production"] },
  server: { headers: PAGES === "isolated" ? isolation : {} },
  test: {
    include: ["packages/{tensor,autograd,layers,data}/src/**/*.test.ts"],
    // Tests of the disk, of Node's zlib and processes, and of scopes that follow tasks.
    exclude: [
      "packages/data/src/{batches,browser,gunzip,idx,npz,save-file,source,tensor-reader,zip}.test.ts",
      "packages/tensor/src/backend/wasm/spawn.test.ts",
    ],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: CHROMIUM,
          args: ["--no-sandbox", "--js-flags=--expose-gc"],
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
