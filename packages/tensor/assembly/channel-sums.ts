/**
 * Sums over a row of a channel, in blocks of 1024 over 16 accumulators as in `sums.ts`, blocks added in float64 in order.
 * Deviations are formed from the channel's first element, so that what is equal becomes exactly 0.
 */

import { bytes, get, lanes, madd } from "./lanes";
import { rowBlock } from "./sums";

/** Vectors of 16 accumulators. */
@inline
function vectors<T>(): i32 {
  return 16 / lanes<T>();
}

/** The tree over 16 accumulators that stand one after the other: 8, 4, 2 and 1 apart. */
@inline
function join<T>(sums: usize): f64 {
  for (let apart = vectors<T>() >> 1; apart > 0; apart >>= 1) {
    for (let i = 0; i < apart; i++) {
      const at = sums + 16 * i;
      v128.store(at, v128.add<T>(v128.load(at), v128.load(at + 16 * apart)));
    }
  }
  if (sizeof<T>() == 8) return load<f64>(sums) + load<f64>(sums, 8);
  const even = load<f32>(sums) + load<f32>(sums, 8);
  const odd = load<f32>(sums, 4) + load<f32>(sums, 12);
  return <f64>(even + odd);
}

/** `x - first - middle` of a vector, or of `part` elements of one where that is not 0. */
@inline
export function deviation<T>(part: i32, x: usize, first: v128, middle: v128): v128 {
  return v128.sub<T>(v128.sub<T>(get<T>(part, x), first), middle);
}

/** Lanes below `part` as they are, those behind 0; all of them where `part` is 0. */
@inline
function cut<T>(part: i32, value: v128): v128 {
  if (!part) return value;
  if (sizeof<T>() == 8) return f64x2.replace_lane(value, 1, 0);
  let kept = f32x4.replace_lane(value, 3, 0);
  if (part < 3) kept = f32x4.replace_lane(kept, 2, 0);
  return part < 2 ? f32x4.replace_lane(kept, 1, 0) : kept;
}

/** The sum of `x - first` over a row, or with `squares` that of `(x - first - middle)²`. */
export function rowTotal<T>(
  squares: bool,
  n: i32,
  first: v128,
  middle: v128,
  x: usize,
  workspace: usize,
): f64 {
  let total: f64 = 0;
  const zero = v128.splat<T>(0);
  for (; n > 0; n -= rowBlock) {
    const block = min(n, rowBlock);
    for (let i = 0; i < vectors<T>(); i++) v128.store(workspace + 16 * i, zero);
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    if (sizeof<T>() == 4) {
      const stop = x + bytes<T>(block & -16);
      while (x != stop) {
        const d0 = deviation<T>(0, x, first, middle);
        const d1 = deviation<T>(0, x + 16, first, middle);
        const d2 = deviation<T>(0, x + 32, first, middle);
        const d3 = deviation<T>(0, x + 48, first, middle);
        s0 = squares ? madd<T>(d0, d0, s0) : v128.add<T>(s0, d0);
        s1 = squares ? madd<T>(d1, d1, s1) : v128.add<T>(s1, d1);
        s2 = squares ? madd<T>(d2, d2, s2) : v128.add<T>(s2, d2);
        s3 = squares ? madd<T>(d3, d3, s3) : v128.add<T>(s3, d3);
        x += 64;
      }
      v128.store(workspace, s0);
      v128.store(workspace, s1, 16);
      v128.store(workspace, s2, 32);
      v128.store(workspace, s3, 48);
    }
    const left = sizeof<T>() == 4 ? block & 15 : block;
    for (let i = 0; i < left; i += lanes<T>()) {
      const part = left - i < lanes<T>() ? left - i : 0;
      const d = cut<T>(part, deviation<T>(part, x, first, middle));
      const at = workspace + bytes<T>(i & 15);
      const sum = v128.load(at);
      v128.store(at, squares ? madd<T>(d, d, sum) : v128.add<T>(sum, d));
      x += part ? bytes<T>(part) : 16;
    }
    total += join<T>(workspace);
  }
  return total;
}

/** The gradient as it arrives behind the relu: 0 where its result `y` is not above 0. */
@inline
export function arriving<T>(part: i32, g: usize, y: usize): v128 {
  const value = get<T>(part, g);
  if (!y) return value;
  return v128.and(value, v128.gt<T>(get<T>(part, y), v128.splat<T>(0)));
}

/** Adds to `totals` the sums of g, and of g times the deviation, over a row. */
export function rowTotals<T>(
  n: i32,
  first: v128,
  middle: v128,
  x: usize,
  g: usize,
  y: usize,
  totals: usize,
  workspace: usize,
): void {
  const zero = v128.splat<T>(0);
  const products = workspace + 128;
  for (; n > 0; n -= rowBlock) {
    const block = min(n, rowBlock);
    for (let i = 0; i < vectors<T>(); i++) {
      v128.store(workspace + 16 * i, zero);
      v128.store(products + 16 * i, zero);
    }
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let p0 = zero;
    let p1 = zero;
    let p2 = zero;
    let p3 = zero;
    if (sizeof<T>() == 4) {
      const stop = x + bytes<T>(block & -16);
      while (x != stop) {
        const g0 = arriving<T>(0, g, y);
        const g1 = arriving<T>(0, g + 16, y ? y + 16 : 0);
        const g2 = arriving<T>(0, g + 32, y ? y + 32 : 0);
        const g3 = arriving<T>(0, g + 48, y ? y + 48 : 0);
        s0 = v128.add<T>(s0, g0);
        s1 = v128.add<T>(s1, g1);
        s2 = v128.add<T>(s2, g2);
        s3 = v128.add<T>(s3, g3);
        p0 = madd<T>(g0, deviation<T>(0, x, first, middle), p0);
        p1 = madd<T>(g1, deviation<T>(0, x + 16, first, middle), p1);
        p2 = madd<T>(g2, deviation<T>(0, x + 32, first, middle), p2);
        p3 = madd<T>(g3, deviation<T>(0, x + 48, first, middle), p3);
        x += 64;
        g += 64;
        if (y) y += 64;
      }
      v128.store(workspace, s0);
      v128.store(workspace, s1, 16);
      v128.store(workspace, s2, 32);
      v128.store(workspace, s3, 48);
      v128.store(products, p0);
      v128.store(products, p1, 16);
      v128.store(products, p2, 32);
      v128.store(products, p3, 48);
    }
    const left = sizeof<T>() == 4 ? block & 15 : block;
    for (let i = 0; i < left; i += lanes<T>()) {
      const part = left - i < lanes<T>() ? left - i : 0;
      const at = bytes<T>(i & 15);
      const value = arriving<T>(part, g, y);
      const d = cut<T>(part, deviation<T>(part, x, first, middle));
      v128.store(workspace + at, v128.add<T>(v128.load(workspace + at), value));
      v128.store(products + at, madd<T>(value, d, v128.load(products + at)));
      const step = part ? bytes<T>(part) : 16;
      x += step;
      g += step;
      if (y) y += step;
    }
    store<f64>(totals, load<f64>(totals) + join<T>(workspace));
    store<f64>(totals, load<f64>(totals, 8) + join<T>(products), 8);
  }
}
