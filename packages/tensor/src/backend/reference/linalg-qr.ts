/** QR decomposition by Householder's reflections of float64 matrices in memory, whose transposes are worked on. */

import type { Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import type { Reflections } from "./linalg-reflections.ts";
import {
  accumulate,
  blockRows,
  innerProduct,
  lastBlock,
  reflector,
  reflectRows,
} from "./linalg-reflections.ts";

/** Rows of a panel that are reflected one by one, and those of a matrix. */
const smallestPanel = 4;
const smallest = 8;

/** Replaces `x`, `[n, size]` with `n <= size`, by the lower triangular `l` of `x = l q`, where `q` is what the reflections leave. */
export function lowerTriangular(r: Reflections, x: Place, n: number): void {
  const { size } = r;
  view("float64").fill(0, r.v, r.v + n * size);
  for (let first = 0; first < n; first += blockRows) {
    const count = Math.min(blockRows, n - first);
    const end = first + count;
    reflectPanel(r, x, first, end, n <= smallest ? smallest : smallestPanel);
    if (n <= smallest) break;
    accumulate(r, first, count, first);
    if (end < n) reflectRows(r, false, first, count, first, n - end, x + end * size, size);
  }
}

/** The rows from `first` to `end`: a half, what its reflections make of the other, and that one. */
function reflectPanel(r: Reflections, x: Place, first: number, end: number, single: number): void {
  const { size } = r;
  const count = end - first;
  if (count <= single) {
    for (let j = first; j < end; j++) clearRow(r, x, j, end);
    return;
  }
  const half = count >> 1;
  const middle = first + half;
  reflectPanel(r, x, first, middle, single);
  accumulate(r, first, half, first);
  reflectRows(r, false, first, half, first, end - middle, x + middle * size, size);
  reflectPanel(r, x, middle, end, single);
}

/** Clears row `j` behind its diagonal, and reflects those up to `end`. */
function clearRow(r: Reflections, x: Place, j: number, end: number): void {
  const { size } = r;
  const v = view("float64");
  const row = x + j * size;
  const at = r.v + j * size + j;
  v.copyWithin(at, row + j, row + size);
  v[row + j] = reflector(at, size - j);
  v.fill(0, row + j + 1, row + size);
  reflectOnce(r, j, end - j - 1, row + size);
}

/** Reflects rows of x by the `j`-th reflection alone. */
function reflectOnce(r: Reflections, j: number, rows: number, x: Place): void {
  const { size } = r;
  const v = view("float64");
  const at = r.v + j * size + j;
  for (let to = x + j; to < x + rows * size; to += size) {
    const product = innerProduct(to, at, size - j);
    for (let i = 0; i < size - j; i++) v[to + i] -= product * v[at + i];
  }
}

/** Writes the first `k` rows of the orthogonal `q` of {@link lowerTriangular} to `y`. */
export function orthogonalRows(r: Reflections, n: number, k: number, y: Place): void {
  const { size } = r;
  const v = view("float64");
  v.fill(0, y, y + k * size);
  for (let i = 0; i < k; i++) v[y + i * size + i] = 1;
  if (n <= smallest) {
    for (let j = n - 1; j >= 0; j--) reflectOnce(r, j, k - j, y + j * size);
    return;
  }
  // Rows before a block's first element are 0 where it reflects.
  for (let first = lastBlock(n); first >= 0; first -= blockRows) {
    const count = Math.min(blockRows, n - first);
    reflectRows(r, true, first, count, first, k - first, y + first * size, size);
  }
}

/** Turns the signs of `l` and `q` so that no element of the diagonal is negative. */
export function settleSigns(x: Place, y: Place, n: number, size: number): void {
  const v = view("float64");
  for (let j = 0; j < n; j++) {
    if (!(v[x + j * size + j] < 0)) continue;
    for (let i = j; i < n; i++) v[x + i * size + j] = -v[x + i * size + j];
    for (let i = 0; i < size; i++) v[y + j * size + i] = -v[y + j * size + i];
  }
}
