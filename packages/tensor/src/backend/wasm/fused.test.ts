import { describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { expectSameBits, fast, numbers, put, result, sizes, unit } from "./testing.ts";

const floats = ["float32", "float64"] as const;
const rows = 3;
const lengths = sizes.filter((n) => n > 0).concat(1024, 1025, 2500);

/** Rows of logits: ordinary ones, one that reaches -infinity, one that is nothing else. */
function logits(n: number): number[] {
  const values = numbers(rows * n, n, 20);
  values[n] = -Infinity;
  return n % 2 ? values : values.fill(-Infinity, 2 * n);
}

/** Kernels of rows, called on the logits with labels and outer gradients. */
const kernels = {
  softmax: (
    engine: Backend,
    dtype: DType,
    n: number,
    x: number,
    _: number,
    __: number,
    y: number,
  ) => engine.softmax(dtype, rows, n, x, y),
  logSoftmax: (
    engine: Backend,
    dtype: DType,
    n: number,
    x: number,
    _: number,
    __: number,
    y: number,
  ) => engine.logSoftmax(dtype, rows, n, x, y),
  crossEntropy: (
    engine: Backend,
    dtype: DType,
    n: number,
    x: number,
    label: number,
    _: number,
    y: number,
  ) => engine.crossEntropy(dtype, rows, n, x, label, y),
  crossEntropyGrad: (
    engine: Backend,
    dtype: DType,
    n: number,
    x: number,
    label: number,
    g: number,
    y: number,
  ) => engine.crossEntropyGrad(dtype, rows, n, x, label, g, y),
};

describe.each(Object.keys(kernels) as (keyof typeof kernels)[])("%s", (name) => {
  test.each(floats)("equals the reference on %s", (dtype) => {
    for (const n of lengths) {
      const x = put(dtype, logits(n));
      const label = put("int32", [0, n - 1, n >> 1]);
      const g = put(dtype, [1, -0.25, 3]);
      const count = name === "crossEntropy" ? rows : rows * n;
      const call = (engine: Backend, y: number) => kernels[name](engine, dtype, n, x, label, g, y);
      expectSameBits(dtype, count, call);
      const actual = result(fast, dtype, count, call);
      const wanted = result(reference, dtype, count, call);
      for (let i = 0; i < count; i++) {
        if (Object.is(actual[i], wanted[i])) continue;
        // Logarithms are differences of numbers up to 40, gradients of numbers up to 3.
        const size = name === "softmax" ? wanted[i]! : name === "crossEntropyGrad" ? 3 : 40;
        const distance = Math.abs(actual[i]! - wanted[i]!) / unit(dtype, size);
        if (!(distance <= 3)) expect.unreachable(`${n}: ${actual[i]} for ${wanted[i]}`);
      }
    }
  });
});
