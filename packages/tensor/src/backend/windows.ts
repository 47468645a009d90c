/** Kernels of windows that slide over images: convolution and pooling. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** Convolution and the two products that are its gradients; see {@link ConvKernel}. */
export type ConvName = "forward" | "inputGradient" | "weightGradient";

/** Depth, height and width; of a dim that is not there 1, of its padding 0. */
export type Triple = readonly [number, number, number];

/** Sizes of a convolution: output `p` sees the inputs `p * stride - padding + k * dilation` for each `k` of the kernel. */
export interface ConvSizes {
  readonly batch: number;
  readonly groups: number;
  /** Channels of all groups together. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: Triple;
  readonly kernel: Triple;
  readonly output: Triple;
  readonly stride: Triple;
  /** Zeros before the first element; those after the last follow from the sizes. */
  readonly padding: Triple;
  readonly dilation: Triple;
}

/**
 * With x `[batch, inChannels, ...input]`, w `[outChannels, inChannels / groups, ...kernel]` and g `[batch,
 * outChannels, ...output]`: forward makes g of `a = x`, `b = w`; inputGradient x of `a = g`, `b = w`;
 * weightGradient w of `a = x`, `b = g`. The first two add to each channel its element of the bias, 0 for none.
 * Float dtypes.
 */
export type ConvKernel = (
  dtype: DType,
  sizes: ConvSizes,
  a: Address,
  b: Address,
  bias: Address,
  y: Address,
) => void;

/** Windows along one dim of `size` elements: the i-th has `count[i]`, 1 or more, from `first[i]` on and `step` apart. */
export interface Windows {
  readonly size: number;
  readonly first: readonly number[];
  readonly count: readonly number[];
  readonly step: number;
}

/** Windows of depth, height and width. */
export type WindowTriple = readonly [Windows, Windows, Windows];

/** Kernels of pooling: x is `[planes, depth, height, width]`, y `[planes, windows of depth, of height, of width]`. */
export interface PoolKernels {
  /**
   * The greatest element of each window, and where in its plane it stands, as int32: the first of equal ones, the first
   * NaN where there is one.
   */
  maxPool(
    dtype: DType,
    planes: number,
    windows: WindowTriple,
    x: Address,
    y: Address,
    positions: Address,
  ): void;

  /** The gradient of x, `[planes, size]`: zeros, and each g of `[planes, n]` added in order where its position says. */
  maxPoolGrad(
    dtype: DType,
    planes: number,
    size: number,
    n: number,
    g: Address,
    positions: Address,
    y: Address,
  ): void;

  /** The sum of each window, in float64 and in order, rounded once. */
  windowSums(dtype: DType, planes: number, windows: WindowTriple, x: Address, y: Address): void;

  /** The gradient of x of {@link PoolKernels.windowSums}: zeros, and each g added, in order, to all of its window. */
  windowSpread(dtype: DType, planes: number, windows: WindowTriple, g: Address, y: Address): void;
}
