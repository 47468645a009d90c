import { expect, test } from "vitest";
import type { Windows } from "../windows.ts";
import { pooling } from "./pool.ts";
import { get, put, room } from "./testing.ts";

const alone: Windows = { size: 1, first: [0], count: [1], step: 1 };
const pairs: Windows = { size: 4, first: [0, 2], count: [2, 2], step: 1 };

test("of equal elements the first is taken, and the first NaN before all", () => {
  const y = room("int32", 4);
  const x = put("float32", [5, 5, -0, 0, NaN, 9, NaN, NaN]);
  pooling.maxPositions("float32", 2, [alone, alone, pairs], x, y);
  expect(get("int32", 4, y)).toEqual([0, 2, 0, 2]);
});

test("windows of odd sizes, with steps, in three dims", () => {
  const y = room("int32", 4);
  const x = put("float64", [9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6]); // [2, 2, 4]
  const depth: Windows = { size: 2, first: [0, 1], count: [2, 1], step: 1 };
  const height: Windows = { size: 2, first: [0], count: [2], step: 1 };
  const width: Windows = { size: 4, first: [1, 0], count: [2, 1], step: 2 };
  pooling.maxPositions("float64", 1, [depth, height, width], x, y);
  expect(get("int32", 4, y)).toEqual([7, 0, 15, 8]);
});
