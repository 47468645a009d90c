import { afterEach, expect, test, vi } from "vitest";
import { inNode } from "../../../../tools/surroundings.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.resetModules();
});

// Node 20 has no navigator.
test.runIf(inNode).each([
  [3, 3],
  [30, 8],
])("of %i cores Node uses %i by default", async (cores, wanted) => {
  vi.stubGlobal("navigator", undefined);
  const os = process.getBuiltinModule("node:os");
  vi.spyOn(os, "availableParallelism").mockReturnValue(cores);
  const { threads } = await import("./threads.ts");
  expect(threads()).toBe(wanted);
});
