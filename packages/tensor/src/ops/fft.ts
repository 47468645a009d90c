/** Fourier transforms along one dim of complex numbers as pairs `[..., 2]`, real and imaginary part. */

import { backend } from "../backend/current.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { normalizeDim, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";
import { constant } from "./constants.ts";

/** Options of the transforms. */
export interface FftOptions {
  /** Which direction is divided by the number of elements: the way back, both by its root, or the way there. Default backward. */
  readonly norm?: "backward" | "ortho" | "forward" | undefined;
}

/** What a sum over `n` elements is multiplied by; `sign` is -1 on the way there and 1 on the way back. */
export function scaleOf(
  op: string,
  n: number,
  sign: number,
  { norm = "backward" }: FftOptions,
): number {
  const scales = {
    backward: sign < 0 ? 1 : 1 / n,
    ortho: 1 / Math.sqrt(n),
    forward: sign < 0 ? 1 / n : 1,
  };
  if (Object.hasOwn(scales, norm)) return scales[norm];
  throw new ArgumentError(
    op,
    `"${norm}" is no norm; they are backward, ortho and forward. Name one.`,
  );
}

/**
 * The discrete Fourier transform of complex numbers, `y[k] = Σ x[j] e^(-2πi jk / n)`, along `dim`; of any length. `x` is
 * `[..., 2]`: pairs of real and imaginary part, and `dim` counts without that last one (-1 is the dim before it).
 *
 * @example fft(tensor([[1, 0], [0, 0], [0, 0]])); // [[1, 0], [1, 0], [1, 0]]
 */
export function fft(x: Tensor, dim = -1, options: FftOptions = {}): Tensor {
  const at = pairDim("fft", x, dim);
  return transform("fft", x, at, -1, scaleOf("fft", x.shape[at], -1, options));
}

/**
 * The inverse of {@link fft}: `y[j] = 1/n Σ x[k] e^(2πi jk / n)` along `dim`, for pairs `[..., 2]`.
 *
 * @example ifft(tensor([[4, 0], [0, 0]])); // [[2, 0], [2, 0]]
 */
export function ifft(x: Tensor, dim = -1, options: FftOptions = {}): Tensor {
  const at = pairDim("ifft", x, dim);
  return transform("ifft", x, at, 1, scaleOf("ifft", x.shape[at], 1, options));
}

/** The dim of pairs to transform, from the front; refuses what is no float tensor of pairs, and a dim of size 0. */
function pairDim(op: string, x: Tensor, dim: number): number {
  checkPairs(op, x);
  const at = normalizeDim(op, dim, x.rank - 1);
  checkFilled(op, x, at);
  return at;
}

/** Refuses what is no float tensor of pairs. */
export function checkPairs(op: string, x: Tensor): void {
  run.checkFloat(op, x);
  if (x.rank === 0 || x.shape.at(-1) !== 2) {
    throw new ShapeError(
      op,
      `${describe(x)}; complex numbers are pairs in a last dim of size 2. Stack the real and imaginary part.`,
      [x.shape],
    );
  }
}

/** Refuses a dim of size 0. */
export function checkFilled(op: string, x: Tensor, at: number): void {
  if (x.shape[at] > 0) return;
  throw new ShapeError(
    op,
    `${describe(x)} has nothing along dim ${at}; at least one element is needed. Check the size.`,
    [x.shape],
  );
}

/** `scale Σ x[j] e^(sign 2πi jk / n)`, whose adjoint is the same with the other sign. */
export function transform(op: string, x: Tensor, at: number, sign: number, scale: number): Tensor {
  const source = run.contiguous(x);
  const y = run.empty(op, x, x.dtype, contiguousLayout(x.shape));
  const [outer, inner] = around(x.shape.slice(0, -1), at);
  backend().fft(x.dtype, outer, x.shape[at], inner, sign, scale, run.start(source), run.start(y));
  return record(y, [x], () => (g) => [transform(op, g, at, -sign, scale)]);
}

