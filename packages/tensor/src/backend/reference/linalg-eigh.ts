/** Eigenvalues of symmetric matrices: made tridiagonal, halved until they are small, and put together again. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { eighDecompose, signOf } from "./linalg-jacobi.ts";
import { combineRows, deflate, negligible, pick, turnRows } from "./linalg-merge.ts";
import { panelSize, reflectBack } from "./linalg-reflections.ts";
import { secularRoots } from "./linalg-secular.ts";
import { type Tridiagonal, tridiagonalize } from "./linalg-tridiagonal.ts";

/** Rows that Jacobi's rotations are faster for. */
const smallest = 12;

/** The sizes of the blocks that {@link eighInPlace} takes. */
export function eighPlaces(n: number): number[] {
  return [n * n, n * n, 2 * n * n, panelSize(n)];
}

/**
 * The eigenvalues of the symmetric matrix in the lower triangle of `a`, ascending, with the eigenvectors in rows of `rows`, each with
 * its element of greatest size positive. Undefined where an element is not finite.
 */
export function eighInPlace(
  steps: LinalgSteps,
  n: number,
  [a, rows, spare, panels]: readonly Place[],
): Float64Array | undefined {
  const scale = mirror(steps, a, n, spare);
  if (!(scale < Infinity)) return undefined;
  const t = tridiagonalize(steps, a, n, rows, panels);
  view("float64").fill(0, a, a + n * n);
  const values = solve(steps, t, 0, n, a, n, spare);
  reflectBack({ steps, size: n, v: rows, z: spare, spare: panels }, n - 1, 1, n, a, n);
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const v = view("float64");
  order.forEach((from, to) => {
    const row = v.subarray(a + from * n, a + from * n + n);
    const sign = signOf(row);
    for (let k = 0; k < n; k++) v[rows + to * n + k] = sign * row[k];
  });
  return Float64Array.from(order, (i) => values[i] * scale);
}

/** Mirrors the lower triangle and divides by the greatest absolute value, which it gives. */
function mirror(steps: LinalgSteps, a: Place, n: number, spare: Place): number {
  steps.transpose("float64", n, n, 8 * a, n, 8 * spare);
  const v = view("float64");
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const row = a + i * n;
    for (let j = i + 1; j < n; j++) v[row + j] = v[spare + i * n + j];
    for (let j = i; j < n; j++) largest = Math.max(largest, Math.abs(v[row + j]));
  }
  if (largest > 0) for (let i = a; i < a + n * n; i++) v[i] /= largest;
  return largest;
}

/** Eigenvalues of the `n` rows from `start` on, with the eigenvectors in rows of the block at `x`. */
function solve(
  steps: LinalgSteps,
  t: Tridiagonal,
  start: number,
  n: number,
  x: Place,
  row: number,
  spare: Place,
): Float64Array {
  if (n <= smallest) return solveSmall(t, start, n, x, row);
  const { diagonal, beside } = t;
  const half = n >> 1;
  const middle = start + half;
  // The matrix is two blocks and `link` times the square of a vector of two ones, or 1 and -1.
  const link = Math.abs(beside[middle - 1]);
  const sign = beside[middle - 1] < 0 ? -1 : 1;
  diagonal[middle - 1] -= link;
  diagonal[middle] -= link;
  const nodes = new Float64Array(n);
  nodes.set(solve(steps, t, start, half, x, row, spare));
  nodes.set(solve(steps, t, middle, n - half, x + half * row + half, row, spare), half);
  const v = view("float64");
  const root = Math.sqrt(link);
  const z = nodes.map((_, i) =>
    i < half ? root * v[x + i * row + half - 1] : sign * root * v[x + i * row + half],
  );
  const size = nodes.reduce((most, value) => Math.max(most, Math.abs(value)), link);
  const tolerance = Math.max(8 * 2.2e-16 * size, negligible);
  const sides = new Uint8Array(n).fill(2, half);
  const halves = { x, row, n, columns: n, split: half, sides };
  const found = deflate(
    nodes,
    z,
    tolerance,
    tolerance / Math.sqrt(2 * link),
    -1,
    (i, j, cos, sin) => turnRows(halves, i, j, cos, sin),
  );
  const secular = secularRoots(pick(nodes, found.kept), pick(z, found.kept), false);
  combineRows(steps, halves, found, secular, secular.z, false, spare);
  const values = new Float64Array(n);
  values.set(secular.roots);
  values.set(pick(nodes, found.solved), found.kept.length);
  return values;
}

function solveSmall(t: Tridiagonal, start: number, n: number, x: Place, row: number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = t.diagonal[start + i];
    if (i > 0) a[i * n + i - 1] = t.beside[start + i - 1];
  }
  const { values, vectors } = eighDecompose(a, n) as {
    values: Float64Array;
    vectors: Float64Array;
  };
  const v = view("float64");
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) v[x + i * row + k] = vectors[k * n + i];
  }
  return values;
}
