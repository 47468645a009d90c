/** Transposed convolutional layers in one to three dims. */

import {
  type ConvTransposeOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type FusedActivation,
  type PerDim,
  type Tensor,
  type WindowDims,
} from "@gradkit/tensor";
import { checkedPerDim, listPerDim, printed, unless } from "./checks.ts";
import { type ConvSharedOptions, convParameters } from "./conv.ts";
import { Module } from "./module.ts";
import type { Parameter } from "./parameter.ts";

/** Options of {@link ConvTranspose1d}, {@link ConvTranspose2d} and {@link ConvTranspose3d}. */
export interface ConvTransposeLayerOptions<D extends WindowDims = WindowDims>
  extends ConvSharedOptions<D> {
  /** What the convolution had on both sides and the result therefore lacks. Default 0. */
  readonly padding?: PerDim<D> | undefined;
  /** Size that is added at the end, below the stride or the dilation. Default 0. */
  readonly outputPadding?: PerDim<D> | undefined;
}

/** What the three layers share; `dims` is how many the kernel slides along. */
abstract class ConvTransposeLayer<D extends WindowDims> extends Module {
  /** Shape `[in, out / groups, ...kernel]`. */
  weight: Parameter;
  /** Shape `[out]`; null without a bias. */
  bias: Parameter | null;
  /** Parts into which both kinds of channels are cut; each sees only its own. Default 1. */
  readonly groups: number;
  /** Applied to the result within the same op; undefined for none. */
  readonly activation: FusedActivation | undefined;
  /**
   * Elements of the result from one window to the next: one number for all dims of the kernel, or one for each.
   * Default 1.
   */
  readonly stride: PerDim<D>;
  /** Elements from one tap to the next: one number for all dims of the kernel, or one for each. Default 1. */
  readonly dilation: PerDim<D>;
  /** Elements that the result lacks at each end along each dim of the kernel. Default 0. */
  readonly padding: PerDim<D>;
  /** Elements that the result has more at its end along each dim of the kernel. Default 0. */
  readonly outputPadding: PerDim<D>;

  readonly #convTranspose: (x: Tensor, weight: Tensor, options: ConvTransposeOptions<D>) => Tensor;

  constructor(
    name: string,
    dims: D,
    convTranspose: (x: Tensor, weight: Tensor, options: ConvTransposeOptions<D>) => Tensor,
    inChannels: number,
    outChannels: number,
    kernel: PerDim<D>,
    options: ConvTransposeLayerOptions<D>,
  ) {
    super();
    this.#convTranspose = convTranspose;
    const { stride = 1, dilation = 1, padding = 0, outputPadding = 0, groups = 1 } = options;
    this.stride = checkedPerDim(name, "stride", stride, dims);
    this.dilation = checkedPerDim(name, "dilation", dilation, dims);
    this.padding = checkedPerDim(name, "padding", padding, dims, 0);
    this.outputPadding = checkedPerDim(name, "outputPadding", outputPadding, dims, 0);
    this.groups = groups;
    this.activation = options.activation;
    const taps = listPerDim(checkedPerDim(name, "kernel", kernel, dims), dims) as number[];
    const made = convParameters(name, inChannels, outChannels, taps, options, true);
    this.weight = made.weight;
    this.bias = made.bias;
  }

  override forward(x: Tensor): Tensor {
    const { weight, activation, stride, dilation, padding, outputPadding, groups } = this;
    const bias = this.bias ?? undefined;
    const finish = { bias, activation };
    return this.#convTranspose(x, weight, {
      ...finish,
      stride,
      dilation,
      padding,
      outputPadding,
      groups,
    });
  }

  override details(): string {
    const [inside, perGroup, ...kernel] = this.weight.shape;
    const { groups } = this;
    return `${inside}, ${perGroup * groups}${printed({
      kernel,
      stride: unless(1, this.stride),
      padding: unless(0, this.padding),
      outputPadding: unless(0, this.outputPadding),
      dilation: unless(1, this.dilation),
      groups: unless(1, groups),
      bias: this.bias ? undefined : false,
      activation: this.activation,
    })}`;
  }
}

/**
 * The transpose of {@link Conv1d}: x `[batch, in, length]` adds its kernel to the result at each element; see
 * {@link convTranspose1d}. The weight is `[in, out / groups, kernel]`, the bias `[out]`.
 *
 * @example
 * const layer = new ConvTranspose1d(1, 1, 2, { stride: 2, weightInit: init.constant(0.5), bias: false });
 * layer.forward(tensor([[[2, 4]]])); // [[[1, 1, 2, 2]]]
 */
export class ConvTranspose1d extends ConvTransposeLayer<1> {
  /** A layer from `inChannels` to `outChannels`, its kernel of `kernel` taps. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernel: PerDim<1>,
    options: ConvTransposeLayerOptions<1> = {},
  ) {
    super("ConvTranspose1d", 1, convTranspose1d, inChannels, outChannels, kernel, options);
  }
}

/**
 * The transpose of {@link Conv2d}, as {@link ConvTranspose1d}: x `[batch, in, height, width]`, weight
 * `[in, out / groups, height, width]`.
 *
 * @example new ConvTranspose2d(8, 3, 2, { stride: 2 }).forward(zeros([1, 8, 5, 5])).shape; // [ 1, 3, 10, 10 ]
 */
export class ConvTranspose2d extends ConvTransposeLayer<2> {
  /** A layer from `inChannels` to `outChannels`, its kernel of `kernel` taps along each dim. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernel: PerDim<2>,
    options: ConvTransposeLayerOptions<2> = {},
  ) {
    super("ConvTranspose2d", 2, convTranspose2d, inChannels, outChannels, kernel, options);
  }
}

/**
 * The transpose of {@link Conv3d}, as {@link ConvTranspose1d}: x `[batch, in, depth, height, width]`, weight
 * `[in, out / groups, depth, height, width]`.
 *
 * @example new ConvTranspose3d(2, 1, 2).forward(zeros([1, 2, 1, 1, 1])).shape; // [ 1, 1, 2, 2, 2 ]
 */
export class ConvTranspose3d extends ConvTransposeLayer<3> {
  /** A layer from `inChannels` to `outChannels`, its kernel of `kernel` taps along each dim. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernel: PerDim<3>,
    options: ConvTransposeLayerOptions<3> = {},
  ) {
    super("ConvTranspose3d", 3, convTranspose3d, inChannels, outChannels, kernel, options);
  }
}
