/** Sums of products over taps, read where they lie in a band: see `./bands`. */

import { madd } from "./lanes";
import { accumulate, sumTile } from "./tile";

@inline
function put<T>(mode: i32, sum: v128, y: usize): void {
  v128.store(y, mode == accumulate ? v128.add<T>(v128.load(y), sum) : sum);
}

/** Steps of k whose places, from `b` on, are in a table. */
@unmanaged
class Tabled {
  @inline
  place(at: usize, b: usize): usize {
    return b + load<usize>(at);
  }
  @inline
  next(at: usize, b: usize): usize {
    return at + 4;
  }
  @inline
  put<T>(mode: i32, sum: v128, bias: v128, y: usize): void {
    put<T>(mode, sum, y);
  }
}

/** As `tile` in `./tile`, with the places of k's steps from a table. */
export function tileTaps<T>(
  k: i32,
  rows: i32,
  a: usize,
  aRow: usize,
  b: usize,
  table: usize,
  mode: i32,
  y: usize,
  yRow: usize,
): void {
  sumTile<Tabled, T>(6, 2, k, rows, a, aRow, table, b, mode, 0, y, yRow);
}

/** One row by 8 vectors of places. */
export function lineTaps<T>(k: i32, a: usize, b: usize, table: usize, mode: i32, y: usize): void {
  let s0 = v128.splat<T>(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  const end = table + (<usize>k << 2);
  do {
    const from = b + load<usize>(table);
    const x = v128.load_splat<T>(a);
    s0 = madd<T>(x, v128.load(from), s0);
    s1 = madd<T>(x, v128.load(from, 16), s1);
    s2 = madd<T>(x, v128.load(from, 32), s2);
    s3 = madd<T>(x, v128.load(from, 48), s3);
    s4 = madd<T>(x, v128.load(from, 64), s4);
    s5 = madd<T>(x, v128.load(from, 80), s5);
    s6 = madd<T>(x, v128.load(from, 96), s6);
    s7 = madd<T>(x, v128.load(from, 112), s7);
    a += sizeof<T>();
    table += 4;
  } while (table < end);
  put<T>(mode, s0, y);
  put<T>(mode, s1, y + 16);
  put<T>(mode, s2, y + 32);
  put<T>(mode, s3, y + 48);
  put<T>(mode, s4, y + 64);
  put<T>(mode, s5, y + 80);
  put<T>(mode, s6, y + 96);
  put<T>(mode, s7, y + 112);
}

/** Adds a vector's elements to y. */
@inline
function increase<T>(y: usize, sum: v128): void {
  let value = v128.extract_lane<T>(sum, 0) + v128.extract_lane<T>(sum, 1);
  if (sizeof<T>() == 4) {
    value = value + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  }
  store<T>(y, load<T>(y) + value);
}

/** Adds to y, for up to 6 taps of x and 2 rows of g, the products' sums over `k` vectors of places. */
export function pairPlaces<T>(
  k: i32,
  taps: i32,
  x: usize,
  table: usize,
  g: usize,
  gRow: usize,
  y: usize,
  yRow: usize,
): void {
  const last = table + (<usize>(taps - 1) << 2);
  let x0 = x + load<usize>(table);
  let x1 = x + load<usize>(min(table + 4, last));
  let x2 = x + load<usize>(min(table + 8, last));
  let x3 = x + load<usize>(min(table + 12, last));
  let x4 = x + load<usize>(min(table + 16, last));
  let x5 = x + load<usize>(min(table + 20, last));
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
  let g0: v128;
  let g1: v128;
  let a: v128;
  for (; k > 0; k--) {
    g0 = v128.load(g);
    g1 = v128.load(g + gRow);
    a = v128.load(x0);
    s00 = madd<T>(a, g0, s00);
    s01 = madd<T>(a, g1, s01);
    a = v128.load(x1);
    s10 = madd<T>(a, g0, s10);
    s11 = madd<T>(a, g1, s11);
    a = v128.load(x2);
    s20 = madd<T>(a, g0, s20);
    s21 = madd<T>(a, g1, s21);
    a = v128.load(x3);
    s30 = madd<T>(a, g0, s30);
    s31 = madd<T>(a, g1, s31);
    a = v128.load(x4);
    s40 = madd<T>(a, g0, s40);
    s41 = madd<T>(a, g1, s41);
    a = v128.load(x5);
    s50 = madd<T>(a, g0, s50);
    s51 = madd<T>(a, g1, s51);
    g += 16;
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    x4 += 16;
    x5 += 16;
  }
  increase<T>(y, s00);
  if (taps > 1) increase<T>(y + sizeof<T>(), s10);
  if (taps > 2) increase<T>(y + 2 * sizeof<T>(), s20);
  if (taps > 3) increase<T>(y + 3 * sizeof<T>(), s30);
  if (taps > 4) increase<T>(y + 4 * sizeof<T>(), s40);
  if (taps > 5) increase<T>(y + 5 * sizeof<T>(), s50);
  y += yRow;
  increase<T>(y, s01);
  if (taps > 1) increase<T>(y + sizeof<T>(), s11);
  if (taps > 2) increase<T>(y + 2 * sizeof<T>(), s21);
  if (taps > 3) increase<T>(y + 3 * sizeof<T>(), s31);
  if (taps > 4) increase<T>(y + 4 * sizeof<T>(), s41);
  if (taps > 5) increase<T>(y + 5 * sizeof<T>(), s51);
}

/** As {@link pairPlaces} for up to 9 taps and one row of g. */
export function linePlaces<T>(k: i32, taps: i32, x: usize, table: usize, g: usize, y: usize): void {
  const last = table + (<usize>(taps - 1) << 2);
  let x0 = x + load<usize>(table);
  let x1 = x + load<usize>(min(table + 4, last));
  let x2 = x + load<usize>(min(table + 8, last));
  let x3 = x + load<usize>(min(table + 12, last));
  let x4 = x + load<usize>(min(table + 16, last));
  let x5 = x + load<usize>(min(table + 20, last));
  let x6 = x + load<usize>(min(table + 24, last));
  let x7 = x + load<usize>(min(table + 28, last));
  let x8 = x + load<usize>(min(table + 32, last));
  let s0 = v128.splat<T>(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  let s8 = s0;
  const end = <usize>k << 4;
  for (let at: usize = 0; at < end; at += 16) {
    const factor = v128.load(g + at);
    s0 = madd<T>(v128.load(x0 + at), factor, s0);
    s1 = madd<T>(v128.load(x1 + at), factor, s1);
    s2 = madd<T>(v128.load(x2 + at), factor, s2);
    s3 = madd<T>(v128.load(x3 + at), factor, s3);
    s4 = madd<T>(v128.load(x4 + at), factor, s4);
    s5 = madd<T>(v128.load(x5 + at), factor, s5);
    s6 = madd<T>(v128.load(x6 + at), factor, s6);
    s7 = madd<T>(v128.load(x7 + at), factor, s7);
    s8 = madd<T>(v128.load(x8 + at), factor, s8);
  }
  increase<T>(y, s0);
  if (taps > 1) increase<T>(y + sizeof<T>(), s1);
  if (taps > 2) increase<T>(y + 2 * sizeof<T>(), s2);
  if (taps > 3) increase<T>(y + 3 * sizeof<T>(), s3);
  if (taps > 4) increase<T>(y + 4 * sizeof<T>(), s4);
  if (taps > 5) increase<T>(y + 5 * sizeof<T>(), s5);
  if (taps > 6) increase<T>(y + 6 * sizeof<T>(), s6);
  if (taps > 7) increase<T>(y + 7 * sizeof<T>(), s7);
  if (taps > 8) increase<T>(y + 8 * sizeof<T>(), s8);
}
