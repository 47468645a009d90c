import { describe, expect, test } from "vitest";
import type { Call } from "./testing.ts";
import {
  expectClose,
  expectSameBits,
  fast,
  numbers,
  put,
  result,
  sizes,
  strict,
  unit,
} from "./testing.ts";

const floats = ["float32", "float64"] as const;
const rows = 3;
const lengths = sizes.filter((n) => n > 0).concat(1024, 1025, 2500);

/** Both builds against the reference: neither fuses anything here. */
function expectSame(dtype: (typeof floats)[number], count: number, call: Call): void {
  expectSameBits(dtype, count, call);
  expectClose(dtype, count, call, 0);
}

/** Rows away from 0, one with a NaN, one of equal elements. */
function values(n: number): number[] {
  const all = numbers(rows * n, n, 20).map((value) => value + 50);
  all[n] = NaN;
  return all.fill(7, 2 * n);
}

describe.each(floats)("on %s", (dtype) => {
  test("rows are normalised as the reference does it", () => {
    for (const n of lengths) {
      const x = put(dtype, values(n));
      const weight = put(dtype, numbers(n, 1));
      const bias = put(dtype, numbers(n, 2));
      for (const [w, b] of [
        [0, 0],
        [weight, 0],
        [0, bias],
        [weight, bias],
      ] as const) {
        expectSame(dtype, rows * n, (e, y) => e.normalizeRows(dtype, rows, n, 1e-5, x, w, b, y));
      }
      const equal = result(strict, dtype, rows * n, (e, y) =>
        e.normalizeRows(dtype, rows, n, 1e-5, x, 0, 0, y),
      );
      expect(equal.slice(2 * n)).toEqual(new Array(n).fill(0));
    }
  });

  test("so is the gradient", () => {
    for (const n of lengths) {
      const x = put(dtype, values(n));
      const weight = put(dtype, numbers(n, 1));
      const g = put(dtype, numbers(rows * n, 3));
      for (const w of [0, weight]) {
        expectSame(dtype, rows * n, (e, y) =>
          e.normalizeRowsGrad(dtype, rows, n, 1e-5, x, w, g, y),
        );
      }
    }
  });

  test("softmax's gradients are the reference's", () => {
    for (const n of lengths) {
      const s = put(dtype, numbers(rows * n, 4));
      const g = put(dtype, numbers(rows * n, 5));
      expectSame(dtype, rows * n, (e, y) => e.softmaxGrad(dtype, rows, n, s, g, y));
      expectSameBits(dtype, rows * n, (e, y) => e.logSoftmaxGrad(dtype, rows, n, s, g, y));
      // No product is above e^2 times a sum of 2500 numbers up to 2, within 100.
      const call: Call = (e, y) => e.logSoftmaxGrad(dtype, rows, n, s, g, y);
      const [fastest, exact] = [fast, strict].map((engine) =>
        result(engine, dtype, rows * n, call),
      );
      for (const [i, value] of fastest!.entries()) {
        expect(Math.abs(value - exact![i]!)).toBeLessThan(800 * unit(dtype, 1) * 2);
      }
    }
  });

  test("the variance is the reference's", () => {
    for (const [outer, n, inner] of [
      ...sizes.filter((n) => n > 0).map((n) => [2, n, 1] as const),
      ...sizes.map((inner) => [2, 3, inner] as const),
      [1, 5000, 1],
      [1, 513, 37],
    ] as const) {
      const x = put(dtype, numbers(outer * n * inner, n, 3));
      expectSame(dtype, outer * inner, (e, y) => e.variance(dtype, outer, n, inner, n - 0.5, x, y));
    }
  });
});
