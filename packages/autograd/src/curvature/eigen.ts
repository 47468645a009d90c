/** Eigenvalues of symmetric tridiagonal matrices in double precision. */

import { ArgumentError } from "@gradkit/tensor";

/** The eigenvalues of a tridiagonal matrix with the first and last element of each unit eigenvector. */
export interface TridiagonalEigen {
  /** In ascending order. */
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/**
 * Eigenvalues of the symmetric tridiagonal matrix with the given diagonal and the n - 1 elements beside it, by the QL
 * method with implicit shifts: Dubrulle, Martin and Wilkinson, "The implicit QL algorithm" (1968).
 */
export function tridiagonalEigen(
  diagonal: ArrayLike<number>,
  beside: ArrayLike<number>,
): TridiagonalEigen {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = new Float64Array(n);
  for (let i = 0; i < n - 1; i++) e[i] = beside[i];
  const first = new Float64Array(n);
  const last = new Float64Array(n);
  first[0] = 1;
  last[n - 1] = 1;
  for (let start = 0; start < n; start++) {
    for (let sweep = 0; ; sweep++) {
      const end = blockEnd(d, e, start);
      if (end === start) break;
      if (sweep === 60) {
        throw new ArgumentError(
          "tridiagonalEigen",
          `no convergence in ${sweep} sweeps; the matrix must be finite. Look for NaN in the products.`,
        );
      }
      sweepBlock(d, e, start, end, [first, last]);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => d[a] - d[b]);
  const sorted = (x: Float64Array) => Float64Array.from(order, (i) => x[i]);
  return { values: sorted(d), first: sorted(first), last: sorted(last) };
}

/** The last row of the block from `start` on that no negligible element parts. */
function blockEnd(d: Float64Array, e: Float64Array, start: number): number {
  for (let end = start; end < d.length - 1; end++) {
    const scale = Math.abs(d[end]) + Math.abs(d[end + 1]);
    if (Math.abs(e[end]) <= Number.EPSILON * scale) return end;
  }
  return d.length - 1;
}

/** One sweep of rotations up the block, which drives `e[start]` to zero; `rows` are turned along. */
function sweepBlock(
  d: Float64Array,
  e: Float64Array,
  start: number,
  end: number,
  rows: readonly Float64Array[],
): void {
  const ratio = (d[start + 1] - d[start]) / (2 * e[start]);
  const root = length(ratio, 1);
  // The eigenvalue of the block's first two rows that is nearer to the first is the shift.
  let g = d[end] - d[start] + e[start] / (ratio + (ratio < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = end - 1; i >= start; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    const r = length(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The block parted on the way: what is left is swept anew.
      d[i + 1] -= carried;
      e[end] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const lower = d[i + 1] - carried;
    const turned = (d[i] - lower) * sine + 2 * cosine * b;
    carried = sine * turned;
    d[i + 1] = lower + carried;
    g = cosine * turned - b;
    for (const row of rows) {
      const [upper, under] = [row[i], row[i + 1]];
      row[i] = cosine * upper - sine * under;
      row[i + 1] = sine * upper + cosine * under;
    }
  }
  d[start] -= carried;
  e[start] = g;
  e[end] = 0;
}

/** `√(a² + b²)` without overflow. */
function length(a: number, b: number): number {
  const [large, small] =
    Math.abs(a) > Math.abs(b) ? [Math.abs(a), Math.abs(b)] : [Math.abs(b), Math.abs(a)];
  if (large === 0) return 0;
  const ratio = small / large;
  return large * Math.sqrt(1 + ratio * ratio);
}
