import { defineConfig } from "vitest/config";

const conditions = ["@gradkit/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["@gradkit/source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "examples/**/*.test.ts", "tools/**/*.test.ts"],
    pool: "threads",
    maxWorkers: 2,
  },
});
