/**
 * Householder's reflections `1 - vᵀ v` of row vectors, `v` of length √2 or 0. A block of them, first to last, is `1 - Vᵀ Z` with
 * `(1 + G) Z = V`, G what `V Vᵀ` has above its diagonal (Joffrain et al. 2006, Accumulating Householder transformations, revisited).
 */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";

/** Reflections of a block. */
export const blockRows = 32;

/** The distance of the rows of a panel: no power of two, at which they would share few places of a cache. */
export function panelRow(n: number): number {
  return n + 8;
}

/** Elements of the panels that reflections from both sides wait in, and of any product with a block of them. */
export function panelSize(n: number): number {
  return (4 * blockRows + 1) * panelRow(n);
}

/** Rows V and Z of reflections of `size` elements, and room for a product of {@link blockRows} columns. */
export interface Reflections {
  readonly steps: LinalgSteps;
  readonly size: number;
  readonly v: Place;
  readonly z: Place;
  readonly spare: Place;
}

/** Replaces `n` elements by the `v` whose reflection leaves of them the first alone; gives that. */
export function reflector(at: Place, n: number): number {
  const v = view("float64");
  const first = v[at];
  let largest = 0;
  for (let i = at + 1; i < at + n; i++) largest = Math.max(largest, Math.abs(v[i]));
  if (largest === 0) {
    v.fill(0, at, at + n);
    return first;
  }
  largest = Math.max(largest, Math.abs(first));
  for (let i = at; i < at + n; i++) v[i] /= largest;
  const length = Math.sqrt(innerProduct(at, at, n));
  const size = length + Math.abs(v[at]);
  v[at] = first < 0 ? -size : size;
  const scale = 1 / Math.sqrt(length * size);
  for (let i = at; i < at + n; i++) v[i] *= scale;
  return (first < 0 ? length : -length) * largest;
}

/** `Σ xᵢ yᵢ` of `n` elements from two places on: of every fourth in order, whose four sums are then added. */
export function innerProduct(x: Place, y: Place, n: number): number {
  const v = view("float64");
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += v[x + i] * v[y + i];
    s1 += v[x + i + 1] * v[y + i + 1];
    s2 += v[x + i + 2] * v[y + i + 2];
    s3 += v[x + i + 3] * v[y + i + 3];
  }
  for (; i < n; i++) s0 += v[x + i] * v[y + i];
  return s0 + s1 + (s2 + s3);
}

/** Makes Z of `count` reflections from `first` on, whose elements before `from` are 0. */
export function accumulate(r: Reflections, first: number, count: number, from: number): void {
  const { steps, size, spare } = r;
  const at = first * size + from;
  const width = size - from;
  steps.product(false, count, count, width, r.v + at, size, 1, r.v + at, 1, size, spare, count);
  const v = view("float64");
  for (let i = at; i < at + count * size; i += size) {
    v.copyWithin(r.z + i, r.v + i, r.v + i + width);
  }
  steps.substitute(count, width, spare, count, 1, true, true, r.z + at, size);
}

/** Reflects `rows` rows of x by the block that {@link accumulate} made, or `backwards`, from the last reflection to the first. */
export function reflectRows(
  r: Reflections,
  backwards: boolean,
  first: number,
  count: number,
  from: number,
  rows: number,
  x: Place,
  xRow: number,
): void {
  const { steps, size, spare } = r;
  const at = first * size + from;
  const width = size - from;
  const [by, to] = backwards ? [r.z + at, r.v + at] : [r.v + at, r.z + at];
  steps.product(false, rows, count, width, x + from, xRow, 1, by, 1, size, spare, count);
  steps.product(true, rows, width, count, spare, count, 1, to, size, 1, x + from, xRow);
}

/** Reflects rows by all of `count` reflections from the last to the first; the `i`-th is 0 before element `i + shift`. */
export function reflectBack(
  r: Reflections,
  count: number,
  shift: number,
  rows: number,
  x: Place,
  xRow: number,
): void {
  for (let first = lastBlock(count); first >= 0; first -= blockRows) {
    const block = Math.min(blockRows, count - first);
    accumulate(r, first, block, first + shift);
    reflectRows(r, true, first, block, first + shift, rows, x, xRow);
  }
}

/** Where the last block of `count` reflections begins. */
export function lastBlock(count: number): number {
  return Math.floor((count - 1) / blockRows) * blockRows;
}
