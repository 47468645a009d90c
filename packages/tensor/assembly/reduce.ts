/**
 * Reductions over the middle of `[outer, n, inner]`. The order of a sum is fixed by n alone. Of a row:
 * blocks of 1024, 16 accumulators in each, joined as a tree, block sums added in float64. Of columns:
 * blocks of 256 rows, each summed in order, block sums added in order.
 */

import { bytes, lanes, loadPart, storePart } from "./lanes";

export const rowBlock: i32 = 1024;
const columnBlock: i32 = 256;

/** Joins 16 accumulators: j and j + 8, then 4, 2 and 1 apart. */
@inline
function joinF32(s0: v128, s1: v128, s2: v128, s3: v128): f32 {
  const eight0 = f32x4.add(s0, s2);
  const eight1 = f32x4.add(s1, s3);
  const four = f32x4.add(eight0, eight1);
  const two = f32x4.add(four, v128.shuffle<f32>(four, four, 2, 3, 2, 3));
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

function sumRowF32(n: i32, x: usize): f32 {
  let total: f64 = 0;
  while (n > 0) {
    const block = min(n, rowBlock);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    const stop = x + bytes<f32>(block & -16);
    while (x != stop) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
      x += 64;
    }
    const rest = block & 15;
    if (rest) {
      // Zeros behind the end change no accumulator: none is -0.
      const last = rest & 3;
      const end = x + bytes<f32>(rest & 12);
      const part = last ? loadPart<f32>(end, last) : f32x4.splat(0);
      s0 = f32x4.add(s0, rest > 3 ? v128.load(x) : part);
      if (rest > 3) s1 = f32x4.add(s1, rest > 7 ? v128.load(x, 16) : part);
      if (rest > 7) s2 = f32x4.add(s2, rest > 11 ? v128.load(x, 32) : part);
      if (rest > 11) s3 = f32x4.add(s3, part);
    }
    total += <f64>joinF32(s0, s1, s2, s3);
    n -= block;
  }
  return <f32>total;
}

