/** Fourier transforms along one dim of complex numbers as pairs `[..., 2]`, real and imaginary part. */

import { backend } from "../backend/current.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";
import { constant } from "./constants.ts";
import { concat, stack } from "./join.ts";
import { narrow, select, transpose } from "./movement.ts";

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
  const last = x.rank - 2;
  if (at !== last)
    return transpose(transform(op, transpose(x, at, last), last, sign, scale), at, last);
  const n = x.shape[at];
  const source = run.contiguous(x);
  const y = run.empty(op, x, x.dtype, contiguousLayout(x.shape));
  backend().fft(x.dtype, y.size / (2 * n), n, sign, scale, run.start(source), run.start(y));
  return record(y, [x], () => (g) => [transform(op, g, at, -sign, scale)]);
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
  const n = x.shape[at];
  const pairs = stack([x, run.full(x, x.dtype, x.shape, 0)], -1);
  const whole = transform(op, pairs, at, -1, scaleOf(op, n, -1, options));
  return narrow(whole, at, 0, Math.floor(n / 2) + 1);
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
  // Each pair stands for itself and its conjugate but the first and, for even n, the last.
  const weights = Float64Array.from({ length: half }, (_, k) =>
    k === 0 || 2 * k === size ? 1 : 2,
  );
  const shape = x.shape.map((_, i) => (i === at ? half : 1));
  const weighted = mul(x, constant(x, x.dtype, shape, weights));
  const rest = run.full(
    x,
    x.dtype,
    x.shape.map((s, i) => (i === at ? size - half : s)),
    0,
  );
  const scale = scaleOf(op, size, 1, options);
  return select(transform(op, concat([weighted, rest], at), at, 1, scale), -1, 0);
}
