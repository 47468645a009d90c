/** AdaGrad's update in place, by rows as in `update.ts`. */

import { bytes, get, lanes, madd, put } from "./lanes";
import { rowStart } from "./update";

/** One step for a vector, or for `part` elements of one where that is not 0. */
@inline
function adagradStep<T>(
  part: i32,
  minusRate: v128,
  epsilon: v128,
  decay: v128,
  hasDecay: bool,
  gAt: usize,
  sAt: usize,
  pAt: usize,
): void {
  const p = get<T>(part, pAt);
  let g = get<T>(part, gAt);
  const old = get<T>(part, sAt);
  if (hasDecay) g = madd<T>(decay, p, g);
  const s = madd<T>(g, g, old);
  const ratio = v128.div<T>(g, v128.add<T>(v128.sqrt<T>(s), epsilon));
  const next = madd<T>(minusRate, ratio, p);
  put<T>(part, sAt, s);
  put<T>(part, pAt, next);
}

/** See `UpdateKernels.adagrad`. */
@inline
@kernel(f32, f64)
function adagrad<T>(
  rows: i32,
  n: i32,
  learningRate: f64,
  epsilon: f64,
  weightDecay: f64,
  numbers: usize,
  g: usize,
  s: usize,
  p: usize,
): void {
  const minusRate = v128.splat<T>(<T>-learningRate);
  const eps = v128.splat<T>(<T>epsilon);
  const decay = v128.splat<T>(<T>weightDecay);
  const hasDecay = weightDecay != 0;
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (let row = 0; row < rows; row++) {
    const start = rowStart<T>(numbers, row, n);
    let pAt = p + start;
    let sAt = s + start;
    const stop = pAt + whole;
    while (pAt != stop) {
      adagradStep<T>(0, minusRate, eps, decay, hasDecay, g, sAt, pAt);
      g += 16;
      sAt += 16;
      pAt += 16;
    }
    if (rest) {
      adagradStep<T>(rest, minusRate, eps, decay, hasDecay, g, sAt, pAt);
      g += bytes<T>(rest);
    }
  }
}
