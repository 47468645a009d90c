import { defineConfig } from "vitest/config";

// Vite's own conditions for Node, after the one that leads to the packages' sources.
const conditions = ["@gradkit/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["@gradkit/source"] } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "examples/**/*.test.ts",
      "benchmarks/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    // A process for each file: every engine reserves address space, and tests of memory collect garbage.
    pool: "forks",
    execArgv: ["--expose-gc"],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
