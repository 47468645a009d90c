import { expect, test } from "vitest";
import { indexing } from "./indexing.ts";
import { get, put, room } from "./testing.ts";

const x = put("float32", [1, 2, 3, 4, 5, 6]); // [3, 2]

test("findOutOfRange gives the first position that is no index", () => {
  expect(indexing.findOutOfRange(3, 4, put("int32", [0, 3, 1]))).toBe(-1);
  expect(indexing.findOutOfRange(3, 3, put("int32", [0, 3, -1]))).toBe(1);
  expect(indexing.findOutOfRange(2, 3, put("int32", [0, -1]))).toBe(1);
  expect(indexing.findOutOfRange(0, 0, put("int32", []))).toBe(-1);
});

test("gather takes an element for each index", () => {
  const y = room("float32", 4);
  indexing.gather("float32", 1, 3, 2, 2, x, put("int32", [2, 0, 0, 1]), y);
  expect(get("float32", 4, y)).toEqual([5, 2, 1, 4]);
  indexing.gather("float32", 3, 2, 1, 1, x, put("int32", [1, 0, 1]), y);
  expect(get("float32", 4, y)).toEqual([2, 3, 6, 4]);
});

test("scatterAdd adds repeated indices in order", () => {
  const y = put("float32", [100, 0, 0, 0, 0, 0]);
  indexing.scatterAdd("float32", 1, 3, 3, 2, x, put("int32", [0, 2, 0, 2, 1, 2]), y);
  expect(get("float32", 6, y)).toEqual([104, 0, 5, 0, 0, 12]);
  const sum = put("float32", [0]);
  const values = put("float32", [16777216, 1, -16777216]);
  indexing.scatterAdd("float32", 1, 1, 3, 1, values, put("int32", [0, 0, 0]), sum);
  expect(get("float32", 1, sum)).toEqual([0]);
});

test("indexSelect takes whole slices", () => {
  const y = room("float32", 6);
  indexing.indexSelect("float32", 1, 3, 3, 2, x, put("int32", [2, 0, 2]), y);
  expect(get("float32", 6, y)).toEqual([5, 6, 1, 2, 5, 6]);
  indexing.indexSelect("float32", 3, 2, 2, 1, x, put("int32", [1, 0]), y);
  expect(get("float32", 6, y)).toEqual([2, 1, 4, 3, 6, 5]);
});

test("indexAdd adds whole slices, integers too", () => {
  const y = put("float32", [0, 0, 0, 0]);
  indexing.indexAdd("float32", 1, 2, 3, 2, x, put("int32", [1, 0, 1]), y);
  expect(get("float32", 4, y)).toEqual([3, 4, 6, 8]);
  const counts = put("uint8", [250, 1]);
  indexing.indexAdd("uint8", 1, 2, 1, 1, put("uint8", [7]), put("int32", [0]), counts);
  expect(get("uint8", 2, counts)).toEqual([1, 1]);
});

test("scatter leaves the last of several", () => {
  const y = put("float32", [100, 0, 0, 0, 0, 7]);
  indexing.scatter("float32", 1, 3, 3, 2, x, put("int32", [0, 1, 0, 1, 1, 1]), y);
  expect(get("float32", 6, y)).toEqual([3, 0, 5, 6, 0, 7]);
});

test("nonzero counts, and writes positions in row-major order", () => {
  const values = put("float32", [0, 1, Number.NaN, -0, 0, 2]);
  expect(indexing.nonzero("float32", [3, 2], values, 0)).toBe(3);
  const y = room("int32", 6);
  expect(indexing.nonzero("float32", [3, 2], values, y)).toBe(3);
  expect(get("int32", 6, y)).toEqual([0, 1, 1, 0, 2, 1]);
  expect(indexing.nonzero("bool", [], put("bool", [1]), 0)).toBe(1);
  expect(indexing.nonzero("bool", [0, 2], put("bool", []), 0)).toBe(0);
});
