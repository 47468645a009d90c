/**
 * Reductions over the middle of `[outer, n, inner]`. The order of a sum is fixed by n alone: of a row as `sums.ts`
 * has it, of columns by blocks of 256 rows, each summed in order, block sums added in order.
 */

import { bytes, lanes, loadPart, storePart } from "./lanes";
import { sumRow } from "./sums";

export const columnBlock: i32 = 256;

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

/**
 * NaN propagates and -0 < 0. `quick` takes one instruction where `vector` takes several; it passes over a NaN in `b`, and
 * of two zeros it takes either.
 */
@unmanaged
@kernel(fold, f32, f64, i32)
class Max {
  @inline
  identity<T>(): T {
    return isFloat<T>() ? -(<T>Infinity) : <T>i32.MIN_VALUE;
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.max<T>(a, b);
  }
  @inline
  quick<T>(a: v128, b: v128): v128 {
    return isFloat<T>() ? v128.pmax<T>(a, b) : v128.max<T>(a, b);
  }
}

@unmanaged
@kernel(fold, f32, f64, i32)
class Min {
  @inline
  identity<T>(): T {
    return isFloat<T>() ? <T>Infinity : <T>i32.MAX_VALUE;
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.min<T>(a, b);
  }
  @inline
  quick<T>(a: v128, b: v128): v128 {
    return isFloat<T>() ? v128.pmin<T>(a, b) : v128.min<T>(a, b);
  }
}

@unmanaged
class Peak {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.pmax<T>(a, b);
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

/** All lanes of a vector are folded to its first. */
@inline
function foldLanes<F, T>(s: v128): v128 {
  const f = changetype<F>(0);
  if (sizeof<T>() == 8) return f.vector<T>(s, v128.shuffle<f64>(s, s, 1, 0));
  const two = f.vector<T>(s, v128.shuffle<f32>(s, s, 2, 3, 2, 3));
  return f.vector<T>(two, v128.shuffle<f32>(two, two, 1, 0, 1, 0));
}

/** The extreme of one row, one element at a time. */
@inline
function foldSlowly<F, T>(n: i32, x: usize): T {
  const f = changetype<F>(0);
  let s = v128.load_splat<T>(x);
  const stop = x + bytes<T>(n);
  while (x != stop) {
    s = f.vector<T>(s, v128.load_splat<T>(x));
    x += sizeof<T>();
  }
  return v128.extract_lane<T>(s, 0);
}

/** The extreme of one row; order does not matter to it. What the quick way may have wrong is looked at again. */
@inline
function foldRow<F, T>(n: i32, x: usize): T {
  const f = changetype<F>(0);
  const row = x;
  let s0 = v128.splat<T>(f.identity<T>());
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let unordered = v128.splat<T>(0);
  const wide = x + bytes<T>(n & -(4 * lanes<T>()));
  const stop = x + bytes<T>(n);
  while (x != wide) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32);
    const x3 = v128.load(x, 48);
    s0 = f.quick<T>(s0, x0);
    s1 = f.quick<T>(s1, x1);
    s2 = f.quick<T>(s2, x2);
    s3 = f.quick<T>(s3, x3);
    if (isFloat<T>()) {
      unordered = v128.or(unordered, v128.ne<T>(x0, x0));
      unordered = v128.or(unordered, v128.ne<T>(x1, x1));
      unordered = v128.or(unordered, v128.ne<T>(x2, x2));
      unordered = v128.or(unordered, v128.ne<T>(x3, x3));
    }
    x += 64;
  }
  while (x != stop) {
    s0 = f.vector<T>(s0, v128.load_splat<T>(x));
    x += sizeof<T>();
  }
  if (isFloat<T>() && v128.any_true(unordered)) return <T>NaN;
  s0 = foldLanes<F, T>(f.vector<T>(f.vector<T>(s0, s1), f.vector<T>(s2, s3)));
  const extreme = v128.extract_lane<T>(s0, 0);
  return isFloat<T>() && extreme == 0 ? foldSlowly<F, T>(n, row) : extreme;
}

/** The largest of a row of at least one element, either zero of both; any of its elements where one is NaN. */
export function peakOfRow<T>(n: i32, x: usize): T {
  let s0 = v128.load_splat<T>(x);
  let s1 = s0;
  const wide = x + bytes<T>(n & -(2 * lanes<T>()));
  const stop = x + bytes<T>(n);
  while (x != wide) {
    s0 = v128.pmax<T>(s0, v128.load(x));
    s1 = v128.pmax<T>(s1, v128.load(x, 16));
    x += 32;
  }
  while (x != stop) {
    s0 = v128.pmax<T>(s0, v128.load_splat<T>(x));
    x += sizeof<T>();
  }
  return v128.extract_lane<T>(foldLanes<Peak, T>(v128.pmax<T>(s0, s1)), 0);
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

/** The sum of a row of integers, whose order does not matter. */
function sumOfIntegers(n: i32, x: usize): i32 {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  const wide = x + bytes<i32>(n & -8);
  const stop = x + bytes<i32>(n);
  while (x != wide) {
    s0 = i32x4.add(s0, v128.load(x));
    s1 = i32x4.add(s1, v128.load(x, 16));
    x += 32;
  }
  let sum = 0;
  while (x != stop) {
    sum += load<i32>(x);
    x += 4;
  }
  s0 = i32x4.add(s0, s1);
  s0 = i32x4.add(s0, v128.shuffle<i32>(s0, s0, 2, 3, 2, 3));
  return sum + i32x4.extract_lane(s0, 0) + i32x4.extract_lane(s0, 1);
}

@inline
@kernel(f32, f64, i32)
function sum<T>(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  while (outer-- > 0) {
    if (inner != 1) foldColumns<Sum, T>(n, inner, x, y);
    else if (isFloat<T>()) store<T>(y, sumRow<T>(n, x));
    else store<i32>(y, sumOfIntegers(n, x));
    x += bytes<T>(n) * <usize>inner;
    y += bytes<T>(inner);
  }
}
