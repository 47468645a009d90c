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

test.runIf(inNode)("a page that is not isolated has one thread, whatever is set", async () => {
  vi.stubGlobal("crossOriginIsolated", false);
  const { setThreads, threads } = await import("./threads.ts");
  expect(threads()).toBe(1);
  setThreads(4);
  expect(threads()).toBe(1);
  vi.stubGlobal("crossOriginIsolated", true);
  expect(threads()).toBe(4);
});

test.runIf(inNode)("the caller's own thread is never lost", async () => {
  const { loseThread, setThreads, threads } = await import("./threads.ts");
  setThreads(2);
  for (const wanted of [1, 1]) {
    loseThread();
    expect(threads()).toBe(wanted);
  }
});
