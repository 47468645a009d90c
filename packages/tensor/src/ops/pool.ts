/** Pooling: one number for each window over the dims after batch and channels. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { div, pow } from "./binary.ts";
import { equal, where } from "./compare.ts";
import type { PaddingPerDim, PerDim, WindowDims } from "./conv-sizes.ts";
import { sizePower } from "./norm.ts";
import {
  adaptiveWindows,
  slidingWindows,
  windowMaxima,
  windowSizes,
  windowSums,
} from "./pool-windows.ts";

/** Options of {@link lpPool1d} and its kin. */
export interface LpPoolOptions<D extends WindowDims = WindowDims> {
  /** Elements from one window to the next. Default the kernel's size. */
  readonly stride?: PerDim<D> | undefined;
  /** Whether a last window may reach over the end, if it begins before it. Default false. */
  readonly ceilMode?: boolean | undefined;
}

/** Options of {@link avgPool1d} and its kin. */
export interface AvgPoolOptions<D extends WindowDims = WindowDims> extends LpPoolOptions<D> {
  /** Zeros on both sides, as a pair where they differ; every window must reach an element. Default 0. */
  readonly padding?: PaddingPerDim<D> | undefined;
  /** Whether padding counts as elements. Default true. */
  readonly countIncludePad?: boolean | undefined;
}

/** Options of {@link maxPool1d} and its kin. */
export interface MaxPoolOptions<D extends WindowDims = WindowDims> extends LpPoolOptions<D> {
  /** Places of `-Infinity` on both sides, as a pair where they differ; every window must reach an element. Default 0. */
  readonly padding?: PaddingPerDim<D> | undefined;
  /** Elements from one element of a window to the next. Default 1. */
  readonly dilation?: PerDim<D> | undefined;
}

/**
 * The greatest element of each window of `kernel` elements: x `[batch, channels, length]` gives
 * `⌊(length + 2 · padding - dilation · (kernel - 1) - 1) / stride⌋ + 1` of them. NaN where there is one; of equal ones the
 * first gets the gradient.
 *
 * @example maxPool1d(tensor([[[1, 3, 2, 5]]]), 2); // [[[3, 5]]]
 */
export function maxPool1d(x: Tensor, kernel: PerDim<1>, options: MaxPoolOptions<1> = {}): Tensor {
  return maxPool("maxPool1d", 1, x, kernel, options);
}

/**
 * The greatest element of each window, as {@link maxPool1d}, over x `[batch, channels, height, width]`.
 *
 * @example maxPool2d(tensor([[[[1, 3], [2, 5]]]]), 2); // [[[[5]]]]
 */
export function maxPool2d(x: Tensor, kernel: PerDim<2>, options: MaxPoolOptions<2> = {}): Tensor {
  return maxPool("maxPool2d", 2, x, kernel, options);
}

/**
 * The greatest element of each window, as {@link maxPool1d}, over x `[batch, channels, depth, height, width]`.
 *
 * @example maxPool3d(ones([1, 2, 4, 4, 4]), [1, 2, 4]).shape; // [ 1, 2, 4, 2, 1 ]
 */
export function maxPool3d(x: Tensor, kernel: PerDim<3>, options: MaxPoolOptions<3> = {}): Tensor {
  return maxPool("maxPool3d", 3, x, kernel, options);
}

/**
 * The mean of each window of `kernel` elements: x `[batch, channels, length]` gives
 * `⌊(length + 2 · padding - kernel) / stride⌋ + 1` of them.
 *
 * @example avgPool1d(tensor([[[1, 3, 2, 5]]]), 2); // [[[2, 3.5]]]
 */
export function avgPool1d(x: Tensor, kernel: PerDim<1>, options: AvgPoolOptions<1> = {}): Tensor {
  return avgPool("avgPool1d", 1, x, kernel, options);
}

/**
 * The mean of each window, as {@link avgPool1d}, over x `[batch, channels, height, width]`.
 *
 * @example avgPool2d(tensor([[[[1, 3], [2, 6]]]]), 2); // [[[[3]]]]
 */
export function avgPool2d(x: Tensor, kernel: PerDim<2>, options: AvgPoolOptions<2> = {}): Tensor {
  return avgPool("avgPool2d", 2, x, kernel, options);
}

/**
 * The mean of each window, as {@link avgPool1d}, over x `[batch, channels, depth, height, width]`.
 *
 * @example avgPool3d(ones([1, 1, 2, 2, 2]), 2); // [[[[[1]]]]]
 */
export function avgPool3d(x: Tensor, kernel: PerDim<3>, options: AvgPoolOptions<3> = {}): Tensor {
  return avgPool("avgPool3d", 3, x, kernel, options);
}

/**
 * The p-norm of each window of `kernel` elements, `(Σ |x|ᵖ)^(1/p)` with `p > 0`: x `[batch, channels, length]` gives
 * `⌊(length - kernel) / stride⌋ + 1` of them. Its gradient is 0 where all of a window is 0.
 *
 * @example lpPool1d(tensor([[[3, 4, 0, -2]]]), 2, 2); // [[[5, 2]]]
 */
export function lpPool1d(
  x: Tensor,
  p: number,
  kernel: PerDim<1>,
  options: LpPoolOptions<1> = {},
): Tensor {
  return lpPool("lpPool1d", 1, x, p, kernel, options);
}

