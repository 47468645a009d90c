import { expect, test } from "vitest";
import type { Windows, WindowTriple } from "../windows.ts";
import { pooling } from "./pool.ts";
import { get, put, room } from "./testing.ts";

const alone: Windows = { size: 1, first: [0], count: [1], step: 1 };
const pairs: Windows = { size: 4, first: [0, 2], count: [2, 2], step: 1 };
/** Windows of odd sizes, with steps, over `[2, 2, 4]`. */
const odd: WindowTriple = [
  { size: 2, first: [0, 1], count: [2, 1], step: 1 },
  { size: 2, first: [0], count: [2], step: 1 },
  { size: 4, first: [1, 0], count: [2, 1], step: 2 },
];
const cube = [9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6];

test("of equal elements the first is taken, and the first NaN before all", () => {
  const [y, positions] = [room("float32", 4), room("int32", 4)];
  const x = put("float32", [5, 5, -0, 0, NaN, 9, NaN, NaN]);
  pooling.maxPool("float32", 2, [alone, alone, pairs], x, y, positions);
  expect(get("int32", 4, positions)).toEqual([0, 2, 0, 2]);
  expect(get("float32", 4, y)).toEqual([5, -0, NaN, NaN]);
});

test("windows of odd sizes, with steps, in three dims", () => {
  const [y, positions] = [room("float64", 4), room("int32", 4)];
  const x = put("float64", cube);
  pooling.maxPool("float64", 1, odd, x, y, positions);
  expect(get("int32", 4, positions)).toEqual([7, 0, 15, 8]);
  expect(get("float64", 4, y)).toEqual([7, 9, 6, 8]);
  pooling.windowSums("float64", 1, odd, x, y);
  expect(get("float64", 4, y)).toEqual([28, 24, 12, 11]);
});

test("gradients meet where windows overlap", () => {
  const g = put("float64", [1, 2, 4, 8]);
  const y = room("float64", 16);
  pooling.maxPoolGrad("float64", 1, 16, 4, g, put("int32", [3, 0, 3, 15]), y);
  expect(get("float64", 16, y)).toEqual([2, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8]);
  pooling.windowSpread("float64", 1, odd, g, y);
  expect(get("float64", 16, y)).toEqual([2, 1, 0, 1, 2, 1, 0, 1, 10, 5, 0, 5, 10, 5, 0, 5]);
});
