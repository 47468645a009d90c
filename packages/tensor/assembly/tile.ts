/** Sums of products in tiles of 6 rows and 2 vectors of columns: what matrix products and convolutions share. */

import { bytes, lanes, madd } from "./lanes";

export const tileRows: i32 = 6;
/** Steps of k that a tile sums before y takes them up. */
export const kBlock: i32 = 256;
/** Panels of b that are packed at a time: 64 of 8 KiB stay in the second-level cache. */
export const panels: i32 = 64;
export const panelBytes: usize = <usize>kBlock * 32;

/** How a tile leaves its sums: they replace y, are added to the bias or to y, or taken off y. */
export const replace: i32 = 0;
export const addBias: i32 = 1;
export const accumulate: i32 = 2;
export const subtract: i32 = 3;

/** Steps of b that lie `step` bytes apart; see {@link sumTile}. */
@unmanaged
class Strided {
  @inline
  place(at: usize, step: usize): usize {
    return at;
  }
  @inline
  next(at: usize, step: usize): usize {
    return at + step;
  }
  @inline
  put<T>(mode: i32, sum: v128, bias: v128, y: usize): void {
    let value = sum;
    if (mode == addBias) value = v128.add<T>(sum, bias);
    if (mode == accumulate) value = v128.add<T>(v128.load(y), sum);
    if (mode == subtract) value = v128.sub<T>(v128.load(y), sum);
    v128.store(y, value);
  }
}

/** Rows that the next tile takes of those that are left: 6, 4 or the rest, such that few are summed in vain. */
@inline
export function tileHeight(left: i32): i32 {
  if (left > 8) return tileRows;
  return left > tileRows ? 4 : left;
}

/** Whether a tile of so many rows writes no others. */
@inline
export function isWholeTile(rows: i32): bool {
  return rows == tileRows || rows == 4;
}

/**
 * A tile of 2 vectors of columns: row i of a begins at `a + i * aRow` and is contiguous, a panel of b advances by
 * `bStep` (both in bytes). Of up to 4 rows it makes 4, of more 6; those from `rows` on repeat the last one.
 */
export function tile<T>(
  k: i32,
  rows: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bStep: usize,
  mode: i32,
  bias: usize,
  y: usize,
  yRow: usize,
): void {
  if (rows > 4) {
    sumTile<Strided, T>(6, 2, k, rows, a, aRow, b, bStep, mode, bias, y, yRow);
  } else {
    sumTile<Strided, T>(4, 2, k, rows, a, aRow, b, bStep, mode, bias, y, yRow);
  }
}

/** A tile at the edge of y, to be taken there by {@link putEdge}: one vector of columns where no more are needed. */
export function edgeTile<T>(
  k: i32,
  rows: i32,
  columns: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bStep: usize,
  edge: usize,
): void {
  if (columns > lanes<T>()) {
    tile<T>(k, rows, a, aRow, b, bStep, replace, 0, edge, 32);
  } else {
    sumTile<Strided, T>(6, 1, k, rows, a, aRow, b, bStep, replace, 0, edge, 32);
  }
}

/**
 * A tile of `height` rows, 4 or 6, and one or two `vectors` of columns, which are constants; a class says where each
 * step of b lies, from `at` on, and how y takes up a sum.
 */
