import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { BinaryName } from "../backend.ts";
import { binary } from "./binary.ts";
import { get, put, room } from "./testing.ts";

function apply(name: BinaryName, dtype: DType, a: number[], b: number[]): number[] {
  const y = room(dtype, a.length);
  binary[name](dtype, 1, a.length, put(dtype, a), 0, 1, put(dtype, b), 0, 1, y);
  return get(dtype, a.length, y);
}

test("arithmetic rounds to float32 and wraps integers", () => {
  const tenth = Math.fround(0.1);
  expect(apply("add", "float32", [16777216, tenth], [1, 0.5])).toEqual([
    16777216,
    Math.fround(tenth + 0.5),
  ]);
  expect(apply("add", "int32", [2147483647], [1])).toEqual([-2147483648]);
  expect(apply("mul", "int32", [123456789], [987654321])).toEqual([-67153019]);
  expect(apply("sub", "uint8", [3], [5])).toEqual([254]);
  expect(apply("mul", "uint8", [16], [17])).toEqual([16]);
  expect(apply("div", "float64", [1, 0, -1], [3, 0, 0])).toEqual([1 / 3, NaN, -Infinity]);
  expect(apply("pow", "float32", [2, 1, -8], [0.5, NaN, 3])).toEqual([
    Math.fround(Math.SQRT2),
    1,
    -512,
  ]);
});

test("maximum and minimum hand NaN on and order -0 before 0", () => {
  const a = [NaN, 1, -0, 0, 2];
  const b = [1, NaN, 0, -0, 5];
  expect(apply("maximum", "float32", a, b)).toEqual([NaN, NaN, 0, 0, 5]);
  expect(apply("minimum", "float32", a, b)).toEqual([NaN, NaN, -0, -0, 2]);
});

test("gradients round each step in float32", () => {
  const y = Math.fround(0.3);
  const g = Math.fround(1.7);
  const f = Math.fround;
  expect(apply("reluGrad", "float32", [g, g, g], [2, 0, -1])).toEqual([g, 0, 0]);
  expect(apply("sigmoidGrad", "float32", [g], [y])).toEqual([f(f(g * y) * f(1 - y))]);
  expect(apply("tanhGrad", "float32", [g], [y])).toEqual([f(g * f(1 - f(y * y)))]);
  expect(apply("tanhGrad", "float64", [g], [y])).toEqual([g * (1 - y * y)]);
});

test("strides broadcast either operand", () => {
  const rows = put("int32", [1, 2, 3, 4, 5, 6]);
  const row = put("int32", [10, 20, 30]);
  const column = put("int32", [100, 200]);
  const y = room("int32", 6);
  binary.add("int32", 2, 3, rows, 3, 1, row, 0, 1, y);
  expect(get("int32", 6, y)).toEqual([11, 22, 33, 14, 25, 36]);
  binary.sub("int32", 2, 3, column, 1, 0, rows, 3, 1, y);
  expect(get("int32", 6, y)).toEqual([99, 98, 97, 196, 195, 194]);
  binary.add("int32", 0, 3, rows, 3, 1, row, 0, 1, y);
  expect(get("int32", 6, y)).toEqual([99, 98, 97, 196, 195, 194]);
});
