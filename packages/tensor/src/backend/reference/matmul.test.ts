import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { matmul } from "./matmul.ts";
import { get, put, room } from "./testing.ts";

test.each<DType>(["float32", "float64"])("multiplies, read either way: %s", (dtype) => {
  const a = put(dtype, [1, 2, 3, 4, 5, 6]); // [2, 3]
  const b = put(dtype, [1, 0, 2, 1, 0, 3]); // [3, 2]
  const bias = put(dtype, [10, 20]);
  const y = room(dtype, 4);
  matmul(dtype, 2, 2, 3, a, 3, 1, b, 2, 1, 0, y);
  expect(get(dtype, 4, y)).toEqual([5, 11, 14, 23]);
  matmul(dtype, 2, 2, 3, a, 3, 1, b, 2, 1, bias, y);
  expect(get(dtype, 4, y)).toEqual([15, 31, 24, 43]);
  matmul(dtype, 2, 2, 3, a, 1, 2, b, 1, 3, 0, y); // the transposes of [3, 2] and [2, 3]
  expect(get(dtype, 4, y)).toEqual([11, 16, 14, 20]);
});

test("a depth of 0 gives the bias or 0, and sizes of 0 nothing", () => {
  const none = put("float32", []);
  const y = room("float32", 2);
  matmul("float32", 1, 2, 0, none, 0, 1, none, 2, 1, put("float32", [3, 4]), y);
  expect(get("float32", 2, y)).toEqual([3, 4]);
  matmul("float32", 1, 2, 0, none, 0, 1, none, 2, 1, 0, y);
  expect(get("float32", 2, y)).toEqual([0, 0]);
  matmul("float32", 0, 2, 3, none, 3, 1, put("float32", [1, 2, 3, 4, 5, 6]), 2, 1, 0, y);
  matmul("float32", 2, 0, 1, put("float32", [1, 2]), 1, 1, none, 0, 1, 0, y);
  expect(get("float32", 2, y)).toEqual([0, 0]);
});

test.each([255, 256, 257, 700])("adds %i products in blocks of 256", (k) => {
  const f = Math.fround;
  const a = Float32Array.from({ length: k }, (_, i) => ((i * 7919) % 1009) / 13 - 30);
  const b = Float32Array.from({ length: k }, (_, i) => ((i * 104729) % 997) / 7 - 60);
  const bias = f(0.3);
  let expected = bias;
  for (let block = 0; block < k; block += 256) {
    let sum = 0;
    for (let i = block; i < Math.min(k, block + 256); i++) sum = f(sum + f(a[i] * b[i]));
    expected = f(sum + expected);
  }
  const y = room("float32", 1);
  const biasAt = put("float32", [bias]);
  matmul("float32", 1, 1, k, put("float32", [...a]), k, 1, put("float32", [...b]), 1, 1, biasAt, y);
  expect(get("float32", 1, y)).toEqual([expected]);
});
