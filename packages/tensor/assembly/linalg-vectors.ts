/**
 * Products of a matrix and a vector on float64: a sum of each block of 256 steps, in order, as `matmul` has them. Not fused, which would be
 * no faster, as they wait for memory, but stand in both builds.
 */

import { loadPart, storePart } from "./lanes";
import { kBlock } from "./tile";

/** Stores the sums of a block, adds them to y, or takes them off y; the first `part` of them where that is not 0. */
@inline
function put(subtracts: i32, later: bool, part: i32, sum: v128, y: usize): void {
  let value = sum;
  if (subtracts || later) {
    const before = part ? loadPart<f64>(y, part) : v128.load(y);
    value = subtracts ? f64x2.sub(before, sum) : f64x2.add(before, sum);
  }
  if (part) storePart<f64>(y, value, part);
  else v128.store(y, value);
}

/** A strip of 8, 4 or 1 vectors of columns of {@link rowProduct}; of the last, `part` columns where that is not 0. */
@inline
function rowStrip(
  vectors: i32,
  part: i32,
  subtracts: i32,
  k: i32,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  y: usize,
): void {
  for (let pc = 0; pc < k; pc += kBlock) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    for (let p = min(kBlock, k - pc); p > 0; p--) {
      const x = v128.load64_splat(a);
      s0 = f64x2.add(s0, f64x2.mul(x, part ? loadPart<f64>(b, part) : v128.load(b)));
      if (vectors > 1) {
        s1 = f64x2.add(s1, f64x2.mul(x, v128.load(b, 16)));
        s2 = f64x2.add(s2, f64x2.mul(x, v128.load(b, 32)));
        s3 = f64x2.add(s3, f64x2.mul(x, v128.load(b, 48)));
      }
      if (vectors > 4) {
        s4 = f64x2.add(s4, f64x2.mul(x, v128.load(b, 64)));
        s5 = f64x2.add(s5, f64x2.mul(x, v128.load(b, 80)));
        s6 = f64x2.add(s6, f64x2.mul(x, v128.load(b, 96)));
        s7 = f64x2.add(s7, f64x2.mul(x, v128.load(b, 112)));
      }
      a += aColumn;
      b += bRow;
    }
    const later = pc > 0;
    put(subtracts, later, part, s0, y);
    if (vectors > 1) {
      put(subtracts, later, 0, s1, y + 16);
      put(subtracts, later, 0, s2, y + 32);
      put(subtracts, later, 0, s3, y + 48);
    }
    if (vectors > 4) {
      put(subtracts, later, 0, s4, y + 64);
      put(subtracts, later, 0, s5, y + 80);
      put(subtracts, later, 0, s6, y + 96);
      put(subtracts, later, 0, s7, y + 112);
    }
  }
}

/** `y = a b` or, with `subtracts`, `y -= a b`: a is `[1, k]`, b `[k, n]` with contiguous rows; steps are in elements. */
@kernel
export function rowProduct(
  subtracts: i32,
  n: i32,
  k: i32,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  y: usize,
): void {
  aColumn <<= 3;
  bRow <<= 3;
  for (; n >= 16; n -= 16) {
    rowStrip(8, 0, subtracts, k, a, aColumn, b, bRow, y);
    b += 128;
    y += 128;
  }
  if (n >= 8) {
    rowStrip(4, 0, subtracts, k, a, aColumn, b, bRow, y);
    b += 64;
    y += 64;
    n -= 8;
  }
  for (; n > 0; n -= 2) {
    rowStrip(1, n == 1 ? 1 : 0, subtracts, k, a, aColumn, b, bRow, y);
    b += 16;
    y += 16;
  }
}

/** Adds two steps of two rows of a to their sums. */
@inline
function pairStep(a0: usize, a1: usize, x0: v128, x1: v128, sum: v128): v128 {
  const u = v128.load(a0);
  const w = v128.load(a1);
  const first = f64x2.add(sum, f64x2.mul(x0, v128.shuffle<f64>(u, w, 0, 2)));
  return f64x2.add(first, f64x2.mul(x1, v128.shuffle<f64>(u, w, 1, 3)));
}

/** Adds one step. */
@inline
function singleStep(a0: usize, a1: usize, x: v128, sum: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, v128.load_lane<f64>(a1, v128.load64_zero(a0), 1)));
}

/** Puts the sums of two rows, of those that are there. */
@inline
function putPair(subtracts: i32, later: bool, rows: i32, sum: v128, y: usize, yRow: usize): void {
  if (rows > 0) put(subtracts, later, 1, sum, y);
  if (rows > 1) put(subtracts, later, 1, v128.shuffle<f64>(sum, sum, 1, 0), y + yRow);
}

/** `y = a b` or, with `subtracts`, `y -= a b`: a is `[m, k]` with contiguous rows, b `[k, 1]`; steps are in elements. */
@kernel
export function columnProduct(
  subtracts: i32,
  m: i32,
  k: i32,
  a: usize,
  aRow: usize,
  b: usize,
  bRow: usize,
  y: usize,
  yRow: usize,
): void {
  aRow <<= 3;
  bRow <<= 3;
  yRow <<= 3;
  for (; m > 0; m -= 8) {
    let x = b;
    // Rows that are missing repeat the last one.
    let a0 = a;
    let a1 = a0 + (m > 1 ? aRow : 0);
    let a2 = a1 + (m > 2 ? aRow : 0);
    let a3 = a2 + (m > 3 ? aRow : 0);
    let a4 = a3 + (m > 4 ? aRow : 0);
    let a5 = a4 + (m > 5 ? aRow : 0);
    let a6 = a5 + (m > 6 ? aRow : 0);
    let a7 = a6 + (m > 7 ? aRow : 0);
    for (let pc = 0; pc < k; pc += kBlock) {
      let s0 = f64x2.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let p = min(kBlock, k - pc);
      for (; p > 1; p -= 2) {
        const x0 = v128.load64_splat(x);
        const x1 = v128.load64_splat(x + bRow);
        s0 = pairStep(a0, a1, x0, x1, s0);
        s1 = pairStep(a2, a3, x0, x1, s1);
        s2 = pairStep(a4, a5, x0, x1, s2);
        s3 = pairStep(a6, a7, x0, x1, s3);
        x += 2 * bRow;
        a0 += 16;
        a1 += 16;
        a2 += 16;
        a3 += 16;
        a4 += 16;
        a5 += 16;
        a6 += 16;
        a7 += 16;
      }
      if (p) {
        const x0 = v128.load64_splat(x);
        s0 = singleStep(a0, a1, x0, s0);
        s1 = singleStep(a2, a3, x0, s1);
        s2 = singleStep(a4, a5, x0, s2);
        s3 = singleStep(a6, a7, x0, s3);
      }
      const later = pc > 0;
      putPair(subtracts, later, m, s0, y, yRow);
      putPair(subtracts, later, m - 2, s1, y + 2 * yRow, yRow);
      putPair(subtracts, later, m - 4, s2, y + 4 * yRow, yRow);
      putPair(subtracts, later, m - 6, s3, y + 6 * yRow, yRow);
    }
    a += 8 * aRow;
    y += 8 * yRow;
  }
}
