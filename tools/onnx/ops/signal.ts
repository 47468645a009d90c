/** Fourier transforms, windows, and the weights of the mel scale. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family, Op } from "../call.ts";
import { fromFront, numberOf } from "../call.ts";

/** Pairs of real and imaginary part; of real numbers in a last dim of size 1 the latter is 0. */
function pairs(x: Tensor): Tensor {
  return x.shape.at(-1) === 2 ? x : t.concat([x, t.zerosLike(x)], -1);
}

function dft(call: Call): Tensor {
  const x = pairs(call.input(0));
  const axis = fromFront(call.number("axis", 1), x.rank);
  const y = call.number("inverse", 0) === 1 ? t.ifft(x, axis) : t.fft(x, axis);
  if (call.number("onesided", 0) === 0) return y;
  return t.narrow(y, axis, 0, Math.floor(x.shape[axis] / 2) + 1);
}

/** The transform of each frame of a signal `[batch, length, 1]`, times a window. */
function stft(call: Call): Tensor {
  const [signal, step] = [call.input(0).squeeze(-1), numberOf(call.input(1))];
  const [, , window, length] = call.inputs;
  const size = length ? numberOf(length) : (window?.size ?? signal.shape[1]);
  const frames = t.unfold(signal, 1, size, step);
  const shown = window ? t.mul(frames, window) : frames;
  if (call.number("onesided", 1) === 1) return t.rfft(shown);
  return t.fft(pairs(shown.unsqueeze(-1)), -1);
}

/** `Σ aₖ cos(2π k i / n)` for i from 0 to the size, where n is the size or, if symmetric, 1 less. */
function cosineWindow(coefficients: readonly number[]): Op {
  return (call) => {
    const size = numberOf(call.input(0));
    const period = call.number("periodic", 1) === 1 ? size : size - 1;
    const turns = t.div(t.arange(0, size, 1, { dtype: "float64" }), period);
    const terms = coefficients.map((a, k) => t.mul(t.cos(t.mul(turns, 2 * Math.PI * k)), a));
    const sum = terms.reduce((a, b) => t.add(a, b));
    return sum.cast(call.dtype("output_datatype", "float32"));
  };
}

/** Triangles in a spectrum of `length / 2 + 1` bins, whose corners lie evenly on the mel scale. */
function melWeights(call: Call): Tensor {
  const [bands, length, rate, low, high] = call.all().map(numberOf);
  const mel = (hertz: number) =>
    t.mul(t.log10(t.tensor(Float64Array.of(1 + hertz / 700), { shape: [] })), 2595);
  const step = t.div(t.sub(mel(high), mel(low)), bands + 2);
  const corners = t.add(t.mul(t.arange(0, bands + 2, 1, { dtype: "float64" }), step), mel(low));
  const hertz = t.mul(t.sub(t.pow(t.fullLike(corners, 10), t.div(corners, 2595)), 1), 700);
  const places = t.floor(t.div(t.mul(hertz, length + 1), rate));
  const bins = t.arange(0, Math.floor(length / 2) + 1, 1, { dtype: "float64" }).unsqueeze(1);
  const [left, middle, right] = [0, 1, 2].map((i) => t.narrow(places, 0, i, bands));
  const share = (part: Tensor, all: Tensor) => t.where(t.equal(all, 0), 1, t.div(part, all));
  const rising = share(t.sub(bins, left), t.sub(middle, left));
  const falling = share(t.sub(right, bins), t.sub(right, middle));
  const isRising = t.logicalAnd(t.greaterEqual(bins, left), t.lessEqual(bins, middle));
  const isFalling = t.logicalAnd(t.greater(bins, middle), t.less(bins, right));
  const weights = t.where(isRising, rising, t.where(isFalling, falling, t.zerosLike(falling)));
  return weights.cast(call.dtype("output_datatype", "float32"));
}

export const signal: Family = {
  BlackmanWindow: cosineWindow([0.42, -0.5, 0.08]),
  DFT: dft,
  HammingWindow: cosineWindow([25 / 46, -21 / 46]),
  HannWindow: cosineWindow([0.5, -0.5]),
  MelWeightMatrix: melWeights,
  STFT: stft,
};
