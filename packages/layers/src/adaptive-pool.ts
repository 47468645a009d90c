/** Pooling layers that give as many numbers as they are told, whatever comes in. */

import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  type PerDim,
  type Tensor,
  type WindowDims,
} from "@gradkit/tensor";
import { checkedPerDim, sizes } from "./checks.ts";
import { Module } from "./module.ts";

/** What all of these layers have; `dims` is how many the windows cover. */
abstract class AdaptivePoolLayer<D extends WindowDims> extends Module {
  /** Elements of the result along each dim behind the channels: one number for all, or one for each. */
  readonly outputSize: PerDim<D>;

  readonly #pool: (x: Tensor, outputSize: PerDim<D>) => Tensor;

  constructor(
    name: string,
    dims: D,
    pool: (x: Tensor, outputSize: PerDim<D>) => Tensor,
    outputSize: PerDim<D>,
  ) {
    super();
    this.#pool = pool;
    this.outputSize = checkedPerDim(name, "outputSize", outputSize, dims);
  }

  override forward(x: Tensor): Tensor {
    return this.#pool(x, this.outputSize);
  }

  override details(): string {
    return sizes(this.outputSize);
  }
}

/**
 * The mean of each of `outputSize` windows that cover the input evenly: x `[batch, channels, length]`; see {@link adaptiveAvgPool1d}.
 *
 * @example new AdaptiveAvgPool1d(2).forward(tensor([[[1, 2, 6]]])); // [[[1.5, 4]]]
 */
export class AdaptiveAvgPool1d extends AdaptivePoolLayer<1> {
  /** One size for the length. */
  constructor(outputSize: PerDim<1>) {
    super("AdaptiveAvgPool1d", 1, adaptiveAvgPool1d, outputSize);
  }
}

/**
 * The mean of each of `outputSize` windows that cover the input evenly: x `[batch, channels, height, width]`; see {@link adaptiveAvgPool2d}.
 *
 * @example new AdaptiveAvgPool2d(1).forward(tensor([[[[1, 3], [2, 6]]]])); // [[[[3]]]]
 */
export class AdaptiveAvgPool2d extends AdaptivePoolLayer<2> {
  /** One size for all dims, or one for each. */
  constructor(outputSize: PerDim<2>) {
    super("AdaptiveAvgPool2d", 2, adaptiveAvgPool2d, outputSize);
  }
}

/**
 * The mean of each of `outputSize` windows that cover the input evenly: x `[batch, channels, depth, height, width]`; see {@link adaptiveAvgPool3d}.
 *
 * @example new AdaptiveAvgPool3d([1, 1, 2]).forward(ones([1, 1, 2, 3, 4])); // [[[[[1, 1]]]]]
 */
export class AdaptiveAvgPool3d extends AdaptivePoolLayer<3> {
  /** One size for all dims, or one for each. */
  constructor(outputSize: PerDim<3>) {
    super("AdaptiveAvgPool3d", 3, adaptiveAvgPool3d, outputSize);
  }
}

/**
 * The greatest element of each of `outputSize` windows that cover the input evenly: x `[batch, channels, length]`; see {@link adaptiveMaxPool1d}.
 *
 * @example new AdaptiveMaxPool1d(2).forward(tensor([[[1, 2, 6]]])); // [[[2, 6]]]
 */
export class AdaptiveMaxPool1d extends AdaptivePoolLayer<1> {
  /** One size for the length. */
  constructor(outputSize: PerDim<1>) {
    super("AdaptiveMaxPool1d", 1, adaptiveMaxPool1d, outputSize);
  }
}

/**
 * The greatest element of each of `outputSize` windows that cover the input evenly: x `[batch, channels, height, width]`; see {@link adaptiveMaxPool2d}.
 *
 * @example new AdaptiveMaxPool2d(1).forward(tensor([[[[1, 3], [2, 6]]]])); // [[[[6]]]]
 */
export class AdaptiveMaxPool2d extends AdaptivePoolLayer<2> {
  /** One size for all dims, or one for each. */
  constructor(outputSize: PerDim<2>) {
    super("AdaptiveMaxPool2d", 2, adaptiveMaxPool2d, outputSize);
  }
}

/**
 * The greatest element of each of `outputSize` windows that cover the input evenly: x `[batch, channels, depth, height, width]`; see {@link adaptiveMaxPool3d}.
 *
 * @example new AdaptiveMaxPool3d([1, 1, 2]).forward(ones([1, 1, 2, 3, 4])); // [[[[[1, 1]]]]]
 */
export class AdaptiveMaxPool3d extends AdaptivePoolLayer<3> {
  /** One size for all dims, or one for each. */
  constructor(outputSize: PerDim<3>) {
    super("AdaptiveMaxPool3d", 3, adaptiveMaxPool3d, outputSize);
  }
}
