/**
 * The transforms of Winograd's F(m, r): m outputs of r taps in a row see m + r - 1 inputs. These are taken to as many
 * points, where the convolution is a product point by point. The points are 0, 1, -1, 2, -2 and, where there are 6,
 * infinity; a single one is the input itself. Along two dims the points of each row are taken to those of the columns.
 * Every lane is a tile, or a channel, of its own.
 */

import { madd } from "./lanes";

/** Points along a dim of 1 to 5 taps: one tap has nothing to save, and 2 have tiles of 4 outputs, as 3 have. */
@inline
export function pointsAlong(taps: i32): i32 {
  return taps == 1 ? 1 : taps == 2 ? 5 : 6;
}

/** Outputs of a tile along a dim. */
@inline
export function outputsAlong(taps: i32): i32 {
  return pointsAlong(taps) + 1 - taps;
}

@inline
function times(factor: f32, x: v128, plus: v128): v128 {
  return madd<f32>(f32x4.splat(factor), x, plus);
}

/** Points of `n` inputs in a row, stored `step` bytes apart. */
@inline
export function inputPoints(
  n: i32,
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  x4: v128,
  x5: v128,
  to: usize,
  step: usize,
): void {
  if (n == 1) {
    v128.store(to, x0);
    return;
  }
  const even = times(-4, x2, x4);
  const odd = times(-4, x1, x3);
  const even2 = f32x4.sub(x4, x2);
  const odd2 = f32x4.sub(x3, x1);
  v128.store(to, times(4, x0, times(-5, x2, x4)));
  v128.store((to += step), f32x4.add(even, odd));
  v128.store((to += step), f32x4.sub(even, odd));
  v128.store((to += step), times(2, odd2, even2));
  v128.store((to += step), times(-2, odd2, even2));
  if (n == 6) v128.store(to + step, times(4, x1, times(-5, x3, x5)));
}

/** Points of a tile's gradients in a row, of which those beyond the last of `m` are 0, stored `step` bytes apart. */
@inline
export function gradientPoints(
  n: i32,
  m: i32,
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  to: usize,
  step: usize,
): void {
  v128.store(to, x0);
  if (n == 1) return;
  const even = f32x4.add(x0, x2);
  const odd = f32x4.add(x1, x3);
  const even2 = times(4, x2, x0);
  const odd2 = times(4, x3, x1);
  v128.store((to += step), f32x4.add(even, odd));
  v128.store((to += step), f32x4.sub(even, odd));
  v128.store((to += step), times(2, odd2, even2));
  v128.store((to += step), times(-2, odd2, even2));
  if (n == 6) v128.store(to + step, m == 4 ? x3 : m == 3 ? x2 : x1);
}

/** Points of taps in a row, of which those beyond the last of `r` are 0, stored `step` bytes apart. */
@inline
export function weightPoints(
  n: i32,
  r: i32,
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  x4: v128,
  to: usize,
  step: usize,
): void {
  if (n == 1) {
    v128.store(to, x0);
    return;
  }
  const sixth = f32x4.splat(<f32>(-1.0 / 6.0));
  let even = f32x4.add(x0, x2);
  let odd = x1;
  let even2 = f32x4.mul(x2, f32x4.splat(<f32>(1.0 / 6.0)));
  let odd2 = f32x4.mul(x1, f32x4.splat(<f32>(1.0 / 12.0)));
  if (r > 3) {
    even = f32x4.add(even, x4);
    odd = f32x4.add(odd, x3);
    even2 = times(<f32>(2.0 / 3.0), x4, even2);
    odd2 = times(<f32>(1.0 / 3.0), x3, odd2);
  }
  even = f32x4.mul(even, sixth);
  odd = f32x4.mul(odd, sixth);
  even2 = times(<f32>(1.0 / 24.0), x0, even2);
  v128.store(to, f32x4.mul(x0, f32x4.splat(0.25)));
  v128.store((to += step), f32x4.add(even, odd));
  v128.store((to += step), f32x4.sub(even, odd));
  v128.store((to += step), f32x4.add(even2, odd2));
  v128.store((to += step), f32x4.sub(even2, odd2));
  if (n == 6) v128.store(to + step, r == 3 ? x2 : r == 4 ? x3 : x4);
}

/** The `m` outputs of `n` points that lie `step` bytes apart, stored 16 bytes apart. */
@inline
export function outputsOf(n: i32, m: i32, from: usize, step: usize, to: usize): void {
  const x0 = v128.load(from);
  if (n == 1) {
    v128.store(to, x0);
    return;
  }
  const x1 = v128.load((from += step));
  const x2 = v128.load((from += step));
  const x3 = v128.load((from += step));
  const x4 = v128.load((from += step));
  const last = n == 6 ? v128.load(from + step) : f32x4.splat(0);
  const even = f32x4.add(x1, x2);
  const odd = f32x4.sub(x1, x2);
  const even2 = f32x4.add(x3, x4);
  const odd2 = f32x4.sub(x3, x4);
  v128.store(to, f32x4.add(f32x4.add(x0, even), even2));
  v128.store(to, times(2, odd2, m == 2 ? f32x4.add(odd, last) : odd), 16);
  if (m > 2) v128.store(to, times(4, even2, m == 3 ? f32x4.add(even, last) : even), 32);
  if (m > 3) v128.store(to, times(8, odd2, f32x4.add(odd, last)), 48);
}

/** The gradients of `r` taps from `n` points that lie `step` bytes apart, stored 16 bytes apart. */
@inline
export function tapsOf(n: i32, r: i32, from: usize, step: usize, to: usize): void {
  const x0 = v128.load(from);
  if (n == 1) {
    v128.store(to, x0);
    return;
  }
  const x1 = v128.load((from += step));
  const x2 = v128.load((from += step));
  const x3 = v128.load((from += step));
  const x4 = v128.load((from += step));
  const last = n == 6 ? v128.load(from + step) : f32x4.splat(0);
  const sixth = f32x4.splat(<f32>(-1.0 / 6.0));
  const even = f32x4.mul(f32x4.add(x1, x2), sixth);
  const odd = f32x4.mul(f32x4.sub(x1, x2), sixth);
  const even2 = f32x4.add(x3, x4);
  const odd2 = f32x4.sub(x3, x4);
  v128.store(to, times(<f32>(1.0 / 24.0), even2, times(0.25, x0, even)));
  v128.store(to, times(<f32>(1.0 / 12.0), odd2, odd), 16);
  if (r > 2) {
    v128.store(to, times(<f32>(1.0 / 6.0), even2, r == 3 ? f32x4.add(even, last) : even), 32);
  }
  if (r > 3) {
    v128.store(to, times(<f32>(1.0 / 3.0), odd2, r == 4 ? f32x4.add(odd, last) : odd), 48);
  }
  if (r > 4) v128.store(to, times(<f32>(2.0 / 3.0), even2, f32x4.add(even, last)), 64);
}
