import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { ReduceName } from "../backend.ts";
import { reduce } from "./reduce.ts";
import { get, put, room } from "./testing.ts";

function apply(
  name: ReduceName,
  dtype: DType,
  [outer, n, inner]: [number, number, number],
  values: number[],
): number[] {
  const size = outer * inner;
  const result = name === "argMax" || name === "argMin" ? "int32" : dtype;
  const y = room(result, size);
  reduce[name](dtype, outer, n, inner, put(dtype, values), y);
  return get(result, size, y);
}

const dtypes: DType[] = ["float32", "float64", "int32", "uint8"];

test.each(dtypes)("reduces the middle dimension: %s", (dtype) => {
  const x = [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1];
  expect(apply("sum", dtype, [2, 3, 2], x)).toEqual([9, 12, 12, 9]);
  expect(apply("sum", dtype, [2, 6, 1], x)).toEqual([21, 21]);
  expect(apply("prod", dtype, [2, 3, 2], x)).toEqual([15, 48, 48, 15]);
  expect(apply("max", dtype, [2, 3, 2], x)).toEqual([5, 6, 6, 5]);
  expect(apply("min", dtype, [1, 4, 3], x)).toEqual([1, 2, 1]);
  expect(apply("argMax", dtype, [2, 3, 2], x)).toEqual([2, 2, 0, 0]);
  expect(apply("argMin", dtype, [1, 4, 3], x)).toEqual([0, 0, 3]);
});

test("the sum of nothing is 0, the product 1", () => {
  expect(apply("sum", "float32", [2, 0, 1], [])).toEqual([0, 0]);
  expect(apply("sum", "int32", [1, 0, 2], [])).toEqual([0, 0]);
  expect(apply("prod", "float64", [1, 0, 1], [])).toEqual([1]);
  expect(apply("max", "float64", [0, 3, 1], [])).toEqual([]);
});

test("integers wrap", () => {
  expect(apply("sum", "int32", [1, 2, 1], [2147483647, 2])).toEqual([-2147483647]);
  expect(apply("prod", "int32", [1, 2, 1], [123456789, 987654321])).toEqual([-67153019]);
  expect(apply("sum", "uint8", [1, 3, 1], [200, 100, 1])).toEqual([45]);
  expect(apply("prod", "uint8", [1, 3, 1], [16, 16, 3])).toEqual([0]);
});

test("NaN wins, -0 lies below 0, and ties go to the first", () => {
  expect(apply("max", "float32", [2, 3, 1], [1, NaN, 2, -0, 0, -0])).toEqual([NaN, 0]);
  expect(apply("min", "float32", [1, 2, 1], [0, -0])).toEqual([-0]);
  expect(apply("argMax", "float32", [3, 4, 1], [1, NaN, 9, NaN, 2, 3, 3, 1, NaN, 1, 1, 1])).toEqual(
    [1, 1, 0],
  );
  expect(apply("argMin", "float64", [2, 3, 1], [2, 1, 1, -Infinity, 0, NaN])).toEqual([1, 2]);
});

/** The order of additions, written out for one row of float32. */
function sumInOrder(x: Float32Array): number {
  let total = 0;
  for (let block = 0; block < x.length; block += 1024) {
    const lanes = new Float32Array(16);
    x.subarray(block, block + 1024).forEach((value, i) => {
      lanes[i % 16] = Math.fround(lanes[i % 16] + value);
    });
    const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, i) =>
      Math.fround(lanes[i] + lanes[i + 8]),
    );
    const [p, q, r, s] = [a + e, b + f, c + g, d + h].map(Math.fround);
    total += Math.fround(Math.fround(p + r) + Math.fround(q + s));
  }
  return Math.fround(total);
}

test.each([1, 15, 17, 1023, 1024, 1025, 5000])("adds a row of %i in the order agreed on", (n) => {
  const x = Float32Array.from({ length: n }, (_, i) => ((i * 7919) % 1009) / 13 - 30);
  expect(apply("sum", "float32", [1, n, 1], [...x])).toEqual([sumInOrder(x)]);
});

test("adds columns in blocks of 256 rows", () => {
  const n = 600;
  const x = Float32Array.from({ length: 2 * n }, (_, i) => ((i * 7919) % 1009) / 13 - 30);
  const expected = [0, 1].map((column) => {
    let total = 0;
    for (let block = 0; block < n; block += 256) {
      let sum = 0;
      for (let i = block; i < Math.min(n, block + 256); i++)
        sum = Math.fround(sum + x[2 * i + column]);
      total = Math.fround(total + sum);
    }
    return total;
  });
  expect(apply("sum", "float32", [1, n, 2], [...x])).toEqual(expected);
});

test("a million tenths sum to within a millionth", () => {
  const n = 1e6;
  const [sum] = apply("sum", "float32", [1, n, 1], new Array<number>(n).fill(0.1));
  expect(Math.abs(sum - Math.fround(0.1) * n) / (0.1 * n)).toBeLessThan(1e-6);
});
