import { describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { awkward, expectSameBits, numbers, put, strict } from "./testing.ts";

const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];
const sums: readonly DType[] = ["float32", "float64", "int32", "uint8"];

/** outer, size, n, inner. */
const shapes = [
  [1, 5, 7, 1],
  [3, 4, 9, 1],
  [2, 6, 18, 1],
  [2, 6, 3, 5],
  [1, 3, 8, 200],
  [2, 3, 0, 4],
  [0, 3, 2, 4],
] as const;

/** `n` indices below `size`, with repetitions. */
function indices(n: number, size: number): number[] {
  return numbers(n, 9, 1000).map((x) => Math.abs(x | 0) % size);
}

describe.each(dtypes)("%s", (dtype) => {
  test.each(shapes)("gather and indexSelect %i %i %i %i", (outer, size, n, inner) => {
    const x = put(dtype, awkward(dtype, outer * size * inner, 1));
    const each = put("int32", indices(outer * n * inner, size));
    const rows = put("int32", indices(n, size));
    const count = outer * n * inner;
    expectSameBits(dtype, count, (e, y) => e.gather(dtype, outer, size, n, inner, x, each, y));
    expectSameBits(dtype, count, (e, y) => e.indexSelect(dtype, outer, size, n, inner, x, rows, y));
  });
});

describe.each(sums)("%s", (dtype) => {
  test.each(shapes)("scatterAdd and indexAdd %i %i %i %i", (outer, size, n, inner) => {
    const x = put(dtype, awkward(dtype, outer * n * inner, 1));
    const each = put("int32", indices(outer * n * inner, size));
    const rows = put("int32", indices(n, size));
    const start = awkward(dtype, outer * size * inner, 2);
    const count = start.length;
    expectSameBits(
      dtype,
      count,
      (e, y) => e.scatterAdd(dtype, outer, size, n, inner, x, each, y),
      start,
    );
    expectSameBits(
      dtype,
      count,
      (e, y) => e.indexAdd(dtype, outer, size, n, inner, x, rows, y),
      start,
    );
  });
});

test("findOutOfRange gives the first position beyond the size or below 0", () => {
  const find = (values: number[], size: number) =>
    strict.findOutOfRange(values.length, size, put("int32", values));
  expect(find([], 3)).toBe(-1);
  expect(find([0, 2, 1], 3)).toBe(-1);
  expect(find([0, 3, -1], 3)).toBe(1);
  expect(find([2, -1, 3], 3)).toBe(1);
  expect(find([0], 0)).toBe(0);
  expect(find(new Array(16).fill(0), 0)).toBe(0);
  for (let at = 0; at < 70; at++) {
    const values = new Array(70).fill(2);
    values[at] = at % 2 ? 3 : -1;
    expect(find(values, 3)).toBe(at);
    expect(find(values.slice(0, at), 3)).toBe(-1);
  }
});
