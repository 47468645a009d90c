/** Softmax and its kin on rows, the maximum subtracted first; every step is rounded to the dtype. */

import type { TypedArray } from "../../dtype.ts";
import { typedArray } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { int32View, view } from "../memory.ts";
import { indexOf, round } from "./loops.ts";
import { exp, log } from "./math.ts";
import { accumulators, sumOfRow } from "./reduce.ts";

/** Kernels that are several ops in one. */
export const fused: Pick<
  Backend,
  "softmax" | "softmaxGrad" | "logSoftmax" | "logSoftmaxGrad" | "crossEntropy" | "crossEntropyGrad"
> = {
  softmax(dtype, rows, n, x, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    for (let r = 0; r < rows; r++) {
      const from = indexOf(dtype, x) + r * n;
      const to = indexOf(dtype, y) + r * n;
      const maximum = maximumOfRow(values, from, n);
      const sum = exponentials(values, from, n, maximum, values, to, isFloat32);
      for (let i = 0; i < n; i++) values[to + i] /= sum;
    }
  },

  logSoftmax(dtype, rows, n, x, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    for (let r = 0; r < rows; r++) {
      const from = indexOf(dtype, x) + r * n;
      const to = indexOf(dtype, y) + r * n;
      const maximum = maximumOfRow(values, from, n);
      const sum = exponentials(values, from, n, maximum, values, to, isFloat32);
      const logOfSum = round(isFloat32, log(sum));
      for (let i = 0; i < n; i++) {
        values[to + i] = round(isFloat32, values[from + i] - maximum) - logOfSum;
      }
    }
  },

  softmaxGrad(dtype, rows, n, s, g, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const [soft, gradient, to] = [s, g, y].map((address) => indexOf(dtype, address));
    for (let row = 0; row < rows * n; row += n) {
      for (let i = row; i < row + n; i++) {
        values[to + i] = values[gradient + i] * values[soft + i];
      }
      const total = round(isFloat32, sumOfRow(values, to + row, n, accumulators(isFloat32)));
      for (let i = row; i < row + n; i++) {
        values[to + i] -= round(isFloat32, values[soft + i] * total);
      }
    }
  },

  logSoftmaxGrad(dtype, rows, n, s, g, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const [logarithm, gradient, to] = [s, g, y].map((address) => indexOf(dtype, address));
    for (let row = 0; row < rows * n; row += n) {
      const sum = sumOfRow(values, gradient + row, n, accumulators(isFloat32));
      const total = round(isFloat32, sum);
      for (let i = row; i < row + n; i++) {
        const soft = round(isFloat32, exp(values[logarithm + i]));
        values[to + i] = values[gradient + i] - round(isFloat32, soft * total);
      }
    }
  },

  crossEntropy(dtype, rows, n, x, label, y) {
    const values = view(dtype);
    const labels = int32View();
    const isFloat32 = dtype === "float32";
    const row = typedArray(dtype, n);
    for (let r = 0; r < rows; r++) {
      const from = indexOf(dtype, x) + r * n;
      const chosen = labels[indexOf("int32", label) + r];
      const maximum = maximumOfRow(values, from, n);
      const sum = exponentials(values, from, n, maximum, row, 0, isFloat32);
      const logOfSum = round(isFloat32, log(sum));
      const shifted = round(isFloat32, values[from + chosen] - maximum);
      values[indexOf(dtype, y) + r] = logOfSum - shifted;
    }
  },

  crossEntropyGrad(dtype, rows, n, x, label, g, y) {
    const values = view(dtype);
    const labels = int32View();
    const isFloat32 = dtype === "float32";
    for (let r = 0; r < rows; r++) {
      const from = indexOf(dtype, x) + r * n;
      const to = indexOf(dtype, y) + r * n;
      const chosen = labels[indexOf("int32", label) + r];
      const scale = values[indexOf(dtype, g) + r];
      const maximum = maximumOfRow(values, from, n);
      const sum = exponentials(values, from, n, maximum, values, to, isFloat32);
      for (let i = 0; i < n; i++) {
        const probability = round(isFloat32, values[to + i] / sum);
        values[to + i] = round(isFloat32, probability - (i === chosen ? 1 : 0)) * scale;
      }
    }
  },
};

/** The largest element of a row, NaN if one is NaN; 0 if all are -Infinity. */
function maximumOfRow(values: TypedArray, from: number, n: number): number {
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) maximum = Math.max(maximum, values[from + i]);
  return maximum === Number.NEGATIVE_INFINITY ? 0 : maximum;
}

/** Writes `e^(x - maximum)` of each element of a row to `results`, and gives their sum. */
function exponentials(
  values: TypedArray,
  from: number,
  n: number,
  maximum: number,
  results: TypedArray,
  to: number,
  isFloat32: boolean,
): number {
  for (let i = 0; i < n; i++) {
    results[to + i] = exp(round(isFloat32, values[from + i] - maximum));
  }
  return round(isFloat32, sumOfRow(results, to, n, accumulators(isFloat32)));
}
