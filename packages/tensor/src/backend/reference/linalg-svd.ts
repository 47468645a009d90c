/** Singular values: a square matrix made bidiagonal, halved until it is small, and put together again (Gu and Eisenstat 1995). */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { type Bidiagonal, bidiagonalize } from "./linalg-bidiagonal.ts";
import { completeRow, svdDecompose } from "./linalg-hestenes.ts";
import { signOf } from "./linalg-jacobi.ts";
import {
  combineRows,
  deflate,
  type Halves,
  hypotenuse,
  negligible,
  pick,
  turnRows,
} from "./linalg-merge.ts";
import { lowerTriangular } from "./linalg-qr.ts";
import { panelRow, panelSize, reflectBack } from "./linalg-reflections.ts";
import { secularRoots } from "./linalg-secular.ts";

/** Rows that rotations of pairs are faster for. */
const smallest = 8;

/** Left and right vectors in rows: `[n, n]` with rows `n + 1` apart. */
interface Sides {
  readonly steps: LinalgSteps;
  readonly n: number;
  readonly left: Place;
  readonly right: Place;
  readonly spare: Place;
}

/** The sizes of the blocks that {@link svdInPlace} takes for `x` of `[k, size]`. */
export function svdPlaces(k: number, size: number): number[] {
  const row = k + 1;
  return [
    k * size,
    k * size,
    k * size,
    k * k,
    k * k,
    row * row,
    row * row,
    2 * row * row,
    panelSize(k),
  ];
}

/** `x = nearᵀ diag(values) far`, with singular values descending. */
export interface Singular {
  readonly values: Float64Array;
  /** `[k, k]`. */
  readonly near: Place;
  /** `[k, size]`. */
  readonly far: Place;
}

/**
 * Decomposes `x`, `[k, size]` with `k <= size`, the first of the blocks. The element of greatest size in each row of `far` is positive, or of
 * `near` with `nearSigns`. Undefined where an element is not finite.
 */
export function svdInPlace(
  steps: LinalgSteps,
  k: number,
  size: number,
  nearSigns: boolean,
  [x, v, z, near, reflections, left, right, spare, panels]: readonly Place[],
): Singular | undefined {
  const scale = scaled(x, k * size);
  if (!(scale < Infinity)) return undefined;
  const outer = { steps, size, v, z, spare: panels };
  if (k < size) lowerTriangular(outer, x, k);
  const step = panelRow(k);
  let m = view("float64");
  for (let i = 0; i < k; i++) m.copyWithin(spare + i * step, x + i * size, x + i * size + k);
  const b = bidiagonalize(steps, spare, step, k, near, reflections, panels);
  const row = k + 1;
  view("float64").fill(0, left, left + row * row);
  view("float64").fill(0, right, right + row * row);
  const found = solve({ steps, n: k, left, right, spare }, b, 0, k);
  const inner = { steps, size: k, z: spare, spare: panels };
  reflectBack({ ...inner, v: near }, k, 0, k, left, row);
  reflectBack({ ...inner, v: reflections }, k - 1, 1, k, right, row);
  const order = Array.from(found, (_, i) => i).sort((i, j) => found[j] - found[i]);
  m = view("float64");
  m.fill(0, x, x + k * size);
  order.forEach((from, to) => {
    m.copyWithin(near + to * k, left + from * row, left + from * row + k);
    m.copyWithin(x + to * size, right + from * row, right + from * row + k);
  });
  if (k < size) reflectBack(outer, k, 0, k, x, size);
  settleSigns(k, near, x, size, nearSigns);
  return { values: Float64Array.from(order, (i) => found[i] * scale), near, far: x };
}

/** Turns pairs of rows so that the element of greatest size of the one is positive. */
function settleSigns(k: number, near: Place, far: Place, size: number, nearSigns: boolean): void {
  const v = view("float64");
  for (let i = 0; i < k; i++) {
    const rows = [
      v.subarray(near + i * k, near + (i + 1) * k),
      v.subarray(far + i * size, far + (i + 1) * size),
    ];
    if (signOf(rows[nearSigns ? 0 : 1]) > 0) continue;
    for (const row of rows) for (let j = 0; j < row.length; j++) row[j] = -row[j];
  }
}

