/**
 * Sums of what a function makes of each element of a row. The order is fixed by n alone: blocks of 1024, 16
 * accumulators in each, joined as a tree, block sums added in float64.
 */

import { bytes, firstLanes, loadPart } from "./lanes";

export const rowBlock: i32 = 1024;

/** A term is a class without state, see `unary.ts`: `a` and `b` are the same for all elements. */
@unmanaged
class Itself {
  @inline
  term<T>(x: v128, a: v128, b: v128): v128 {
    return x;
  }
}

/** `x - a`. */
@unmanaged
export class Shifted {
  @inline
  term<T>(x: v128, a: v128, b: v128): v128 {
    return v128.sub<T>(x, a);
  }
}

/** `(x - a - b)^2`. */
@unmanaged
export class SquaredDeviation {
  @inline
  term<T>(x: v128, a: v128, b: v128): v128 {
    const deviation = v128.sub<T>(v128.sub<T>(x, a), b);
    return v128.mul<T>(deviation, deviation);
  }
}

/** Joins 16 accumulators: j and j + 8, then 4, 2 and 1 apart. */
@inline
function joinF32(s0: v128, s1: v128, s2: v128, s3: v128): f32 {
  const eight0 = f32x4.add(s0, s2);
  const eight1 = f32x4.add(s1, s3);
  const four = f32x4.add(eight0, eight1);
  const two = f32x4.add(four, v128.shuffle<f32>(four, four, 2, 3, 2, 3));
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

function sumF32<F>(n: i32, x: usize, a: v128, b: v128): f32 {
  const f = changetype<F>(0);
  let total: f64 = 0;
  while (n > 0) {
    const block = min(n, rowBlock);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    const stop = x + bytes<f32>(block & -16);
    while (x != stop) {
      s0 = f32x4.add(s0, f.term<f32>(v128.load(x), a, b));
      s1 = f32x4.add(s1, f.term<f32>(v128.load(x, 16), a, b));
      s2 = f32x4.add(s2, f.term<f32>(v128.load(x, 32), a, b));
      s3 = f32x4.add(s3, f.term<f32>(v128.load(x, 48), a, b));
      x += 64;
    }
    const rest = block & 15;
    if (rest) {
      // Zeros behind the end change no accumulator: none is -0.
      const last = rest & 3;
      const end = x + bytes<f32>(rest & 12);
      const part = last ? lastTerm<F, f32>(end, last, a, b) : f32x4.splat(0);
      s0 = f32x4.add(s0, rest > 3 ? f.term<f32>(v128.load(x), a, b) : part);
      if (rest > 3) s1 = f32x4.add(s1, rest > 7 ? f.term<f32>(v128.load(x, 16), a, b) : part);
      if (rest > 7) s2 = f32x4.add(s2, rest > 11 ? f.term<f32>(v128.load(x, 32), a, b) : part);
      if (rest > 11) s3 = f32x4.add(s3, part);
    }
    total += <f64>joinF32(s0, s1, s2, s3);
    n -= block;
  }
  return <f32>total;
}

/** As {@link sumF32}: the 16 accumulators are 8 vectors of two. */
function sumF64<F>(n: i32, x: usize, a: v128, b: v128): f64 {
  const f = changetype<F>(0);
  let total: f64 = 0;
  while (n > 0) {
    const block = min(n, rowBlock);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    const stop = x + bytes<f64>(block & -16);
    while (x != stop) {
      s0 = f64x2.add(s0, f.term<f64>(v128.load(x), a, b));
      s1 = f64x2.add(s1, f.term<f64>(v128.load(x, 16), a, b));
      s2 = f64x2.add(s2, f.term<f64>(v128.load(x, 32), a, b));
      s3 = f64x2.add(s3, f.term<f64>(v128.load(x, 48), a, b));
      s4 = f64x2.add(s4, f.term<f64>(v128.load(x, 64), a, b));
      s5 = f64x2.add(s5, f.term<f64>(v128.load(x, 80), a, b));
      s6 = f64x2.add(s6, f.term<f64>(v128.load(x, 96), a, b));
      s7 = f64x2.add(s7, f.term<f64>(v128.load(x, 112), a, b));
      x += 128;
    }
    const rest = block & 15;
    if (rest) {
      const end = x + bytes<f64>(rest & 14);
      const part = rest & 1 ? lastTerm<F, f64>(end, 1, a, b) : f64x2.splat(0);
      s0 = f64x2.add(s0, rest > 1 ? f.term<f64>(v128.load(x), a, b) : part);
      if (rest > 1) s1 = f64x2.add(s1, rest > 3 ? f.term<f64>(v128.load(x, 16), a, b) : part);
      if (rest > 3) s2 = f64x2.add(s2, rest > 5 ? f.term<f64>(v128.load(x, 32), a, b) : part);
      if (rest > 5) s3 = f64x2.add(s3, rest > 7 ? f.term<f64>(v128.load(x, 48), a, b) : part);
      if (rest > 7) s4 = f64x2.add(s4, rest > 9 ? f.term<f64>(v128.load(x, 64), a, b) : part);
      if (rest > 9) s5 = f64x2.add(s5, rest > 11 ? f.term<f64>(v128.load(x, 80), a, b) : part);
      if (rest > 11) s6 = f64x2.add(s6, rest > 13 ? f.term<f64>(v128.load(x, 96), a, b) : part);
      if (rest > 13) s7 = f64x2.add(s7, part);
    }
    const four0 = f64x2.add(f64x2.add(s0, s4), f64x2.add(s2, s6));
    const four1 = f64x2.add(f64x2.add(s1, s5), f64x2.add(s3, s7));
    const two = f64x2.add(four0, four1);
    total += f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
    n -= block;
  }
  return total;
}

/** The terms of the last elements, fewer than a vector has; zeros behind them. */
@inline
function lastTerm<F, T>(x: usize, count: i32, a: v128, b: v128): v128 {
  const term = changetype<F>(0).term<T>(loadPart<T>(x, count), a, b);
  return v128.and(term, firstLanes<T>(count));
}

/** The sum of a row's terms. */
@inline
export function sumTerms<F, T>(n: i32, x: usize, a: v128, b: v128): T {
  if (sizeof<T>() == 4) return <T>sumF32<F>(n, x, a, b);
  return <T>sumF64<F>(n, x, a, b);
}

/** The sum of a row. */
@inline
export function sumRow<T>(n: i32, x: usize): T {
  const none = v128.splat<T>(0);
  return sumTerms<Itself, T>(n, x, none, none);
}
