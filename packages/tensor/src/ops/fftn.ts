/** Fourier transforms along several dims, the order of their frequencies, and convolution by transforms. */

import { describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { normalizeDim, normalizeDims } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./binary.ts";
import type { FftOptions } from "./fft.ts";
import { checkFilled, checkPairs, fromHalf, half, irfft, rfft, scaleOf, transform } from "./fft.ts";
import { concat, stack } from "./join.ts";
import { narrow, select } from "./movement.ts";
import type { Dims } from "./reduce.ts";
import { roll } from "./reorder.ts";

/**
 * The discrete Fourier transform of complex numbers `[..., 2]` along several dims, all by default, one after the other as
 * {@link fft} does it; PyTorch's `fft2` is that of `[-2, -1]`. Dims count without the last one, that of the pairs.
 *
 * @example fftn(tensor([[[1, 0], [0, 0]], [[0, 0], [0, 0]]])); // [[[1, 0], [1, 0]], [[1, 0], [1, 0]]]
 */
export function fftn(x: Tensor, dims?: Dims, options: FftOptions = {}): Tensor {
  return along("fftn", x, dims, -1, options);
}

/**
 * The inverse of {@link fftn}.
 *
 * @example ifftn(tensor([[[4, 0], [0, 0]], [[0, 0], [0, 0]]])); // [[[1, 0], [1, 0]], [[1, 0], [1, 0]]]
 */
export function ifftn(x: Tensor, dims?: Dims, options: FftOptions = {}): Tensor {
  return along("ifftn", x, dims, 1, options);
}

function along(
  op: string,
  x: Tensor,
  dims: Dims | undefined,
  sign: number,
  options: FftOptions,
): Tensor {
  checkPairs(op, x);
  return eachDim(op, x, normalizeDims(op, dims, x.rank - 1), sign, options);
}

function eachDim(
  op: string,
  x: Tensor,
  dims: readonly number[],
  sign: number,
  options: FftOptions,
): Tensor {
  for (const dim of dims) checkFilled(op, x, dim);
  return dims.reduceRight(
    (y, dim) => transform(op, y, dim, sign, scaleOf(op, x.shape[dim], sign, options)),
    x,
  );
}

/**
 * The first half of the transform of real numbers along several dims, all by default: {@link rfft} along the last that is
 * named, then {@link fft} along the others; the pairs are in a new last dim.
 *
 * @example rfftn(tensor([[1, 2], [3, 4]])); // [[[10, 0], [-2, 0]], [[-4, 0], [0, 0]]]
 */
export function rfftn(x: Tensor, dims?: Dims, options: FftOptions = {}): Tensor {
  run.checkFloat("rfftn", x);
  const { last, others } = lastNamed("rfftn", x, dims, x.rank);
  for (const dim of others) checkFilled("rfftn", x, dim);
  return eachDim("rfftn", half("rfftn", x, last, options), others, -1, options);
}

/**
 * The inverse of {@link rfftn}: `n` real numbers along the last dim that is named, by default an even `n`, as
 * {@link irfft} has them.
 *
 * @example irfftn(tensor([[[10, 0], [-2, 0]], [[-4, 0], [0, 0]]])); // [[1, 2], [3, 4]]
 */
export function irfftn(x: Tensor, n?: number, dims?: Dims, options: FftOptions = {}): Tensor {
  checkPairs("irfftn", x);
  const { last, others } = lastNamed("irfftn", x, dims, x.rank - 1);
  checkFilled("irfftn", x, last);
  return fromHalf("irfftn", eachDim("irfftn", x, others, 1, options), n, last, options);
}

/** The last of the dims that are named, and the others; refuses none. */
function lastNamed(op: string, x: Tensor, dims: Dims | undefined, rank: number) {
  const all = normalizeDims(op, dims, rank);
  const last = Array.isArray(dims) ? dims.at(-1) : all.at(-1);
  if (last === undefined) {
    throw new ShapeError(op, `no dim of ${describe(x)}; it takes at least one. Name one.`, [
      x.shape,
    ]);
  }
  const at = normalizeDim(op, last, rank);
  return { last: at, others: all.filter((dim) => dim !== at) };
}

/**
 * The frequencies along `dims` in ascending order, 0 in the middle, from the order of the transforms, 0 first: each dim
 * rolled by half its size. The dims are counted as the tensor has them, so those of pairs from the front.
 *
 * @example fftshift(fftfreq(4, 0.25), 0); // [-2, -1, 0, 1]
 */
export function fftshift(x: Tensor, dims: Dims): Tensor {
  return shifted("fftshift", x, dims, (n) => Math.floor(n / 2));
}

/**
 * The order of the transforms from that of {@link fftshift}.
 *
 * @example ifftshift(tensor([-1, 0, 1]), 0); // [0, 1, -1]
 */
export function ifftshift(x: Tensor, dims: Dims): Tensor {
  return shifted("ifftshift", x, dims, (n) => -Math.floor(n / 2));
}

function shifted(op: string, x: Tensor, dims: Dims, by: (n: number) => number): Tensor {
  const list = normalizeDims(op, dims, x.rank);
  return roll(
    x,
    list.map((dim) => by(x.shape[dim])),
    list,
  );
}

/**
 * The whole convolution along the last dim, `y[i] = Σ a[j] b[i - j]`, of `m` and `n` numbers to `m + n - 1`, leading dims
 * broadcast; by transforms, so in `(m + n) log (m + n)` steps.
 *
 * @example round(fftConvolve(tensor([1, 2]), tensor([1, 0, 3]))); // [1, 2, 3, 6]
 */
export function fftConvolve(a: Tensor, b: Tensor): Tensor {
  for (const x of [a, b]) {
    run.checkFloat("fftConvolve", x);
    checkFilled("fftConvolve", x, normalizeDim("fftConvolve", -1, x.rank));
  }
  const length = (a.shape.at(-1) as number) + (b.shape.at(-1) as number) - 1;
  let n = 2;
  while (n < length) n *= 2;
  const [x, z] = [a, b].map((side) => rfft(lengthened(side, n)));
  const [xr, xi, zr, zi] = [select(x, -1, 0), select(x, -1, 1), select(z, -1, 0), select(z, -1, 1)];
  const real = sub(mul(xr, zr), mul(xi, zi));
  const imaginary = add(mul(xr, zi), mul(xi, zr));
  return narrow(irfft(stack([real, imaginary], -1), n), -1, 0, length);
}

/** `x` with zeros after it along its last dim. */
function lengthened(x: Tensor, n: number): Tensor {
  const rest = [...x.shape.slice(0, -1), n - (x.shape.at(-1) as number)];
  return concat([x, run.full(x, x.dtype, rest, 0)], -1);
}
