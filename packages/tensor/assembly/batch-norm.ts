/**
 * Normalisation of each channel of `[batch, channels, space]`: sums over a channel go row by row, added in float64 in
 * order. A part of the channels is a call of its own, with `stride` for the elements from a row of one channel to the next.
 */

import { arriving, deviation, rowTotal, rowTotals } from "./channel-sums";
import { bytes, lanes, loadPart, madd, put, storePart } from "./lanes";

/** Stores `d scale + shift`, or 0 where that is less with `relu`. */
@inline
function finish<T>(part: i32, d: v128, scale: v128, shift: v128, relu: bool, y: usize): void {
  const value = madd<T>(d, scale, shift);
  put<T>(part, y, relu ? v128.max<T>(value, v128.splat<T>(0)) : value);
}

/** See `BatchNormKernels.batchNorm`. */
@inline
@kernel(f32, f64)
function batchNorm<T>(
  batch: i32,
  channels: i32,
  space: i32,
  stride: i32,
  epsilon: f64,
  relu: bool,
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  mean: usize,
  variance: usize,
  middles: usize,
  inverses: usize,
  workspace: usize,
): void {
  const zero = v128.splat<T>(0);
  const n = <f64>batch * <f64>space;
  const row = bytes<T>(stride);
  for (; channels > 0; channels--) {
    const first = v128.load_splat<T>(x);
    let total: f64 = 0;
    for (let b = 0; b < batch; b++) {
      total += rowTotal<T>(false, space, first, zero, x + <usize>b * row, workspace);
    }
    const middle = <T>(total / n);
    const middleLanes = v128.splat<T>(middle);
    total = 0;
    for (let b = 0; b < batch; b++) {
      total += rowTotal<T>(true, space, first, middleLanes, x + <usize>b * row, workspace);
    }
    const spread = <T>(total / n);
    const inverse = <T>1 / sqrt<T>(spread + <T>epsilon);
    if (mean) {
      store<T>(mean, load<T>(x) + middle);
      store<T>(variance, spread);
      mean += sizeof<T>();
      variance += sizeof<T>();
    }
    store<T>(middles, middle);
    store<T>(inverses, inverse);
    const scale = v128.splat<T>(weight ? inverse * load<T>(weight) : inverse);
    const shift = bias ? v128.load_splat<T>(bias) : zero;
    for (let b = 0; b < batch; b++) {
      const from = x + <usize>b * row;
      const to = y + <usize>b * row;
      const whole = bytes<T>(space & -lanes<T>());
      for (let at: usize = 0; at < whole; at += 16) {
        const d = deviation<T>(0, from + at, first, middleLanes);
        finish<T>(0, d, scale, shift, relu, to + at);
      }
      const part = space & (lanes<T>() - 1);
      if (part) {
        const d = deviation<T>(part, from + whole, first, middleLanes);
        finish<T>(part, d, scale, shift, relu, to + whole);
      }
    }
    x += bytes<T>(space);
    y += bytes<T>(space);
    middles += sizeof<T>();
    inverses += sizeof<T>();
    if (weight) weight += sizeof<T>();
    if (bias) bias += sizeof<T>();
  }
}

/** See `BatchNormKernels.batchNormGrad`. */
@inline
@kernel(f32, f64)
function batchNormGrad<T>(
  batch: i32,
  channels: i32,
  space: i32,
  stride: i32,
  x: usize,
  weight: usize,
  middles: usize,
  inverses: usize,
  g: usize,
  y: usize,
  gx: usize,
  gWeight: usize,
  gBias: usize,
  workspace: usize,
): void {
  const n = <f64>batch * <f64>space;
  const row = bytes<T>(stride);
  const totals = workspace + 256;
  for (; channels > 0; channels--) {
    const first = v128.load_splat<T>(x);
    const middle = v128.load_splat<T>(middles);
    const inverse = load<T>(inverses);
    store<f64>(totals, 0);
    store<f64>(totals, 0, 8);
    for (let b = 0; b < batch; b++) {
      const at = <usize>b * row;
      rowTotals<T>(space, first, middle, x + at, g + at, y ? y + at : 0, totals, workspace);
    }
    const sum = load<f64>(totals);
    const product = load<f64>(totals, 8);
    if (gWeight) {
      store<T>(gWeight, <T>product * inverse);
      gWeight += sizeof<T>();
    }
    if (gBias) {
      store<T>(gBias, <T>sum);
      gBias += sizeof<T>();
    }
    if (gx) {
      const scale = weight ? inverse * load<T>(weight) : inverse;
      const ofG = v128.splat<T>(scale);
      const slope = <f64>scale * <f64>inverse * <f64>inverse * product;
      const ofDeviation = v128.splat<T>(<T>-(slope / n));
      const constant = v128.splat<T>(<T>-((<f64>scale * sum) / n));
      for (let b = 0; b < batch; b++) {
        const at = <usize>b * row;
        const whole = at + bytes<T>(space & -lanes<T>());
        for (let i = at; i < whole; i += 16) {
          const d = deviation<T>(0, x + i, first, middle);
          const value = arriving<T>(0, g + i, y ? y + i : 0);
          v128.store(gx + i, madd<T>(ofG, value, madd<T>(ofDeviation, d, constant)));
        }
        const part = space & (lanes<T>() - 1);
        if (part) {
          const d = deviation<T>(part, x + whole, first, middle);
          const value = arriving<T>(part, g + whole, y ? y + whole : 0);
          storePart<T>(gx + whole, madd<T>(ofG, value, madd<T>(ofDeviation, d, constant)), part);
        }
      }
      gx += bytes<T>(space);
    }
    x += bytes<T>(space);
    g += bytes<T>(space);
    if (y) y += bytes<T>(space);
    if (weight) weight += sizeof<T>();
    middles += sizeof<T>();
    inverses += sizeof<T>();
  }
}

/** `y = (x - mean) scale + bias` for rows of `space`, those of a channel `channels` apart. */
@inline
@kernel(f32, f64)
function scaleChannels<T>(
  batch: i32,
  channels: i32,
  space: i32,
  relu: bool,
  x: usize,
  mean: usize,
  scale: usize,
  bias: usize,
  y: usize,
): void {
  const zero = v128.splat<T>(0);
  for (; batch > 0; batch--) {
    for (let c = 0; c < channels; c++) {
      const m = v128.load_splat<T>(mean + bytes<T>(c));
      const factor = v128.load_splat<T>(scale + bytes<T>(c));
      const shift = bias ? v128.load_splat<T>(bias + bytes<T>(c)) : zero;
      const stop = x + bytes<T>(space & -lanes<T>());
      while (x != stop) {
        finish<T>(0, v128.sub<T>(v128.load(x), m), factor, shift, relu, y);
        x += 16;
        y += 16;
      }
      const part = space & (lanes<T>() - 1);
      if (part) {
        finish<T>(part, v128.sub<T>(loadPart<T>(x, part), m), factor, shift, relu, y);
        x += bytes<T>(part);
        y += bytes<T>(part);
      }
    }
  }
}