/** How many elements a shape has before and after a dim. */
function around(shape: Shape, at: number): readonly [number, number] {
  return [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at + 1))];
}

/**
 * The first half of the transform of real numbers along `dim`: `n` of them give `⌊n / 2⌋ + 1` pairs, in a new last dim
 * of size 2; the rest is their conjugate.
 *
 * @example rfft(tensor([1, 2, 3, 4])); // [[10, 0], [-2, 2], [-2, 0]]
 */
export function rfft(x: Tensor, dim = -1, options: FftOptions = {}): Tensor {
  run.checkFloat("rfft", x);
  return half("rfft", x, normalizeDim("rfft", dim, x.rank), options);
}

/** {@link rfft} of floats along a dim from the front. */
export function half(op: string, x: Tensor, at: number, options: FftOptions): Tensor {
  checkFilled(op, x, at);
  return toHalf(op, x, at, scaleOf(op, x.shape[at], -1, options));
}

function toHalf(op: string, x: Tensor, at: number, scale: number): Tensor {
  const n = x.shape[at];
  const source = run.contiguous(x);
  const shape = x.shape.map((size, i) => (i === at ? Math.floor(n / 2) + 1 : size));
  const y = run.empty(op, x, x.dtype, contiguousLayout([...shape, 2]));
  const [outer, inner] = around(x.shape, at);
  backend().rfft(x.dtype, outer, n, inner, scale, run.start(source), run.start(y));
  return record(y, [x], () => (g) => [toReal(op, mul(g, weights(g, at, n, 0.5)), n, at, scale)]);
}

/** `n` real numbers from the first half of their transform, each pair but the ends also for its conjugate. */
function toReal(op: string, x: Tensor, n: number, at: number, scale: number): Tensor {
  const source = run.contiguous(x);
  const shape = x.shape.slice(0, -1).map((size, i) => (i === at ? n : size));
  const y = run.empty(op, x, x.dtype, contiguousLayout(shape));
  const [outer, inner] = around(shape, at);
  backend().irfft(x.dtype, outer, n, inner, scale, run.start(source), run.start(y));
  return record(y, [x], () => (g) => [mul(toHalf(op, g, at, scale), weights(x, at, n, 2))]);
}

/** 1 for the pairs that stand for themselves alone, the first and for even `n` the last, and `middle` for the others. */
function weights(x: Tensor, at: number, n: number, middle: number): Tensor {
  const half = x.shape[at];
  const values = Array.from({ length: half }, (_, k) => (k === 0 || 2 * k === n ? 1 : middle));
  return constant(
    x,
    x.dtype,
    x.shape.map((_, i) => (i === at ? half : 1)),
    values,
  );
}

/**
 * The inverse of {@link rfft}: `n` real numbers from `⌊n / 2⌋ + 1` pairs along `dim`, by default an even `n`. The imaginary
 * parts of the first and, for even `n`, of the last pair are without effect.
 *
 * @example irfft(tensor([[10, 0], [-2, 2], [-2, 0]])); // [1, 2, 3, 4]
 */
export function irfft(x: Tensor, n?: number, dim = -1, options: FftOptions = {}): Tensor {
  return fromHalf("irfft", x, n, pairDim("irfft", x, dim), options);
}

/** {@link irfft} of pairs along a dim from the front. */
export function fromHalf(
  op: string,
  x: Tensor,
  n: number | undefined,
  at: number,
  options: FftOptions,
): Tensor {
  const half = x.shape[at];
  const size = n ?? 2 * (half - 1);
  if (!Number.isInteger(size) || size < 1 || Math.floor(size / 2) + 1 !== half) {
    throw new ArgumentError(
      op,
      `${size} numbers from ${half} pairs of ${describe(x)}; they give ${2 * half - 2} or ${2 * half - 1}, at least 1. Pass one of them as n.`,
    );
  }
  return toReal(op, x, size, at, scaleOf(op, size, 1, options));
}
