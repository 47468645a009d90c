import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { sorting } from "./sort.ts";
import { get, put, room } from "./testing.ts";

function argSort(
  dtype: DType,
  [outer, n, inner]: [number, number, number],
  values: number[],
  descending = false,
): number[] {
  const y = room("int32", values.length);
  sorting.argSort(dtype, outer, n, inner, descending, put(dtype, values), y);
  return get("int32", values.length, y);
}

/** Sorting by comparing, NaN last and -0 beside 0. */
function expected(values: readonly number[], descending: boolean): number[] {
  const order = values.map((_, i) => i);
  return order.sort((i, j) => {
    const [a, b] = [values[i] as number, values[j] as number];
    if (Number.isNaN(a) || Number.isNaN(b))
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return descending ? b - a || 0 : a - b || 0;
  });
}

const specials = [0, -0, NaN, 3, -3, 1e-40, -1e-40, 5e30, -5e30, 3, 0, NaN, -3];
const spread = (n: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % 101) - 50);

test.each<DType>(["float32", "float64", "int32"])("sorts stably: %s", (dtype) => {
  const lists = [spread(7), spread(33), spread(300)];
  if (dtype !== "int32") lists.push(specials, [...specials, ...spread(50).map((x) => x / 7)]);
  for (const values of lists) {
    for (const descending of [false, true]) {
      const sorted = argSort(dtype, [1, values.length, 1], values, descending);
      const same = dtype === "float32" ? values.map(Math.fround) : values;
      expect(sorted).toEqual(expected(same, descending));
    }
  }
});

test("sorts int32 to its ends, bytes, columns and nothing", () => {
  expect(argSort("int32", [1, 4, 1], [2147483647, -1, -2147483648, 0])).toEqual([2, 1, 3, 0]);
  expect(argSort("uint8", [1, 3, 1], [200, 3, 100], true)).toEqual([0, 2, 1]);
  expect(argSort("bool", [1, 4, 1], [1, 0, 1, 0])).toEqual([1, 3, 0, 2]);
  expect(argSort("float32", [2, 2, 2], [2, 1, 1, 2, 5, 6, 7, 4])).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
  expect(argSort("float32", [2, 0, 3], [])).toEqual([]);
});

test("infinities lie at the ends, before NaN", () => {
  for (const dtype of ["float32", "float64"] as const) {
    const values = [NaN, Infinity, -Infinity, 0, -NaN, Infinity];
    expect(argSort(dtype, [1, 6, 1], values)).toEqual([2, 3, 1, 5, 0, 4]);
    expect(argSort(dtype, [1, 6, 1], values, true)).toEqual([1, 5, 3, 2, 0, 4]);
  }
});

test("finds places from the left and from the right, in rows of their own", () => {
  const find = (right: boolean) => {
    const y = room("int32", 8);
    const sorted = put("float32", [1, 3, 3, 5, -0, 0, 2, NaN]);
    const x = put("float32", [3, 0, 6, NaN, 0, 1, 2, NaN]);
    sorting.searchSorted("float32", 2, 4, 4, right, sorted, x, y);
    return get("int32", 8, y);
  };
  expect(find(false)).toEqual([1, 0, 4, 4, 0, 2, 2, 3]);
  expect(find(true)).toEqual([3, 0, 4, 4, 2, 2, 3, 4]);
});
