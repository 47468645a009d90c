/** Cholesky's decomposition and triangular systems in float64. */

import type { TriangularForm } from "../linalg.ts";
import { subtractRow } from "./linalg-lu.ts";

/** Replaces `a` by its lower factor; gives the row at which a pivot is not positive, or -1. */
export function choleskyInPlace(a: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (j < i) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else return i;
    }
    a.fill(0, i * n + i + 1, (i + 1) * n);
  }
  return -1;
}

/** Replaces `x`, of `m` columns, by the solution; gives the row of a 0 on the diagonal, or -1. */
export function triangularSolveInPlace(
  a: Float64Array,
  n: number,
  { upper, transpose, unit }: TriangularForm,
  x: Float64Array,
  m: number,
): number {
  const backwards = upper !== transpose;
  const rowStep = transpose ? 1 : n;
  const columnStep = transpose ? n : 1;
  for (let step = 0; step < n; step++) {
    const i = backwards ? n - 1 - step : step;
    const first = backwards ? i + 1 : 0;
    const end = backwards ? n : i;
    for (let k = first; k < end; k++) subtractRow(x, m, i, k, a[i * rowStep + k * columnStep]);
    if (unit) continue;
    const pivot = a[i * n + i];
    if (pivot === 0) return i;
    for (let j = 0; j < m; j++) x[i * m + j] /= pivot;
  }
  return -1;
}
