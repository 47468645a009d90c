/** Singular values by one-sided Jacobi rotations in float64. */

import { jacobiTangent, rotateRows, signOf } from "./linalg-jacobi.ts";

const maximumSweeps = 60;

/** `a = u diag(s) vh`, s descending; the element of greatest size in each column of u is positive. */
export interface Svd {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly vh: Float64Array;
}

/**
 * The thin decomposition of `a`, `[m, n]`: its columns are turned in pairs until all are orthogonal (Hestenes 1958; Demmel
 * and Veselić 1992); their lengths are the singular values. A wide matrix is transposed first. Undefined where
 * it does not converge, as with elements that are not finite.
 */
export function svdDecompose(a: Float64Array, m: number, n: number): Svd | undefined {
  if (m < n) {
    const rows = a.slice(); // of `a` are the columns of its transpose
    const found = orthogonalize(rows, m, n);
    return found && assemble(found.right, found.left, found.s, m, n);
  }
  const found = orthogonalize(transposed(a, m, n), n, m);
  return found && assemble(found.left, found.right, found.s, m, n);
}

function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const y = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) y[j * m + i] = a[i * n + j];
  return y;
}

/** Singular vectors in rows: `left` `[k, size]`, `right` `[k, k]`. */
interface Found {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly s: Float64Array;
}

/** Turns `k` rows of `size >= k` elements until they are orthogonal, sorts them and takes out their lengths. */
function orthogonalize(rows: Float64Array, k: number, size: number): Found | undefined {
  let largest = 0;
  for (const x of rows) largest = Math.max(largest, Math.abs(x));
  if (!(largest < Infinity)) return undefined;
  if (largest > 0) for (let i = 0; i < rows.length; i++) rows[i] /= largest;
  const right = new Float64Array(k * k);
  for (let i = 0; i < k; i++) right[i * k + i] = 1;
  let total = 0;
  for (const x of rows) total += x * x;
  // Squares of lengths that are rounding of the others; such a row has no direction.
  const noise = total * (size * 2.3e-16) * (size * 2.3e-16);
  if (!turnAll(rows, right, k, size, noise)) return undefined;
  const squares = Float64Array.from({ length: k }, (_, i) =>
    inner(rows, i * size, rows, i * size, size),
  );
  const lengths = squares.map(Math.sqrt);
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => lengths[j] - lengths[i]);
  const left = new Float64Array(k * size);
  const sortedRight = new Float64Array(k * k);
  order.forEach((from, to) => {
    const row = left.subarray(to * size, (to + 1) * size);
    if (squares[from] > noise) {
      for (let j = 0; j < size; j++) row[j] = rows[from * size + j] / lengths[from];
    } else completeRow(left, to, size);
    sortedRight.set(right.subarray(from * k, from * k + k), to * k);
  });
  return { left, right: sortedRight, s: Float64Array.from(order, (i) => lengths[i] * largest) };
}

/** Sweeps over all pairs until no two rows beyond noise are less than orthogonal by more than rounding. */
function turnAll(
  rows: Float64Array,
  right: Float64Array,
  k: number,
  size: number,
  noise: number,
): boolean {
  const products = new Float64Array(3);
  for (let sweep = 0; sweep < maximumSweeps; sweep++) {
    let turned = false;
    for (let p = 0; p < k - 1; p++) {
      for (let q = p + 1; q < k; q++) {
        multiplyRows(rows, p * size, q * size, size, products);
        const [x, pp, qq] = products;
        if (Math.min(pp, qq) <= noise) continue;
        if (Math.abs(x) <= size * 1.2e-16 * Math.sqrt(pp) * Math.sqrt(qq)) continue;
        turned = true;
        const t = jacobiTangent(pp, qq, x);
        const cos = 1 / Math.sqrt(t * t + 1);
        rotateRows(rows, size, p, q, cos, t * cos);
        rotateRows(right, k, p, q, cos, t * cos);
      }
    }
    if (!turned) return true;
  }
  return false;
}

function inner(a: Float64Array, i: number, b: Float64Array, j: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += a[i + k] * b[j + k];
  return sum;
}

/** The inner products of two rows: with each other, and of each with itself. In one loop none waits for the others. */
function multiplyRows(
  rows: Float64Array,
  p: number,
  q: number,
  n: number,
  products: Float64Array,
): void {
  let x = 0;
  let pp = 0;
  let qq = 0;
  for (let k = 0; k < n; k++) {
    const a = rows[p + k];
    const b = rows[q + k];
    x += a * b;
    pp += a * a;
    qq += b * b;
  }
  products[0] = x;
  products[1] = pp;
  products[2] = qq;
}

/** Makes row `at` a unit vector orthogonal to those before it, from the axis that they span least. */
export function completeRow(rows: Float64Array, at: number, size: number): void {
  let axis = 0;
  let least = Infinity;
  for (let j = 0; j < size; j++) {
    let spanned = 0;
    for (let i = 0; i < at; i++) spanned += rows[i * size + j] * rows[i * size + j];
    if (spanned < least) {
      least = spanned;
      axis = j;
    }
  }
  const row = rows.subarray(at * size, (at + 1) * size);
  row[axis] = 1;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < at; i++) {
      const share = inner(rows, i * size, row, 0, size);
      for (let j = 0; j < size; j++) row[j] -= share * rows[i * size + j];
    }
    const length = Math.sqrt(inner(row, 0, row, 0, size));
    for (let j = 0; j < size; j++) row[j] /= length;
  }
}

/** From singular vectors in rows, `[k, m]` and `[k, n]`, with the signs settled. */
function assemble(
  left: Float64Array,
  right: Float64Array,
  s: Float64Array,
  m: number,
  n: number,
): Svd {
  const k = s.length;
  const u = new Float64Array(m * k);
  const vh = new Float64Array(k * n);
  for (let i = 0; i < k; i++) {
    const row = left.subarray(i * m, (i + 1) * m);
    const sign = signOf(row);
    for (let j = 0; j < m; j++) u[j * k + i] = sign * row[j];
    for (let j = 0; j < n; j++) vh[i * n + j] = sign * right[i * n + j];
  }
  return { u, s, vh };
}
