import { describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { reference } from "../reference/index.ts";
import { awkward, expectSameBits, fast, put, result, sizes } from "./testing.ts";

const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];

/** Shape, strides of x, strides of y, elements of x and of y. */
const views: (readonly [number[], number[], number[], number, number])[] = [
  [[], [], [], 1, 1],
  ...sizes.map((n) => [[n], [1], [1], n, n] as [number[], number[], number[], number, number]),
  [[200], [1], [1], 200, 200],
  [[9], [3], [1], 27, 9],
  [[9], [0], [1], 1, 9],
  [[5, 7], [1, 5], [7, 1], 35, 35],
  [[8, 12], [1, 8], [12, 1], 96, 96],
  [[13, 6], [1, 20], [6, 1], 140, 78],
  [[6, 9], [9, 1], [1, 6], 54, 54],
  [[4, 5], [0, 1], [5, 1], 5, 20],
  [[4, 5], [1, 0], [5, 1], 4, 20],
  [[3, 4], [10, 1], [4, 1], 30, 12],
  [[3, 4], [4, 1], [10, 1], 12, 30],
  [[2, 3, 4], [12, 4, 1], [12, 4, 1], 24, 24],
  [[2, 3, 4], [1, 2, 6], [12, 4, 1], 24, 24],
  [[3, 2, 5, 4], [40, 4, 8, 1], [40, 20, 4, 1], 120, 120],
  [[2, 3, 2, 3, 2], [1, 2, 6, 12, 36], [36, 12, 6, 2, 1], 72, 72],
  [[2, 0, 3], [3, 3, 1], [3, 3, 1], 6, 1],
  [[2, 0, 3, 2, 2, 2], [0, 0, 1, 0, 1, 0], [0, 0, 1, 0, 1, 0], 6, 6],
];

describe.each(dtypes)("%s", (dtype) => {
  test.each(views)("copies %j from strides %j to %j", (shape, xStrides, yStrides, xSize, ySize) => {
    const x = put(dtype, awkward(dtype, xSize, 1));
    const start = awkward(dtype, ySize, 2);
    const call = ({ copy }: typeof fast, y: number) => copy(dtype, shape, x, xStrides, y, yStrides);
    expectSameBits(dtype, ySize, call, start);
    expect(result(fast, dtype, ySize, call, start)).toEqual(
      result(reference, dtype, ySize, call, start),
    );
  });

  test("copies against the direction of memory", () => {
    const x = put(dtype, awkward(dtype, 10, 1));
    const bytes = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 }[dtype];
    expectSameBits(dtype, 10, ({ copy }, y) => copy(dtype, [10], x + 9 * bytes, [-1], y, [1]));
  });

  test("chooses between two", () => {
    for (const n of sizes) {
      const c = put("bool", awkward("bool", n, 3));
      const a = put(dtype, awkward(dtype, n, 4));
      const b = put(dtype, awkward(dtype, n, 5));
      expectSameBits(dtype, n, ({ where }, y) => where(dtype, n, c, a, b, y));
    }
  });

  test.each(dtypes)("converts to %s", (to) => {
    for (const n of sizes) {
      const x = put(dtype, awkward(dtype, n, 6));
      expectSameBits(to, n, ({ cast }, y) => cast(dtype, to, n, x, y));
    }
  });
});