/** Divides by the greatest absolute value, which it gives. */
function scaled(x: Place, n: number): number {
  const v = view("float64");
  let largest = 0;
  for (let i = x; i < x + n; i++) largest = Math.max(largest, Math.abs(v[i]));
  if (largest > 0) for (let i = x; i < x + n; i++) v[i] /= largest;
  return largest;
}

/**
 * Singular values of the `n` rows from `start` on and as many columns and one more, with the vectors in rows of the blocks there. The last
 * right one is that of no value.
 */
function solve(sides: Sides, b: Bidiagonal, start: number, n: number): Float64Array {
  if (n <= smallest) return solveSmall(sides, b, start, n);
  const { steps, spare } = sides;
  const row = sides.n + 1;
  const half = n >> 1;
  const middle = start + half;
  const nodes = new Float64Array(n);
  nodes.set(solve(sides, b, start, half));
  nodes.set(solve(sides, b, middle + 1, n - half - 1), half + 1);
  const block = { row, n, split: half + 1 };
  const side = () => new Uint8Array(n + 1).fill(1, half).fill(2, half + 1);
  const at = start * row + start;
  const left: Halves = { ...block, x: sides.left + at, columns: n, sides: side() };
  const right: Halves = { ...block, x: sides.right + at, columns: n + 1, sides: side() };
  // The row between the halves, as a combination of their right vectors.
  const v = view("float64");
  v[left.x + half * row + half] = 1;
  const [own, next] = [b.diagonal[middle], b.beside[middle]];
  const z = nodes.map((_, i) =>
    i <= half ? own * v[right.x + i * row + half] : next * v[right.x + i * row + half + 1],
  );
  const beyond = next * v[right.x + n * row + half + 1];
  const length = hypotenuse(z[half], beyond);
  if (length > 0) turnRows(right, half, n, z[half] / length, beyond / length);
  z[half] = Math.max(length, negligible);
  const size = nodes.reduce(
    (most, x) => Math.max(most, x),
    Math.max(Math.abs(own), Math.abs(next)),
  );
  const tolerance = Math.max(8 * 2.2e-16 * size, negligible);
  const found = deflate(nodes, z, tolerance, tolerance, half, (i, j, cos, sin) => {
    if (i !== half) turnRows(left, i, j, cos, sin);
    turnRows(right, i, j, cos, sin);
  });
  const poles = pick(nodes, found.kept);
  const secular = secularRoots(poles, pick(z, found.kept), true);
  const parts = secular.z.map((x, i) => x * poles[i]);
  combineRows(steps, left, found, secular, parts, true, spare);
  combineRows(steps, right, found, secular, secular.z, false, spare);
  if (length < negligible) secular.roots[0] = 0;
  const values = new Float64Array(n);
  values.set(secular.roots);
  values.set(pick(nodes, found.solved), found.kept.length);
  return values;
}

function solveSmall({ n: all, left, right }: Sides, b: Bidiagonal, start: number, n: number) {
  const row = all + 1;
  const at = start * row + start;
  const width = start + n === all ? n : n + 1;
  const a = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    a[i * width + i] = b.diagonal[start + i];
    if (i + 1 < width) a[i * width + i + 1] = b.beside[start + i];
  }
  const { u, s, vh } = svdDecompose(a, n, width) as {
    u: Float64Array;
    s: Float64Array;
    vh: Float64Array;
  };
  const vectors = new Float64Array((n + 1) * width);
  vectors.set(vh);
  const v = view("float64");
  if (width > n) completeRow(vectors, n, width);
  else v[right + at + n * row + n] = 1;
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) v[left + at + i * row + k] = u[k * n + i];
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < width; k++) v[right + at + i * row + k] = vectors[i * width + k];
  }
  return s;
}
