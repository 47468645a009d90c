/** Rows with mean 0 and variance 1; every step is rounded to the dtype. */

import type { DType, TypedArray } from "../../dtype.ts";
import { typedArray } from "../../dtype.ts";
import type { Address, Backend } from "../backend.ts";
import { view } from "../memory.ts";
import { indexOf, round } from "./loops.ts";
import { accumulators, sumOfRow } from "./reduce.ts";

/** Normalisation of rows, and its gradient. */
export const normalizing: Pick<Backend, "normalizeRows" | "normalizeRowsGrad"> = {
  normalizeRows(dtype, rows, n, epsilon, x, weight, bias, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const row = typedArray(dtype, n);
    const factors = vector(dtype, n, weight);
    const terms = vector(dtype, n, bias);
    for (let r = 0; r < rows; r++) {
      normalize(isFloat32, n, epsilon, values, indexOf(dtype, x) + r * n, row);
      const to = indexOf(dtype, y) + r * n;
      for (let i = 0; i < n; i++) {
        const scaled = factors ? round(isFloat32, row[i] * factors[i]) : row[i];
        values[to + i] = terms ? scaled + terms[i] : scaled;
      }
    }
  },

  normalizeRowsGrad(dtype, rows, n, epsilon, x, weight, g, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const [row, weighted, products] = [0, 1, 2].map(() => typedArray(dtype, n));
    const factors = vector(dtype, n, weight);
    for (let r = 0; r < rows; r++) {
      const scale = normalize(isFloat32, n, epsilon, values, indexOf(dtype, x) + r * n, row);
      const from = indexOf(dtype, g) + r * n;
      for (let i = 0; i < n; i++) {
        weighted[i] = factors ? values[from + i] * factors[i] : values[from + i];
        products[i] = weighted[i] * row[i];
      }
      const mean = meanOf(isFloat32, n, weighted);
      const share = meanOf(isFloat32, n, products);
      const to = indexOf(dtype, y) + r * n;
      for (let i = 0; i < n; i++) {
        const centred = round(isFloat32, weighted[i] - mean);
        values[to + i] = round(isFloat32, centred - round(isFloat32, row[i] * share)) * scale;
      }
    }
  },
};

/** The elements of `[n]` at an address; none at 0. */
function vector(dtype: DType, n: number, address: Address): TypedArray | undefined {
  if (address === 0) return undefined;
  const start = indexOf(dtype, address);
  return view(dtype).subarray(start, start + n);
}

/** Writes the normalised row to `row`; the reciprocal of its usual deviation. */
function normalize(
  isFloat32: boolean,
  n: number,
  epsilon: number,
  values: TypedArray,
  from: number,
  row: TypedArray,
): number {
  for (let i = 0; i < n; i++) row[i] = values[from + i] - values[from];
  const middle = meanOf(isFloat32, n, row);
  const squares = row.map((value) => {
    const deviation = round(isFloat32, value - middle);
    return deviation * deviation;
  });
  const variance = round(isFloat32, meanOf(isFloat32, n, squares) + round(isFloat32, epsilon));
  const scale = round(isFloat32, 1 / round(isFloat32, Math.sqrt(variance)));
  for (let i = 0; i < n; i++) row[i] = round(isFloat32, row[i] - middle) * scale;
  return scale;
}

function meanOf(isFloat32: boolean, n: number, values: TypedArray): number {
  const sum = sumOfRow(values, 0, n, accumulators(isFloat32));
  return round(isFloat32, round(isFloat32, sum) / n);
}