@inline
export function sumTile<S, T>(
  height: i32,
  vectors: i32,
  k: i32,
  rows: i32,
  a: usize,
  aRow: usize,
  at: usize,
  by: usize,
  mode: i32,
  bias: usize,
  y: usize,
  yRow: usize,
): void {
  const steps = changetype<S>(0);
  let a0 = a;
  let a1 = a0 + (rows > 1 ? aRow : 0);
  let a2 = a1 + (rows > 2 ? aRow : 0);
  let a3 = a2 + (rows > 3 ? aRow : 0);
  let a4 = a3 + (rows > 4 ? aRow : 0);
  let a5 = a4 + (rows > 5 ? aRow : 0);
  let s00 = v128.splat<T>(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  let s40 = s00;
  let s41 = s00;
  let s50 = s00;
  let s51 = s00;
  let b: usize;
  let b0: v128;
  let b1 = s00;
  let x: v128;
  // The exits between the steps also keep the compiler from interleaving them, which spills sums.
  while (true) {
    b = steps.place(at, by);
    b0 = v128.load(b);
    if (vectors > 1) b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a0);
    s00 = madd<T>(x, b0, s00);
    if (vectors > 1) s01 = madd<T>(x, b1, s01);
    x = v128.load_splat<T>(a1);
    s10 = madd<T>(x, b0, s10);
    if (vectors > 1) s11 = madd<T>(x, b1, s11);
    x = v128.load_splat<T>(a2);
    s20 = madd<T>(x, b0, s20);
    if (vectors > 1) s21 = madd<T>(x, b1, s21);
    x = v128.load_splat<T>(a3);
    s30 = madd<T>(x, b0, s30);
    if (vectors > 1) s31 = madd<T>(x, b1, s31);
    if (height > 4) {
      x = v128.load_splat<T>(a4);
      s40 = madd<T>(x, b0, s40);
      if (vectors > 1) s41 = madd<T>(x, b1, s41);
      x = v128.load_splat<T>(a5);
      s50 = madd<T>(x, b0, s50);
      if (vectors > 1) s51 = madd<T>(x, b1, s51);
    }
    if (k == 1) break;
    at = steps.next(at, by);
    b = steps.place(at, by);
    b0 = v128.load(b);
    if (vectors > 1) b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a0, sizeof<T>());
    s00 = madd<T>(x, b0, s00);
    if (vectors > 1) s01 = madd<T>(x, b1, s01);
    x = v128.load_splat<T>(a1, sizeof<T>());
    s10 = madd<T>(x, b0, s10);
    if (vectors > 1) s11 = madd<T>(x, b1, s11);
    x = v128.load_splat<T>(a2, sizeof<T>());
    s20 = madd<T>(x, b0, s20);
    if (vectors > 1) s21 = madd<T>(x, b1, s21);
    x = v128.load_splat<T>(a3, sizeof<T>());
    s30 = madd<T>(x, b0, s30);
    if (vectors > 1) s31 = madd<T>(x, b1, s31);
    if (height > 4) {
      x = v128.load_splat<T>(a4, sizeof<T>());
      s40 = madd<T>(x, b0, s40);
      if (vectors > 1) s41 = madd<T>(x, b1, s41);
      x = v128.load_splat<T>(a5, sizeof<T>());
      s50 = madd<T>(x, b0, s50);
      if (vectors > 1) s51 = madd<T>(x, b1, s51);
    }
    if (k == 2) break;
    at = steps.next(at, by);
    b = steps.place(at, by);
    b0 = v128.load(b);
    if (vectors > 1) b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a0, 2 * sizeof<T>());
    s00 = madd<T>(x, b0, s00);
    if (vectors > 1) s01 = madd<T>(x, b1, s01);
    x = v128.load_splat<T>(a1, 2 * sizeof<T>());
    s10 = madd<T>(x, b0, s10);
    if (vectors > 1) s11 = madd<T>(x, b1, s11);
    x = v128.load_splat<T>(a2, 2 * sizeof<T>());
    s20 = madd<T>(x, b0, s20);
    if (vectors > 1) s21 = madd<T>(x, b1, s21);
    x = v128.load_splat<T>(a3, 2 * sizeof<T>());
    s30 = madd<T>(x, b0, s30);
    if (vectors > 1) s31 = madd<T>(x, b1, s31);
    if (height > 4) {
      x = v128.load_splat<T>(a4, 2 * sizeof<T>());
      s40 = madd<T>(x, b0, s40);
      if (vectors > 1) s41 = madd<T>(x, b1, s41);
      x = v128.load_splat<T>(a5, 2 * sizeof<T>());
      s50 = madd<T>(x, b0, s50);
      if (vectors > 1) s51 = madd<T>(x, b1, s51);
    }
    if (k == 3) break;
    at = steps.next(at, by);
    b = steps.place(at, by);
    b0 = v128.load(b);
    if (vectors > 1) b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a0, 3 * sizeof<T>());
    s00 = madd<T>(x, b0, s00);
    if (vectors > 1) s01 = madd<T>(x, b1, s01);
    x = v128.load_splat<T>(a1, 3 * sizeof<T>());
    s10 = madd<T>(x, b0, s10);
    if (vectors > 1) s11 = madd<T>(x, b1, s11);
    x = v128.load_splat<T>(a2, 3 * sizeof<T>());
    s20 = madd<T>(x, b0, s20);
    if (vectors > 1) s21 = madd<T>(x, b1, s21);
    x = v128.load_splat<T>(a3, 3 * sizeof<T>());
    s30 = madd<T>(x, b0, s30);
    if (vectors > 1) s31 = madd<T>(x, b1, s31);
    if (height > 4) {
      x = v128.load_splat<T>(a4, 3 * sizeof<T>());
      s40 = madd<T>(x, b0, s40);
      if (vectors > 1) s41 = madd<T>(x, b1, s41);
      x = v128.load_splat<T>(a5, 3 * sizeof<T>());
      s50 = madd<T>(x, b0, s50);
      if (vectors > 1) s51 = madd<T>(x, b1, s51);
    }
    if (k == 4) break;
    k -= 4;
    at = steps.next(at, by);
    a0 += 4 * sizeof<T>();
    a1 += 4 * sizeof<T>();
    a2 += 4 * sizeof<T>();
    a3 += 4 * sizeof<T>();
    if (height > 4) {
      a4 += 4 * sizeof<T>();
      a5 += 4 * sizeof<T>();
    }
  }
  let bias0 = s00;
  let bias1 = s00;
  if (mode == addBias) {
    bias0 = v128.load(bias);
    if (vectors > 1) bias1 = v128.load(bias, 16);
  }
  steps.put<T>(mode, s00, bias0, y);
  if (vectors > 1) steps.put<T>(mode, s01, bias1, y + 16);
  steps.put<T>(mode, s10, bias0, (y += yRow));
  if (vectors > 1) steps.put<T>(mode, s11, bias1, y + 16);
  steps.put<T>(mode, s20, bias0, (y += yRow));
  if (vectors > 1) steps.put<T>(mode, s21, bias1, y + 16);
  steps.put<T>(mode, s30, bias0, (y += yRow));
  if (vectors > 1) steps.put<T>(mode, s31, bias1, y + 16);
  if (height > 4) {
    steps.put<T>(mode, s40, bias0, (y += yRow));
    if (vectors > 1) steps.put<T>(mode, s41, bias1, y + 16);
    steps.put<T>(mode, s50, bias0, (y += yRow));
    if (vectors > 1) steps.put<T>(mode, s51, bias1, y + 16);
  }
}

/** Copies the part of a tile that lies in y. */
export function putEdge<T>(
  mode: i32,
  rows: i32,
  columns: i32,
  from: usize,
  bias: usize,
  y: usize,
  yRow: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = bytes<T>(j);
      let value = load<T>(from + at);
      if (mode == addBias) value += load<T>(bias + at);
      if (mode == accumulate) value = load<T>(y + at) + value;
      if (mode == subtract) value = load<T>(y + at) - value;
      store<T>(y + at, value);
    }
    from += 32;
    y += yRow;
  }
}
