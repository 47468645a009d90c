import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { ScanName } from "../order.ts";
import { scanning } from "./scan.ts";
import { get, put, room } from "./testing.ts";

function apply(
  name: ScanName,
  dtype: DType,
  [outer, n, inner]: [number, number, number],
  values: number[],
  reverse = false,
): number[] {
  const result = name === "cummax" || name === "cummin" ? "int32" : dtype;
  const y = room(result, values.length);
  scanning.scan[name](dtype, outer, n, inner, reverse, put(dtype, values), y);
  return get(result, values.length, y);
}

test.each<DType>(["float32", "float64", "int32"])("scans the middle dim: %s", (dtype) => {
  const x = [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1];
  expect(apply("cumsum", dtype, [2, 3, 2], x)).toEqual([1, 2, 4, 6, 9, 12, 6, 5, 10, 8, 12, 9]);
  expect(apply("cumsum", dtype, [4, 3, 1], x, true)).toEqual([
    6, 5, 3, 15, 11, 6, 15, 9, 4, 6, 3, 1,
  ]);
  expect(apply("cumprod", dtype, [4, 3, 1], x)).toEqual([1, 2, 6, 4, 20, 120, 6, 30, 120, 3, 6, 6]);
  expect(apply("cummax", dtype, [2, 3, 2], x)).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0]);
  expect(apply("cummin", dtype, [1, 4, 1], [1, 3, 2, 2], true)).toEqual([0, 3, 3, 3]);
  expect(apply("cumsum", dtype, [2, 0, 3], [])).toEqual([]);
});

test("whole numbers wrap to 32 bits", () => {
  expect(apply("cumsum", "int32", [1, 2, 1], [2147483647, 2])).toEqual([2147483647, -2147483647]);
  expect(apply("cumprod", "int32", [1, 2, 1], [123456789, 987654321])[1]).toBe(-67153019);
});

test("a million tenths of float32 sum to the last bit", () => {
  const n = 1e6;
  const sums = apply("cumsum", "float32", [1, n, 1], new Array<number>(n).fill(0.1));
  expect(sums[n - 1]).toBe(Math.fround(Math.fround(0.1) * n));
});

test("a first NaN or the first of equal values is kept", () => {
  expect(apply("cummax", "float64", [1, 5, 1], [1, NaN, 9, NaN, 2])).toEqual([0, 1, 1, 1, 1]);
  expect(apply("cummax", "float64", [1, 4, 1], [2, 2, 1, 2])).toEqual([0, 0, 0, 0]);
  expect(apply("cummin", "float64", [1, 3, 1], [NaN, 1, 0])).toEqual([0, 0, 0]);
});

test("sums of exponentials neither overflow nor lose infinities", () => {
  const infinite = [-Infinity, -Infinity, 0, 1000, -Infinity, Infinity, Infinity];
  expect(apply("logcumsumexp", "float64", [1, 7, 1], infinite)).toEqual([
    -Infinity,
    -Infinity,
    0,
    1000,
    1000,
    Infinity,
    Infinity,
  ]);
  expect(apply("logcumsumexp", "float64", [1, 3, 1], [1, NaN, 2])).toEqual([1, NaN, NaN]);
});

test("a recurrence forwards and backwards", () => {
  const y = room("float64", 3);
  const run = (reverse: boolean) => {
    const a = put("float64", [NaN, 2, 3]);
    scanning.recurrence("float64", 1, 3, 1, reverse, a, put("float64", [1, 10, 100]), y);
    return get("float64", 3, y);
  };
  expect(run(false)).toEqual([1, 12, 136]);
  expect(run(true)).toEqual([621, 310, 100]);
});
