/** Kernels of batch normalisation over the channels of `[batch, channels, space]`. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** Sizes of what is normalised; no channel is empty. */
export interface ChannelSizes {
  readonly batch: number;
  readonly channels: number;
  readonly space: number;
}

/** Where the operands of {@link BatchNormKernels.batchNorm} lie; 0 for one that is not there. */
export interface BatchNormOperands {
  readonly x: Address;
  /** `[channels]` each. */
  readonly weight: Address;
  readonly bias: Address;
  /** What is written: the result, the mean and the variance of each channel (both or none), and what the gradient needs. */
  readonly y: Address;
  readonly mean: Address;
  readonly variance: Address;
  /** `[2, channels]`: the mean less the channel's first element, and `1 / √(variance + ε)`. */
  readonly saved: Address;
}

/** Where the operands of {@link BatchNormKernels.batchNormGrad} lie; 0 for one that is not there or not wanted. */
export interface BatchNormGradOperands {
  readonly x: Address;
  readonly weight: Address;
  readonly saved: Address;
  readonly g: Address;
  /** The result, where it went through a relu. */
  readonly y: Address;
  /** The gradients, which are written. */
  readonly gx: Address;
  readonly gWeight: Address;
  readonly gBias: Address;
}

/** Kernels of batch normalisation; float dtypes. */
export interface BatchNormKernels {
  /**
   * `y = (x - mean) / √(variance + ε) · weight + bias` by the statistics of each channel, of the population and in two
   * passes, over deviations from the channel's first element; with `relu` then `max(y, 0)`.
   */
  batchNorm(
    dtype: DType,
    sizes: ChannelSizes,
    epsilon: number,
    relu: boolean,
    operands: BatchNormOperands,
  ): void;

  /** The gradients of {@link BatchNormKernels.batchNorm}. */
  batchNormGrad(dtype: DType, sizes: ChannelSizes, operands: BatchNormGradOperands): void;

  /** `y = (x - mean) scale + bias`, `[channels]` each but x and y, the bias 0 for none; with `relu` then `max(y, 0)`. */
  scaleChannels(
    dtype: DType,
    sizes: ChannelSizes,
    relu: boolean,
    x: Address,
    mean: Address,
    scale: Address,
    bias: Address,
    y: Address,
  ): void;
}
