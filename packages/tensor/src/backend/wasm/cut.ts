/**
 * How work is cut into pieces for threads: by its shape alone, into parts of the outermost loop that are worth
 * some tens of microseconds each. What is smaller is one piece, called as it stands.
 */

import type { Piece } from "./module.ts";

/** Elements of a piece where each is read, computed with in a few instructions, and written. */
export const grain = 32768;

/** Elements of a piece where each takes a function's evaluation. */
export const functionGrain = 16384;

/** More pieces than this bring no thread anything: they become larger instead. */
const mostPieces = 64;

/** Pieces begin at multiples of this many elements, so that no two threads write to one cache line. */
const line = 64;

/** Rows fewer than this are each cut too, where they are long. */
export const fewRows = 16;

/** Rows of `n` elements that make a piece of `elements`, at least one. */
export function rowsOf(n: number, elements = grain): number {
  return Math.max(1, Math.floor(elements / Math.max(1, n)));
}

/** Cuts `n` rows into pieces of about `rows`, all but the last of the same size; `piece` gives the arguments of one. */
export function cutRows(
  n: number,
  rows: number,
  piece: (first: number, count: number) => Piece,
): Piece[] {
  const count = Math.min(mostPieces, Math.ceil(n / rows));
  return slices(n, Math.ceil(n / count), piece);
}

/** As {@link cutRows} for `n` elements side by side, by multiples of a cache line. */
export function cutElements(
  n: number,
  elements: number,
  piece: (first: number, count: number) => Piece,
): Piece[] {
  const count = Math.min(mostPieces, Math.ceil(n / elements));
  return slices(n, Math.ceil(n / count / line) * line, piece);
}

/** Cuts `n` rows of `inner` elements: into groups of rows, or each into elements where rows are few and long. */
export function cutPlane(
  n: number,
  inner: number,
  elements: number,
  piece: (row: number, rows: number, first: number, count: number) => Piece,
): Piece[] {
  if (n >= fewRows || inner < 2 * elements) {
    return cutRows(n, rowsOf(inner, elements), (row, rows) => piece(row, rows, 0, inner));
  }
  return Array.from({ length: n }, (_, row) =>
    cutElements(inner, elements, (first, count) => piece(row, 1, first, count)),
  ).flat();
}

/** Cuts `n` into pieces of `size`, the last of what is left. */
export function slices<T>(
  n: number,
  size: number,
  piece: (first: number, count: number) => T,
): T[] {
  const pieces: T[] = [];
  for (let first = 0; first < n; first += size)
    pieces.push(piece(first, Math.min(size, n - first)));
  return pieces;
}
