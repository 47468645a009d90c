/**
 * Optimisers' updates in place, of rows of n elements: the i-th of the gradient is that of the row of the tables whose
 * int32 number stands i-th at `numbers`, or of their first row where that is 0. Scalars come in float64 and are
 * rounded to the dtype once.
 */

import { bytes, get, lanes, madd, put } from "./lanes";

/** Bytes from the start of a table to the row of the i-th gradient. */
@inline
export function rowStart<T>(numbers: usize, i: i32, n: i32): usize {
  return numbers ? <usize>load<i32>(numbers + 4 * <usize>i) * bytes<T>(n) : 0;
}

/**
 * Subnormal numbers as 0, NaN as it is: the moments of a weight without gradients shrink for ever, and
 * arithmetic on subnormals is ten times slower.
 */
@inline
function flushed<T>(x: v128): v128 {
  const smallest = v128.splat<T>(<T>(sizeof<T>() == 4 ? 1.1754943508222875e-38 : 2.2250738585072014e-308));
  return v128.andnot(x, v128.lt<T>(v128.abs<T>(x), smallest));
}

/** One step for a vector, or for `part` elements of one where that is not 0. */
@inline
function sgdStep<T>(
  part: i32,
  minusRate: v128,
  momentum: v128,
  undampened: v128,
  decay: v128,
  hasDecay: bool,
  nesterov: bool,
  first: bool,
  gAt: usize,
  mAt: usize,
  pAt: usize,
): void {
  const p = get<T>(part, pAt);
  let g = get<T>(part, gAt);
  if (hasDecay) g = madd<T>(decay, p, g);
  let d = g;
  if (mAt) {
    let m = g;
    if (!first) {
      const old = get<T>(part, mAt);
      m = flushed<T>(madd<T>(undampened, g, v128.mul<T>(momentum, old)));
    }
    put<T>(part, mAt, m);
    d = nesterov ? madd<T>(momentum, m, g) : m;
  }
  const next = madd<T>(minusRate, d, p);
  put<T>(part, pAt, next);
}

/** See `UpdateKernels.sgd`; m is 0 where momentum is. */
@inline
@kernel(f32, f64)
function sgd<T>(
  rows: i32,
  n: i32,
  learningRate: f64,
  momentum: f64,
  dampening: f64,
  weightDecay: f64,
  nesterov: bool,
  first: bool,
  numbers: usize,
  g: usize,
  m: usize,
  p: usize,
): void {
  const minusRate = v128.splat<T>(<T>-learningRate);
  const momenta = v128.splat<T>(<T>momentum);
  const undampened = v128.splat<T>(<T>(1 - dampening));
  const decay = v128.splat<T>(<T>weightDecay);
  const hasDecay = weightDecay != 0;
  const mStep: usize = m ? 16 : 0;
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (let row = 0; row < rows; row++) {
    const start = rowStart<T>(numbers, row, n);
    let pAt = p + start;
    let mAt = m ? m + start : 0;
    const stop = pAt + whole;
    while (pAt != stop) {
      sgdStep<T>(0, minusRate, momenta, undampened, decay, hasDecay, nesterov, first, g, mAt, pAt);
      g += 16;
      mAt += mStep;
      pAt += 16;
    }
    if (rest) {
      sgdStep<T>(rest, minusRate, momenta, undampened, decay, hasDecay, nesterov, first, g, mAt, pAt);
      g += bytes<T>(rest);
    }
  }
}

/** As {@link sgdStep}; `decay` is added to the gradient, `minusShrink` times p to p. */
@inline
function adamStep<T>(
  part: i32,
  minusRate: v128,
  beta1: v128,
  rest1: v128,
  beta2: v128,
  rest2: v128,
  root: v128,
  epsilon: v128,
  decay: v128,
  hasDecay: bool,
  minusShrink: v128,
  hasShrink: bool,
  gAt: usize,
  mAt: usize,
  vAt: usize,
  pAt: usize,
): void {
  let p = get<T>(part, pAt);
  let g = get<T>(part, gAt);
  let m = get<T>(part, mAt);
  let v = get<T>(part, vAt);
  if (hasDecay) g = madd<T>(decay, p, g);
  if (hasShrink) p = madd<T>(minusShrink, p, p);
  m = flushed<T>(madd<T>(rest1, g, v128.mul<T>(beta1, m)));
  v = flushed<T>(madd<T>(v128.mul<T>(rest2, g), g, v128.mul<T>(beta2, v)));
  const denominator = v128.add<T>(v128.div<T>(v128.sqrt<T>(v), root), epsilon);
  p = madd<T>(minusRate, v128.div<T>(m, denominator), p);
  put<T>(part, mAt, m);
  put<T>(part, vAt, v);
  put<T>(part, pAt, p);
}

/** See `UpdateKernels.adam`. */
@inline
@kernel(f32, f64)
function adam<T>(
  rows: i32,
  n: i32,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  decoupled: bool,
  correction1: f64,
  correction2: f64,
  numbers: usize,
  g: usize,
  m: usize,
  v: usize,
  p: usize,
): void {
  const rate = v128.splat<T>(<T>-(learningRate / correction1));
  const b1 = v128.splat<T>(<T>beta1);
  const rest1 = v128.splat<T>(<T>(1 - beta1));
  const b2 = v128.splat<T>(<T>beta2);
  const rest2 = v128.splat<T>(<T>(1 - beta2));
  const root = v128.splat<T>(<T>sqrt<f64>(correction2));
  const eps = v128.splat<T>(<T>epsilon);
  const decay = v128.splat<T>(<T>weightDecay);
  const hasDecay = weightDecay != 0 && !decoupled;
  const shrink = v128.splat<T>(<T>-(learningRate * weightDecay));
  const hasShrink = weightDecay != 0 && decoupled;
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (let row = 0; row < rows; row++) {
    const start = rowStart<T>(numbers, row, n);
    let pAt = p + start;
    let mAt = m + start;
    let vAt = v + start;
    const stop = pAt + whole;
    while (pAt != stop) {
      adamStep<T>(
        0, rate, b1, rest1, b2, rest2, root, eps, decay, hasDecay, shrink, hasShrink, g, mAt, vAt, pAt,
      );
      g += 16;
      mAt += 16;
      vAt += 16;
      pAt += 16;
    }
    if (rest) {
      adamStep<T>(
        rest, rate, b1, rest1, b2, rest2, root, eps, decay, hasDecay, shrink, hasShrink, g, mAt, vAt, pAt,
      );
      g += bytes<T>(rest);
    }
  }
}
