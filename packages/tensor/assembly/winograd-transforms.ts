/**
 * The transforms of Winograd's F(4x4, 3x3): tiles of 4x4 outputs and the 6x6 inputs that each sees are taken to 36
 * points, where the convolution is a product point by point. Along a dim the points are 0, 1, -1, 2, -2 and infinity.
 * Every lane is a tile, or a channel, of its own.
 */

import { madd } from "./lanes";

@inline
function times(factor: f32, x: v128, plus: v128): v128 {
  return madd<f32>(f32x4.splat(factor), x, plus);
}

/** Points of six inputs in a row, stored `step` bytes apart. */
@inline
export function inputPoints(
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  x4: v128,
  x5: v128,
  to: usize,
  step: usize,
): void {
  const even = times(-4, x2, x4);
  const odd = times(-4, x1, x3);
  const even2 = f32x4.sub(x4, x2);
  const odd2 = f32x4.sub(x3, x1);
  v128.store(to, times(4, x0, times(-5, x2, x4)));
  v128.store((to += step), f32x4.add(even, odd));
  v128.store((to += step), f32x4.sub(even, odd));
  v128.store((to += step), times(2, odd2, even2));
  v128.store((to += step), times(-2, odd2, even2));
  v128.store(to + step, times(4, x1, times(-5, x3, x5)));
}

/** Points of four outputs' gradients in a row, stored `step` bytes apart. */
@inline
export function gradientPoints(
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  to: usize,
  step: usize,
): void {
  const even = f32x4.add(x0, x2);
  const odd = f32x4.add(x1, x3);
  const even2 = times(4, x2, x0);
  const odd2 = times(4, x3, x1);
  v128.store(to, x0);
  v128.store((to += step), f32x4.add(even, odd));
  v128.store((to += step), f32x4.sub(even, odd));
  v128.store((to += step), times(2, odd2, even2));
  v128.store((to += step), times(-2, odd2, even2));
  v128.store(to + step, x3);
}

/** Points of three taps in a row, stored `step` bytes apart. */
@inline
export function weightPoints(x0: v128, x1: v128, x2: v128, to: usize, step: usize): void {
  const sixth = f32x4.splat(<f32>(-1.0 / 6.0));
  const ends = f32x4.mul(f32x4.add(x0, x2), sixth);
  const middle = f32x4.mul(x1, sixth);
  const ends2 = times(<f32>(1.0 / 24.0), x0, f32x4.mul(x2, f32x4.splat(<f32>(1.0 / 6.0))));
  v128.store(to, f32x4.mul(x0, f32x4.splat(0.25)));
  v128.store((to += step), f32x4.add(ends, middle));
  v128.store((to += step), f32x4.sub(ends, middle));
  v128.store((to += step), times(<f32>(1.0 / 12.0), x1, ends2));
  v128.store((to += step), times(<f32>(-1.0 / 12.0), x1, ends2));
  v128.store(to + step, x2);
}

/** The four outputs of six points that lie `step` bytes apart, stored 16 bytes apart. */
@inline
export function outputsOf(from: usize, step: usize, to: usize): void {
  const x0 = v128.load(from);
  const x1 = v128.load((from += step));
  const x2 = v128.load((from += step));
  const x3 = v128.load((from += step));
  const x4 = v128.load((from += step));
  const x5 = v128.load(from + step);
  const even = f32x4.add(x1, x2);
  const odd = f32x4.sub(x1, x2);
  const even2 = f32x4.add(x3, x4);
  const odd2 = f32x4.sub(x3, x4);
  v128.store(to, f32x4.add(f32x4.add(x0, even), even2));
  v128.store(to, times(2, odd2, odd), 16);
  v128.store(to, times(4, even2, even), 32);
  v128.store(to, times(8, odd2, f32x4.add(odd, x5)), 48);
}

/** The gradients of three taps from six points that lie `step` bytes apart, stored 16 bytes apart. */
@inline
export function tapsOf(from: usize, step: usize, to: usize): void {
  const x0 = v128.load(from);
  const x1 = v128.load((from += step));
  const x2 = v128.load((from += step));
  const x3 = v128.load((from += step));
  const x4 = v128.load((from += step));
  const x5 = v128.load(from + step);
  const ends = f32x4.add(x1, x2);
  const ends2 = f32x4.add(x3, x4);
  const sixth = <f32>(1.0 / 6.0);
  const most = times(-sixth, ends, f32x4.mul(x0, f32x4.splat(0.25)));
  v128.store(to, times(<f32>(1.0 / 24.0), ends2, most));
  const middle = f32x4.mul(f32x4.sub(x2, x1), f32x4.splat(sixth));
  v128.store(to, times(<f32>(1.0 / 12.0), f32x4.sub(x3, x4), middle), 16);
  v128.store(to, times(sixth, f32x4.sub(ends2, ends), x5), 32);
}
