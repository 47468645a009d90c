import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { memoryBytes } from "../memory.ts";
import { awkward, expectSameBits, numbers, put, sizes, strict } from "./testing.ts";

const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];

test.each(dtypes)("positions of %s are the reference's", (dtype) => {
  for (const [outer, n, inner] of [
    ...sizes.map((n) => [2, n, 1] as const),
    ...sizes.map((n) => [2, n, 3] as const),
    [1, 5000, 1],
    [0, 3, 2],
  ] as const) {
    const count = outer * n * inner;
    // The same numbers over and over, so that order among equals shows.
    const few = numbers(count, 3, 5).map((value) => (dtype === "bool" ? value & 1 : value | 0));
    for (const values of [awkward(dtype, count, n), dtype === "uint8" ? few.map(Math.abs) : few]) {
      const x = put(dtype, values);
      for (const descending of [false, true]) {
        expectSameBits("int32", count, (e, y) =>
          e.argSort(dtype, outer, n, inner, descending, x, y),
        );
      }
    }
  }
});

test("a sort gives back what it took", () => {
  const n = 100_000;
  const x = put("float32", numbers(n, 1));
  const y = put("int32", new Int32Array(n));
  const sort = () => strict.argSort("float32", 1, n, 1, false, x, y);
  sort();
  const before = memoryBytes();
  for (let i = 0; i < 20; i++) sort();
  expect(memoryBytes()).toBe(before);
});
