/** LU decomposition with partial pivoting of matrices in float64, and what follows from it. */

import { log } from "./math.ts";

/** `P a = L U` in place of `a`, L with ones on its diagonal; `rows[i]` is the row of `a` that came to stand at `i`. */
export interface Lu {
  readonly a: Float64Array;
  readonly n: number;
  readonly rows: Int32Array;
  /** The sign of the permutation. */
  readonly sign: number;
}

/** Decomposes `a` in place by columns, each pivot the greatest absolute value that is left. */
export function luDecompose(a: Float64Array, n: number): Lu {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    }
    if (pivot !== k) {
      swapRows(a, n, k, pivot);
      const row = rows[k];
      rows[k] = rows[pivot];
      rows[pivot] = row;
      sign = -sign;
    }
    if (a[k * n + k] === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k];
      a[i * n + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
    }
  }
  return { a, n, rows, sign };
}

function swapRows(a: Float64Array, n: number, i: number, j: number): void {
  for (let k = 0; k < n; k++) {
    const value = a[i * n + k];
    a[i * n + k] = a[j * n + k];
    a[j * n + k] = value;
  }
}

/** The first row whose pivot is 0, or -1. */
export function zeroPivot({ a, n }: Lu): number {
  for (let i = 0; i < n; i++) if (a[i * n + i] === 0) return i;
  return -1;
}

/** The least absolute pivot by the greatest; 0 of a singular matrix, 1 where there is none. */
export function pivotRatio({ a, n }: Lu): number {
  let least = Infinity;
  let greatest = 0;
  for (let i = 0; i < n; i++) {
    const pivot = Math.abs(a[i * n + i]);
    least = Math.min(least, pivot);
    greatest = Math.max(greatest, pivot);
  }
  if (n === 0) return 1;
  return greatest === 0 ? 0 : least / greatest;
}

/** `x` with `a x = b` for `b` of `m` columns. */
export function luSolve({ a, n, rows }: Lu, b: Float64Array, m: number): Float64Array {
  const x = new Float64Array(n * m);
  for (let i = 0; i < n; i++) x.set(b.subarray(rows[i] * m, rows[i] * m + m), i * m);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, m, i, k, a[i * n + k]);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(x, m, i, k, a[i * n + k]);
    for (let j = 0; j < m; j++) x[i * m + j] /= a[i * n + i];
  }
  return x;
}

/** Takes `factor` times row `k` off row `i`. */
export function subtractRow(
  x: Float64Array,
  m: number,
  i: number,
  k: number,
  factor: number,
): void {
  if (factor === 0) return;
  for (let j = 0; j < m; j++) x[i * m + j] -= factor * x[k * m + j];
}

/** The product of the pivots with the permutation's sign. */
export function luDeterminant({ a, n, sign }: Lu): number {
  let product = sign;
  for (let i = 0; i < n; i++) product *= a[i * n + i];
  return product;
}

/** The sign of the determinant and the logarithm of its absolute value. */
export function luLogDeterminant({ a, n, sign }: Lu): readonly [number, number] {
  let s = sign;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const pivot = a[i * n + i];
    if (pivot === 0) return [0, Number.NEGATIVE_INFINITY];
    if (pivot < 0) s = -s;
    sum += log(Math.abs(pivot));
  }
  return [Number.isNaN(sum) ? Number.NaN : s, sum];
}
