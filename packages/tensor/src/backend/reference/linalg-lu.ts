/** LU decomposition with partial pivoting of float64 matrices in memory, and what follows from it. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { solveTriangular, upperHalf } from "./linalg-triangular.ts";
import { log } from "./math.ts";

/** `P a = L U` in place of `a`, L with ones on its diagonal; `rows[i]` is the row of `a` that came to stand at `i`. */
export interface Lu {
  readonly a: Place;
  readonly n: number;
  readonly rows: Int32Array;
  /** The sign of the permutation. */
  readonly sign: number;
}

/** Columns that are not halved any more. */
const smallest = 4;

/** Decomposes `a` in place, each pivot the greatest absolute value that is left in its column. */
export function luDecompose(steps: LinalgSteps, a: Place, n: number): Lu {
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  let swaps = 0;
  const swap = (i: number, j: number) => {
    const v = view("float64");
    const row = v.slice(a + i * n, a + i * n + n);
    v.copyWithin(a + i * n, a + j * n, a + j * n + n);
    v.set(row, a + j * n);
    const other = rows[i];
    rows[i] = rows[j];
    rows[j] = other;
    swaps += 1;
  };
  decomposeColumns(steps, a, n, 0, n, swap);
  return { a, n, rows, sign: swaps % 2 === 0 ? 1 : -1 };
}

/** The columns from `first` to `end`, from the diagonal down: a half, what follows from it for the other, and that one. */
function decomposeColumns(
  steps: LinalgSteps,
  a: Place,
  n: number,
  first: number,
  end: number,
  swap: (i: number, j: number) => void,
): void {
  if (end - first <= smallest) {
    for (let k = first; k < end; k++) eliminate(a, n, k, end, swap);
    return;
  }
  const half = upperHalf(end - first);
  const middle = first + half;
  const at = (i: number, j: number) => a + i * n + j;
  decomposeColumns(steps, a, n, first, middle, swap);
  const width = end - middle;
  solveTriangular(steps, half, width, at(first, first), n, 1, false, true, at(first, middle), n);
  steps.product(
    true,
    n - middle,
    width,
    half,
    at(middle, first),
    n,
    1,
    at(first, middle),
    n,
    1,
    at(middle, middle),
    n,
  );
  decomposeColumns(steps, a, n, middle, end, swap);
}

/** Clears column `k` below its pivot, in the columns up to `end`. */
function eliminate(
  a: Place,
  n: number,
  k: number,
  end: number,
  swap: (i: number, j: number) => void,
): void {
  const v = view("float64");
  let pivot = k;
  let greatest = Math.abs(v[a + k * n + k]);
  for (let i = k + 1; i < n; i++) {
    const size = Math.abs(v[a + i * n + k]);
    if (size > greatest) {
      greatest = size;
      pivot = i;
    }
  }
  if (pivot !== k) swap(k, pivot);
  const row = a + k * n;
  const divisor = v[row + k];
  if (divisor === 0) return;
  for (let i = k + 1; i < n; i++) {
    const at = a + i * n;
    const factor = v[at + k] / divisor;
    v[at + k] = factor;
    for (let j = k + 1; j < end; j++) v[at + j] -= factor * v[row + j];
  }
}

/** The first row whose pivot is 0, or -1. */
export function zeroPivot({ a, n }: Lu): number {
  const v = view("float64");
  for (let i = 0; i < n; i++) if (v[a + i * n + i] === 0) return i;
  return -1;
}

/** The least absolute pivot by the greatest; 0 of a singular matrix, 1 where there is none. */
export function pivotRatio({ a, n }: Lu): number {
  const v = view("float64");
  let least = Infinity;
  let greatest = 0;
  for (let i = 0; i < n; i++) {
    const pivot = Math.abs(v[a + i * n + i]);
    least = Math.min(least, pivot);
    greatest = Math.max(greatest, pivot);
  }
  if (n === 0) return 1;
  return greatest === 0 ? 0 : least / greatest;
}

/** Writes the solution of `a x = b`, of `m` columns, to `x`. */
export function luSolve(
  steps: LinalgSteps,
  { a, n, rows }: Lu,
  b: Place,
  m: number,
  x: Place,
): void {
  const v = view("float64");
  for (let i = 0; i < n; i++) v.copyWithin(x + i * m, b + rows[i] * m, b + rows[i] * m + m);
  solveTriangular(steps, n, m, a, n, 1, false, true, x, m);
  solveTriangular(steps, n, m, a, n, 1, true, false, x, m);
}

/** The product of the pivots with the permutation's sign. */
export function luDeterminant({ a, n, sign }: Lu): number {
  const v = view("float64");
  let product = sign;
  for (let i = 0; i < n; i++) product *= v[a + i * n + i];
  return product;
}

/** The sign of the determinant and the logarithm of its absolute value. */
export function luLogDeterminant({ a, n, sign }: Lu): readonly [number, number] {
  const v = view("float64");
  let s = sign;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const pivot = v[a + i * n + i];
    if (pivot === 0) return [0, Number.NEGATIVE_INFINITY];
    if (pivot < 0) s = -s;
    sum += log(Math.abs(pivot));
  }
  return [Number.isNaN(sum) ? Number.NaN : s, sum];
}