/** As {@link sumRowF32}: the 16 accumulators are 8 vectors of two. */
function sumRowF64(n: i32, x: usize): f64 {
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
      s0 = f64x2.add(s0, v128.load(x));
      s1 = f64x2.add(s1, v128.load(x, 16));
      s2 = f64x2.add(s2, v128.load(x, 32));
      s3 = f64x2.add(s3, v128.load(x, 48));
      s4 = f64x2.add(s4, v128.load(x, 64));
      s5 = f64x2.add(s5, v128.load(x, 80));
      s6 = f64x2.add(s6, v128.load(x, 96));
      s7 = f64x2.add(s7, v128.load(x, 112));
      x += 128;
    }
    const rest = block & 15;
    if (rest) {
      const part = rest & 1 ? v128.load64_zero(x + bytes<f64>(rest & 14)) : f64x2.splat(0);
      s0 = f64x2.add(s0, rest > 1 ? v128.load(x) : part);
      if (rest > 1) s1 = f64x2.add(s1, rest > 3 ? v128.load(x, 16) : part);
      if (rest > 3) s2 = f64x2.add(s2, rest > 5 ? v128.load(x, 32) : part);
      if (rest > 5) s3 = f64x2.add(s3, rest > 7 ? v128.load(x, 48) : part);
      if (rest > 7) s4 = f64x2.add(s4, rest > 9 ? v128.load(x, 64) : part);
      if (rest > 9) s5 = f64x2.add(s5, rest > 11 ? v128.load(x, 80) : part);
      if (rest > 11) s6 = f64x2.add(s6, rest > 13 ? v128.load(x, 96) : part);
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

/** The sum of a row. */
@inline
export function sumRow<T>(n: i32, x: usize): T {
  if (sizeof<T>() == 4) return <T>sumRowF32(n, x);
  return <T>sumRowF64(n, x);
}

@unmanaged
class Sum {
  @inline
  identity<T>(): T {
    return <T>0;
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
}

/** NaN propagates and -0 < 0. */
@unmanaged
class Max {
  @inline
  identity<T>(): T {
    return -(<T>Infinity);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.max<T>(a, b);
  }
}

@unmanaged
class Min {
  @inline
  identity<T>(): T {
    return <T>Infinity;
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.min<T>(a, b);
  }
}

/** Folds the columns of one `[n, inner]`: four vectors side by side, then one, then a part. */
@inline
function foldColumns<F, T>(n: i32, inner: i32, x: usize, y: usize): void {
  const f = changetype<F>(0);
  const row = bytes<T>(inner);
  const start = v128.splat<T>(f.identity<T>());
  const wide = y + bytes<T>(inner & -(4 * lanes<T>()));
  const whole = y + bytes<T>(inner & -lanes<T>());
  while (y != wide) {
    let s0 = start;
    let s1 = start;
    let s2 = start;
    let s3 = start;
    let p = x;
    for (let left = n; left > 0; left -= columnBlock) {
      let b0 = start;
      let b1 = start;
      let b2 = start;
      let b3 = start;
      for (let i = min(left, columnBlock); i; i--) {
        b0 = f.vector<T>(b0, v128.load(p));
        b1 = f.vector<T>(b1, v128.load(p, 16));
        b2 = f.vector<T>(b2, v128.load(p, 32));
        b3 = f.vector<T>(b3, v128.load(p, 48));
        p += row;
      }
      s0 = f.vector<T>(s0, b0);
      s1 = f.vector<T>(s1, b1);
      s2 = f.vector<T>(s2, b2);
      s3 = f.vector<T>(s3, b3);
    }
    v128.store(y, s0);
    v128.store(y, s1, 16);
    v128.store(y, s2, 32);
    v128.store(y, s3, 48);
    x += 64;
    y += 64;
  }
  const rest = inner & (lanes<T>() - 1);
  const stop = rest ? whole + 16 : whole;
  while (y != stop) {
    const part = y == whole;
    let s0 = start;
    let p = x;
    for (let left = n; left > 0; left -= columnBlock) {
      let b0 = start;
      for (let i = min(left, columnBlock); i; i--) {
        b0 = f.vector<T>(b0, part ? loadPart<T>(p, rest) : v128.load(p));
        p += row;
      }
      s0 = f.vector<T>(s0, b0);
    }
    if (part) storePart<T>(y, s0, rest);
    else v128.store(y, s0);
    x += 16;
    y += 16;
  }
}

/** The extreme of one row; order does not matter to it. */
@inline
function foldRow<F, T>(n: i32, x: usize): T {
  const f = changetype<F>(0);
  let s0 = v128.load_splat<T>(x);
  let s1 = s0;
  const wide = x + bytes<T>(n & -(2 * lanes<T>()));
  const stop = x + bytes<T>(n);
  while (x != wide) {
    s0 = f.vector<T>(s0, v128.load(x));
    s1 = f.vector<T>(s1, v128.load(x, 16));
    x += 32;
  }
  while (x != stop) {
    s0 = f.vector<T>(s0, v128.load_splat<T>(x));
    x += sizeof<T>();
  }
  s0 = f.vector<T>(s0, s1);
  if (sizeof<T>() == 4) {
    s0 = f.vector<T>(s0, v128.shuffle<f32>(s0, s0, 2, 3, 2, 3));
    s0 = f.vector<T>(s0, v128.shuffle<f32>(s0, s0, 1, 0, 1, 0));
  } else {
    s0 = f.vector<T>(s0, v128.shuffle<f64>(s0, s0, 1, 0));
  }
  return v128.extract_lane<T>(s0, 0);
}

/** A maximum in one instruction, for which NaN and the sign of zero do not count. */
@unmanaged
class Peak {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.pmax<T>(a, b);
  }
}

/** The largest of a row of at least one element; any element of it where one is NaN. */
export function peakOfRow<T>(n: i32, x: usize): T {
  return foldRow<Peak, T>(n, x);
}

@inline
function fold<F, T>(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  while (outer-- > 0) {
    if (inner == 1) store<T>(y, foldRow<F, T>(n, x));
    else foldColumns<F, T>(n, inner, x, y);
    x += bytes<T>(n) * <usize>inner;
    y += bytes<T>(inner);
  }
}

export function sumF32(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  while (outer-- > 0) {
    if (inner == 1) store<f32>(y, sumRowF32(n, x));
    else foldColumns<Sum, f32>(n, inner, x, y);
    x += bytes<f32>(n) * <usize>inner;
    y += bytes<f32>(inner);
  }
}

export function sumF64(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  while (outer-- > 0) {
    if (inner == 1) store<f64>(y, sumRowF64(n, x));
    else foldColumns<Sum, f64>(n, inner, x, y);
    x += bytes<f64>(n) * <usize>inner;
    y += bytes<f64>(inner);
  }
}

export function maxF32(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  fold<Max, f32>(outer, n, inner, x, y);
}

export function maxF64(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  fold<Max, f64>(outer, n, inner, x, y);
}

export function minF32(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  fold<Min, f32>(outer, n, inner, x, y);
}

export function minF64(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  fold<Min, f64>(outer, n, inner, x, y);
}

/** Products in float64 and in order, rounded once. */
@inline
function prod<T>(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  const row = bytes<T>(inner);
  while (outer-- > 0) {
    for (let j = 0; j < inner; j++) {
      let product: f64 = 1;
      let p = x + bytes<T>(j);
      for (let i = 0; i < n; i++) {
        product *= <f64>load<T>(p);
        p += row;
      }
      store<T>(y, <T>product);
      y += sizeof<T>();
    }
    x += bytes<T>(n) * <usize>inner;
  }
}

export function prodF32(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  prod<f32>(outer, n, inner, x, y);
}

export function prodF64(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  prod<f64>(outer, n, inner, x, y);
}

/** The first position of the extreme (the largest of `sign * x`); a NaN is beyond all. */
@inline
function argExtreme<T>(sign: T, outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  const row = bytes<T>(inner);
  while (outer-- > 0) {
    for (let j = 0; j < inner; j++) {
      let p = x + bytes<T>(j);
      let best = sign * load<T>(p);
      let position = 0;
      for (let i = 1; i < n && best == best; i++) {
        p += row;
        const value = sign * load<T>(p);
        if (!(value <= best)) {
          best = value;
          position = i;
        }
      }
      store<i32>(y, position);
      y += 4;
    }
    x += bytes<T>(n) * <usize>inner;
  }
}

export function argMaxF32(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  argExtreme<f32>(1, outer, n, inner, x, y);
}

export function argMaxF64(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  argExtreme<f64>(1, outer, n, inner, x, y);
}

export function argMinF32(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  argExtreme<f32>(-1, outer, n, inner, x, y);
}

export function argMinF64(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  argExtreme<f64>(-1, outer, n, inner, x, y);
}
