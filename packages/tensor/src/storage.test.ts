import { afterEach, expect, test, vi } from "vitest";
import { inNode } from "../../../tools/surroundings.ts";
import { add, concat, isTensor, ones, tensor } from "./index.ts";

afterEach(() => vi.resetModules());

// A browser keeps its modules.
test.runIf(inNode)("tensors of two copies of the package do not meet in an op", async () => {
  vi.resetModules();
  const other = await import("./index.ts");
  const x = other.ones([2]);
  expect(isTensor(x)).toBe(true);
  for (const meet of [() => add(ones([2]), x), () => concat([x, ones([2])])]) {
    expect(meet).toThrow(
      /^ones: this tensor was made by another copy of @gradkit\/tensor, in a memory of its own/,
    );
  }
  expect(add(ones([2]), tensor(x.toArray())).toArray()).toEqual([2, 2]);
  expect(other.add(x, x).toArray()).toEqual([2, 2]);
});