/**
 * The p-norm of each window, as {@link lpPool1d}, over x `[batch, channels, height, width]`.
 *
 * @example lpPool2d(ones([1, 1, 2, 2]), 2, 2); // [[[[2]]]]
 */
export function lpPool2d(
  x: Tensor,
  p: number,
  kernel: PerDim<2>,
  options: LpPoolOptions<2> = {},
): Tensor {
  return lpPool("lpPool2d", 2, x, p, kernel, options);
}

/**
 * The p-norm of each window, as {@link lpPool1d}, over x `[batch, channels, depth, height, width]`.
 *
 * @example lpPool3d(ones([1, 1, 2, 2, 2]), 1, 2); // [[[[[8]]]]]
 */
export function lpPool3d(
  x: Tensor,
  p: number,
  kernel: PerDim<3>,
  options: LpPoolOptions<3> = {},
): Tensor {
  return lpPool("lpPool3d", 3, x, p, kernel, options);
}

/**
 * The mean of each of `outputSize` windows that cover the length evenly: the i-th of m goes from `⌊i n / m⌋` to
 * `⌈(i + 1) n / m⌉` (excluded), with x `[batch, channels, n]`.
 *
 * @example adaptiveAvgPool1d(tensor([[[1, 2, 6]]]), 2); // [[[1.5, 4]]]
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: PerDim<1>): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool1d", 1, x, outputSize);
}

/**
 * The mean of each window, as {@link adaptiveAvgPool1d}, over x `[batch, channels, height, width]`.
 *
 * @example adaptiveAvgPool2d(tensor([[[[1, 3], [2, 6]]]]), 1); // [[[[3]]]]
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: PerDim<2>): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool2d", 2, x, outputSize);
}

/**
 * The mean of each window, as {@link adaptiveAvgPool1d}, over x `[batch, channels, depth, height, width]`.
 *
 * @example adaptiveAvgPool3d(ones([1, 1, 2, 3, 4]), [1, 1, 2]); // [[[[[1, 1]]]]]
 */
export function adaptiveAvgPool3d(x: Tensor, outputSize: PerDim<3>): Tensor {
  return adaptiveAvgPool("adaptiveAvgPool3d", 3, x, outputSize);
}

/**
 * The greatest element of each of `outputSize` windows that cover the length evenly, as {@link adaptiveAvgPool1d} has
 * them; of equal ones the first gets the gradient.
 *
 * @example adaptiveMaxPool1d(tensor([[[1, 2, 6]]]), 2); // [[[2, 6]]]
 */
export function adaptiveMaxPool1d(x: Tensor, outputSize: PerDim<1>): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool1d", 1, x, outputSize);
}

/**
 * The greatest element of each window, as {@link adaptiveMaxPool1d}, over x `[batch, channels, height, width]`.
 *
 * @example adaptiveMaxPool2d(tensor([[[[1, 3], [2, 6]]]]), 1); // [[[[6]]]]
 */
export function adaptiveMaxPool2d(x: Tensor, outputSize: PerDim<2>): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool2d", 2, x, outputSize);
}

/**
 * The greatest element of each window, as {@link adaptiveMaxPool1d}, over x `[batch, channels, depth, height, width]`.
 *
 * @example adaptiveMaxPool3d(ones([1, 1, 2, 3, 4]), [1, 1, 2]); // [[[[[1, 1]]]]]
 */
export function adaptiveMaxPool3d(x: Tensor, outputSize: PerDim<3>): Tensor {
  return adaptiveMaxPool("adaptiveMaxPool3d", 3, x, outputSize);
}

function maxPool(
  op: string,
  dims: number,
  x: Tensor,
  kernel: PerDim,
  options: MaxPoolOptions,
): Tensor {
  return windowMaxima(x, slidingWindows(op, dims, x, kernel, options).windows);
}

function avgPool(
  op: string,
  dims: number,
  x: Tensor,
  kernelSize: PerDim,
  { countIncludePad = true, ...options }: AvgPoolOptions,
): Tensor {
  const { windows, padded } = slidingWindows(op, dims, x, kernelSize, options);
  const sums = windowSums(x, windows);
  return div(sums, windowSizes(x, countIncludePad ? padded : windows));
}

function lpPool(
  op: string,
  dims: number,
  x: Tensor,
  p: number,
  kernel: PerDim,
  options: LpPoolOptions,
): Tensor {
  if (!(p > 0 && p < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(
      op,
      `p is ${p}; it must be finite and above 0. For the greatest element use max${op.slice(2)}.`,
    );
  }
  const { windows } = slidingWindows(op, dims, x, kernel, options);
  const sums = windowSums(sizePower(x, p), windows);
  // The root's derivative at 0 is infinite; 1 stands in for it.
  const isZero = equal(sums, 0);
  return where(isZero, 0, pow(where(isZero, 1, sums), 1 / p));
}

/** The means of even windows over `dims` dims, as {@link adaptiveAvgPool1d} has them. */
export function adaptiveAvgPool(
  op: string,
  dims: number,
  x: Tensor,
  outputSize: number | readonly number[],
): Tensor {
  const windows = adaptiveWindows(op, dims, x, outputSize);
  return div(windowSums(x, windows), windowSizes(x, windows));
}

function adaptiveMaxPool(op: string, dims: number, x: Tensor, outputSize: PerDim): Tensor {
  return windowMaxima(x, adaptiveWindows(op, dims, x, outputSize));
}
