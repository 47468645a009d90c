import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { UnaryName } from "../backend.ts";
import { get, put, room } from "./testing.ts";
import { unary } from "./unary.ts";

function apply(name: UnaryName, dtype: DType, values: number[]): number[] {
  const y = room(dtype, values.length);
  unary[name](dtype, values.length, put(dtype, values), y);
  return get(dtype, values.length, y);
}

const { POSITIVE_INFINITY: infinity } = Number;

test.each<DType>(["float32", "float64"])("exact kernels keep signs and NaN: %s", (dtype) => {
  const x = [-2.5, -0, 0, 3.5, NaN, -infinity];
  expect(apply("neg", dtype, x)).toEqual([2.5, 0, -0, -3.5, NaN, infinity]);
  expect(apply("abs", dtype, x)).toEqual([2.5, 0, 0, 3.5, NaN, infinity]);
  expect(apply("sign", dtype, x)).toEqual([-1, -0, 0, 1, NaN, -1]);
  expect(apply("square", dtype, x)).toEqual([6.25, 0, 0, 12.25, NaN, infinity]);
  expect(apply("relu", dtype, x)).toEqual([0, 0, 0, 3.5, NaN, 0]);
  expect(apply("floor", dtype, x)).toEqual([-3, -0, 0, 3, NaN, -infinity]);
  expect(apply("ceil", dtype, x)).toEqual([-2, -0, 0, 4, NaN, -infinity]);
  expect(apply("trunc", dtype, x)).toEqual([-2, -0, 0, 3, NaN, -infinity]);
});

test("round takes halves to the even side and keeps the sign of zero", () => {
  const x = [0.5, 1.5, 2.5, -0.5, -1.5, -0.25, 0.49999999999999994, 4503599627370497, -0];
  expect(apply("round", "float64", x)).toEqual([0, 2, 2, -0, -2, -0, 0, 4503599627370497, -0]);
});

test("integers wrap", () => {
  expect(apply("neg", "int32", [-2147483648, 5])).toEqual([-2147483648, -5]);
  expect(apply("square", "int32", [123456789, -3])).toEqual([-1757895751, 9]);
  expect(apply("neg", "uint8", [1, 0, 200])).toEqual([255, 0, 56]);
  expect(apply("square", "uint8", [17])).toEqual([33]);
});

test("functions are computed in float64 and rounded once", () => {
  const x = Math.fround(0.7);
  expect(apply("exp", "float32", [x, 0])).toEqual([Math.fround(2.0137526), 1]);
  expect(apply("exp", "float64", [1])).toEqual([Math.E]);
  expect(apply("sqrt", "float32", [2, -1])).toEqual([Math.fround(Math.SQRT2), NaN]);
  expect(apply("reciprocal", "float32", [3, -0])).toEqual([Math.fround(1 / 3), -infinity]);
  expect(apply("log", "float32", [])).toEqual([]);
});

test("x and y may be one block", () => {
  const x = put("float32", [1, -2]);
  unary.neg("float32", 2, x, x);
  expect(get("float32", 2, x)).toEqual([-1, 2]);
});
