/** Triangular systems and Cholesky's decomposition of float64 matrices in memory, halved until they are small. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";

/** Rows that are not halved any more. */
const smallest = 32;
/** Rows of a symmetric product at a time: what lies before their diagonal is not made. */
const productRows = 96;

/** The first of two parts of `n` rows, in whole tiles. */
export function upperHalf(n: number): number {
  return n < 24 ? n >> 1 : Math.ceil(n / 24) * 12;
}

/** Solves `a z = x` in place of x, see {@link LinalgSteps.substitute}; the bulk is products. */
export function solveTriangular(
  steps: LinalgSteps,
  n: number,
  m: number,
  a: Place,
  aRow: number,
  aColumn: number,
  backwards: boolean,
  unit: boolean,
  x: Place,
  xRow: number,
): void {
  if (n <= smallest) {
    steps.substitute(n, m, a, aRow, aColumn, backwards, unit, x, xRow);
    return;
  }
  const half = upperHalf(n);
  const [from, to] = backwards ? [half, 0] : [0, half];
  const [size, rest] = backwards ? [n - half, half] : [half, n - half];
  const at = (i: number, j: number) => a + i * aRow + j * aColumn;
  const known = x + from * xRow;
  const wanted = x + to * xRow;
  solveTriangular(steps, size, m, at(from, from), aRow, aColumn, backwards, unit, known, xRow);
  steps.product(true, rest, m, size, at(to, from), aRow, aColumn, known, xRow, 1, wanted, xRow);
  solveTriangular(steps, rest, m, at(to, to), aRow, aColumn, backwards, unit, wanted, xRow);
}

/** The first 0 on the diagonal in the order of the solution, or -1. */
export function zeroOnDiagonal(a: Place, n: number, backwards: boolean): number {
  const v = view("float64");
  for (let step = 0; step < n; step++) {
    const i = backwards ? n - 1 - step : step;
    if (v[a + i * n + i] === 0) return i;
  }
  return -1;
}

/**
 * Replaces the upper triangle of `a`, of rows `row` apart, by the upper `u` with `a = uᵀ u`; gives the row at which a pivot is
 * not positive, or -1.
 */
export function choleskyInPlace(steps: LinalgSteps, a: Place, n: number, row: number): number {
  if (n <= smallest) return choleskyOfSmall(a, n, row);
  const half = upperHalf(n);
  const rest = n - half;
  const failed = choleskyInPlace(steps, a, half, row);
  if (failed >= 0) return failed;
  const right = a + half;
  solveTriangular(steps, half, rest, a, 1, row, false, false, right, row);
  for (let i = 0; i < rest; i += productRows) {
    const rows = Math.min(productRows, rest - i);
    const to = right + (half + i) * row + i;
    steps.product(true, rows, rest - i, half, right + i, 1, row, right + i, row, 1, to, row);
  }
  const later = choleskyInPlace(steps, right + half * row, rest, row);
  return later < 0 ? later : half + later;
}

function choleskyOfSmall(a: Place, n: number, row: number): number {
  const v = view("float64");
  for (let i = 0; i < n; i++) {
    const from = a + i * row;
    if (!(v[from + i] > 0)) return i;
    const pivot = Math.sqrt(v[from + i]);
    for (let j = i; j < n; j++) v[from + j] = j === i ? pivot : v[from + j] / pivot;
    for (let k = i + 1; k < n; k++) {
      const factor = v[from + k];
      for (let j = k; j < n; j++) v[a + k * row + j] -= factor * v[from + j];
    }
  }
  return -1;
}
