import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { copying } from "./copy.ts";
import { get, put, room } from "./testing.ts";

function cast(from: DType, to: DType, values: number[]): number[] {
  const y = room(to, values.length);
  copying.cast(from, to, values.length, put(from, values), y);
  return get(to, values.length, y);
}

test("fill", () => {
  const y = room("float32", 3);
  copying.fill("float32", 3, 0.1, y);
  expect(get("float32", 3, y)).toEqual([0.1, 0.1, 0.1].map(Math.fround));
  copying.fill("float32", 0, 7, y);
  expect(get("float32", 1, room("float32", 1))).toEqual([99]);
  const flags = room("bool", 2);
  copying.fill("bool", 2, 256, flags);
  expect(get("bool", 2, flags)).toEqual([1, 1]);
});

test("casts from float truncate and saturate", () => {
  const x = [NaN, -0.9, 2.9, -2.9, 3e9, -3e9, Infinity, -Infinity];
  const int32 = [0, 0, 2, -2, 2147483647, -2147483648, 2147483647, -2147483648];
  expect(cast("float32", "int32", x)).toEqual(int32);
  expect(cast("float64", "int32", x)).toEqual(int32);
  expect(cast("float64", "uint8", x)).toEqual([0, 0, 2, 0, 255, 0, 255, 0]);
});

test("casts to bool, between integers and between floats", () => {
  expect(cast("float32", "bool", [0, -0, 1e-45, NaN])).toEqual([0, 0, 1, 1]);
  expect(cast("int32", "bool", [0, 256, -1])).toEqual([0, 1, 1]);
  expect(cast("int32", "uint8", [-1, 256, 7])).toEqual([255, 0, 7]);
  expect(cast("int32", "float32", [16777217])).toEqual([16777216]);
  expect(cast("float64", "float32", [0.1, 1e300, -0])).toEqual([Math.fround(0.1), Infinity, -0]);
  expect(cast("bool", "float64", [0, 1])).toEqual([0, 1]);
});

test("copy reads and writes any strides", () => {
  const x = put("int32", [1, 2, 3, 4, 5, 6]);
  const y = room("int32", 6);
  copying.copy("int32", [3, 2], x, [1, 3], y, [2, 1]); // the transpose of [2, 3]
  expect(get("int32", 6, y)).toEqual([1, 4, 2, 5, 3, 6]);
  copying.copy("int32", [2, 3], x, [0, 0], y, [3, 1]);
  expect(get("int32", 6, y)).toEqual([1, 1, 1, 1, 1, 1]);
  copying.copy("int32", [6], x + 20, [-1], y, [1]);
  expect(get("int32", 6, y)).toEqual([6, 5, 4, 3, 2, 1]);
  copying.copy("int32", [], x, [], y, []);
  copying.copy("int32", [0, 2], x, [2, 1], y + 4, [2, 1]);
  expect(get("int32", 6, y)).toEqual([1, 5, 4, 3, 2, 1]);
});

test("where", () => {
  const c = put("bool", [1, 0, 1]);
  const y = room("float32", 3);
  copying.where("float32", 3, c, put("float32", [1, 2, 3]), put("float32", [4, NaN, 6]), y);
  expect(get("float32", 3, y)).toEqual([1, NaN, 3]);
});
