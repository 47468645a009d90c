import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { CompareName } from "../backend.ts";
import { compare } from "./compare.ts";
import { get, put, room } from "./testing.ts";

function apply(name: CompareName, dtype: DType, a: number[], b: number[]): number[] {
  const y = room("bool", a.length);
  compare[name](dtype, 1, a.length, put(dtype, a), 0, 1, put(dtype, b), 0, 1, y);
  return get("bool", a.length, y);
}

test.each<DType>(["float32", "float64", "int32", "uint8"])("orders %s", (dtype) => {
  const a = [1, 2, 3];
  const b = [2, 2, 2];
  expect(apply("equal", dtype, a, b)).toEqual([0, 1, 0]);
  expect(apply("notEqual", dtype, a, b)).toEqual([1, 0, 1]);
  expect(apply("less", dtype, a, b)).toEqual([1, 0, 0]);
  expect(apply("lessEqual", dtype, a, b)).toEqual([1, 1, 0]);
  expect(apply("greater", dtype, a, b)).toEqual([0, 0, 1]);
  expect(apply("greaterEqual", dtype, a, b)).toEqual([0, 1, 1]);
});

test("NaN is unequal to all, and -0 equals 0", () => {
  const a = [NaN, NaN, -0];
  const b = [NaN, 1, 0];
  expect(apply("equal", "float64", a, b)).toEqual([0, 0, 1]);
  expect(apply("notEqual", "float64", a, b)).toEqual([1, 1, 0]);
  expect(apply("lessEqual", "float64", a, b)).toEqual([0, 0, 1]);
  expect(apply("equal", "bool", [0, 1], [1, 1])).toEqual([0, 1]);
});

test("strides broadcast", () => {
  const y = room("bool", 4);
  compare.less("float32", 2, 2, put("float32", [1, 3]), 1, 0, put("float32", [2, 4]), 0, 1, y);
  expect(get("bool", 4, y)).toEqual([1, 1, 0, 1]);
});
