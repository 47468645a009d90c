import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import { fused } from "./fused.ts";
import { get, put, room } from "./testing.ts";

const infinity = Number.POSITIVE_INFINITY;

function rows(name: "softmax" | "logSoftmax", dtype: DType, n: number, values: number[]): number[] {
  const y = room(dtype, values.length);
  fused[name](dtype, values.length / n, n, put(dtype, values), y);
  return get(dtype, values.length, y);
}

test("softmax of known rows", () => {
  const ln = Math.fround(Math.LN2);
  const [a, b, c] = rows("softmax", "float64", 3, [0, Math.LN2, 0]);
  expect([a, b, c]).toEqual([0.25, 0.5, 0.25]);
  expect(rows("softmax", "float32", 2, [ln, ln, 1000, 0])).toEqual([0.5, 0.5, 1, 0]);
  expect(rows("softmax", "float32", 2, [-infinity, 3])).toEqual([0, 1]);
  expect(rows("softmax", "float32", 2, [NaN, 3])).toEqual([NaN, NaN]);
});

test("a row of -Infinity alone has maximum 0", () => {
  expect(rows("softmax", "float32", 2, [-infinity, -infinity])).toEqual([NaN, NaN]);
  expect(rows("logSoftmax", "float64", 1, [-infinity])).toEqual([NaN]);
});

test("logSoftmax keeps what softmax loses", () => {
  expect(rows("logSoftmax", "float32", 2, [0, -200])).toEqual([0, -200]);
  const half = -Math.LN2;
  expect(rows("logSoftmax", "float64", 2, [5, 5])).toEqual([half, half]);
});

test("every step is rounded to float32", () => {
  const f = Math.fround;
  const x = [f(0.3), f(-1.7), f(2.1)];
  const shifted = x.map((value) => f(value - x[2]));
  // e^shifted by mpmath, from the float32 values above
  const e = [0.1652989, 0.022370772, 1].map(f);
  const sum = f(f(e[0] + e[2]) + e[1]); // by the tree of 16 accumulators
  const softmax = e.map((value) => f(value / sum));
  const logOfSum = f(0.171993197471);
  expect(rows("softmax", "float32", 3, x)).toEqual(softmax);
  expect(rows("logSoftmax", "float32", 3, x)).toEqual(shifted.map((value) => f(value - logOfSum)));

  const label = put("int32", [1]);
  const loss = room("float32", 1);
  fused.crossEntropy("float32", 1, 3, put("float32", x), label, loss);
  expect(get("float32", 1, loss)).toEqual([f(logOfSum - shifted[1])]);

  const gradient = room("float32", 3);
  const g = f(0.7);
  fused.crossEntropyGrad("float32", 1, 3, put("float32", x), label, put("float32", [g]), gradient);
  const expected = softmax.map((value, i) => f(f(value - (i === 1 ? 1 : 0)) * g));
  expect(get("float32", 3, gradient)).toEqual(expected);
});

test("cross entropy of many rows, and of none", () => {
  const x = put("float64", [0, 0, 1, 1, -1000, 1000]);
  const label = put("int32", [0, 1, 0]);
  const y = room("float64", 3);
  fused.crossEntropy("float64", 3, 2, x, label, y);
  expect(get("float64", 3, y)).toEqual([Math.LN2, Math.LN2, 2000]);
  fused.crossEntropy("float64", 0, 2, x, label, y);
  const gradient = room("float64", 6);
  fused.crossEntropyGrad("float64", 3, 2, x, label, put("float64", [1, 2, 3]), gradient);
  expect(get("float64", 6, gradient)).toEqual([-0.5, 0.5, 1, -1, -3, 3]);
});
