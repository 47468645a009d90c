/** Convolutional layers in one to three dims. */

import {
  ArgumentError,
  type ConvOptions,
  conv1d,
  conv2d,
  conv3d,
  type FloatDType,
  type FusedActivation,
  type Generator,
  type PaddingPerDim,
  type PerDim,
  pad,
  type Tensor,
  type WindowDims,
} from "@gradkit/tensor";
import {
  checkedPadding,
  checkedPerDim,
  checkWhole,
  listPerDim,
  printed,
  unless,
} from "./checks.ts";
import { type Initializer, uniform } from "./init.ts";
import { Module } from "./module.ts";
import { initialized, type Parameter } from "./parameter.ts";

/** What convolutions and their transposes take. */
export interface ConvSharedOptions<D extends WindowDims = WindowDims> {
  /** Elements from one window to the next. Default 1. */
  readonly stride?: PerDim<D> | undefined;
  /** Elements from one tap of the kernel to the next. Default 1. */
  readonly dilation?: PerDim<D> | undefined;
  /** Parts into which both kinds of channels are cut; each sees only its own. Default 1. */
  readonly groups?: number | undefined;
  /** Whether a bias is added to each channel. Default true. */
  readonly bias?: boolean | undefined;
  /** Applied to the result within the same op: relu, sigmoid or tanh. Default none. */
  readonly activation?: FusedActivation | undefined;
  /** Default: uniform in ±1/√n, n the elements of the weight along all dims but the first, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** Default: as the weight's. */
  readonly biasInit?: Initializer | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream that the initialisers draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/** Options of {@link Conv1d}, {@link Conv2d} and {@link Conv3d}. */
export interface ConvLayerOptions<D extends WindowDims = WindowDims> extends ConvSharedOptions<D> {
  /**
   * Places on both sides, as a pair where they differ; "valid" is 0, "same" (with a stride of 1) as many as keep the
   * size. Default 0.
   */
  readonly padding?: PaddingPerDim<D> | "same" | "valid" | undefined;
  /** What stands in the padding: zeros, or elements as {@link pad} takes them. Default "zeros". */
  readonly paddingMode?: "zeros" | "reflect" | "replicate" | "circular" | undefined;
}

/** Checks the sizes and makes the weight and the bias, which is null without one. */
export function convParameters(
  name: string,
  inChannels: number,
  outChannels: number,
  kernel: readonly number[],
  options: ConvSharedOptions,
  isTransposed: boolean,
): { weight: Parameter; bias: Parameter | null } {
  const { groups = 1, bias = true } = options;
  checkWhole(name, "inChannels", inChannels);
  checkWhole(name, "outChannels", outChannels);
  checkWhole(name, "groups", groups);
  if (inChannels % groups !== 0 || outChannels % groups !== 0) {
    throw new ArgumentError(
      name,
      `${inChannels} and ${outChannels} channels in ${groups} groups; groups must divide both. Choose other numbers.`,
    );
  }
  const [first, second] = isTransposed ? [inChannels, outChannels] : [outChannels, inChannels];
  const shape = [first, second / groups, ...kernel];
  const bound = 1 / Math.sqrt(kernel.reduce((n, k) => n * k, second / groups));
  const natural = uniform({ low: -bound, high: bound });
  const { weightInit = natural, biasInit = natural } = options;
  return {
    weight: initialized(name, weightInit, shape, options),
    bias: bias ? initialized(name, biasInit, [outChannels], options) : null,
  };
}

/** What the three layers share; `dims` is how many the kernel slides along. */
abstract class ConvLayer<D extends WindowDims> extends Module {
  /** Shape `[out, in / groups, ...kernel]`. */
  weight: Parameter;
  /** Shape `[out]`; null without a bias. */
  bias: Parameter | null;
  /** Parts into which both kinds of channels are cut; each sees only its own. Default 1. */
  readonly groups: number;
  /** Applied to the result within the same op; undefined for none. */
  readonly activation: FusedActivation | undefined;
  /** Elements from one window to the next: one number for all dims of the kernel, or one for each. Default 1. */
  readonly stride: PerDim<D>;
  /** Elements from one tap to the next: one number for all dims of the kernel, or one for each. Default 1. */
  readonly dilation: PerDim<D>;
  /**
   * Places before the first element and after the last along each dim of the kernel, as a pair where they differ;
   * "valid" is 0, "same" as many as keep the size. Default 0.
   */
  readonly padding: PaddingPerDim<D> | "same" | "valid";
  /** What stands in the padding: zeros, or elements as {@link pad} takes them. Default "zeros". */
  readonly paddingMode: NonNullable<ConvLayerOptions["paddingMode"]>;

  readonly #conv: (x: Tensor, weight: Tensor, options: ConvOptions<D>) => Tensor;

  constructor(
    name: string,
    dims: D,
    conv: (x: Tensor, weight: Tensor, options: ConvOptions<D>) => Tensor,
    inChannels: number,
    outChannels: number,
    kernel: PerDim<D>,
    options: ConvLayerOptions<D>,
  ) {
    super();
    this.#conv = conv;
    const { stride = 1, dilation = 1, padding = 0, paddingMode = "zeros", groups = 1 } = options;
    this.stride = checkedPerDim(name, "stride", stride, dims);
    this.dilation = checkedPerDim(name, "dilation", dilation, dims);
    this.padding = typeof padding === "string" ? padding : checkedPadding(name, padding, dims);
    this.groups = groups;
    this.activation = options.activation;
    this.paddingMode = paddingMode;
    const taps = listPerDim(checkedPerDim(name, "kernel", kernel, dims), dims) as number[];
    checkPadding(name, this.padding, this.paddingMode, listPerDim(stride, dims));
    const made = convParameters(name, inChannels, outChannels, taps, options, false);
    this.weight = made.weight;
    this.bias = made.bias;
  }

  override forward(x: Tensor): Tensor {
    const { weight, stride, dilation, groups, activation, padding, paddingMode } = this;
    const bias = this.bias ?? undefined;
    if (paddingMode === "zeros") {
      return this.#conv(x, weight, { bias, activation, stride, dilation, groups, padding });
    }
    const padded = pad(x, [[0, 0], [0, 0], ...this.#margins()], { mode: paddingMode });
    return this.#conv(padded, weight, { bias, activation, stride, dilation, groups });
  }

  /** Places before and after along each dim that the kernel slides along. */
  #margins(): (readonly [number, number])[] {
    const taps = this.weight.shape.slice(2);
    const { padding } = this;
    const steps = listPerDim(this.dilation, taps.length) as number[];
    const sides = typeof padding === "string" ? undefined : listPerDim(padding, taps.length);
    return taps.map((k, i) => {
      const side = sides?.[i];
      if (side !== undefined) return typeof side === "number" ? [side, side] : side;
      const all = padding === "same" ? steps[i] * (k - 1) : 0;
      return [Math.floor(all / 2), Math.ceil(all / 2)];
    });
  }

  override details(): string {
    const [out, perGroup, ...kernel] = this.weight.shape;
    const { stride, padding, dilation, groups, paddingMode } = this;
    return `${perGroup * groups}, ${out}${printed({
      kernel,
      stride: unless(1, stride),
      padding: padding === "valid" ? undefined : unless(0, padding),
      dilation: unless(1, dilation),
      groups: unless(1, groups),
      bias: this.bias ? undefined : false,
      activation: this.activation,
      paddingMode: unless("zeros", paddingMode),
    })}`;
  }
}

function checkPadding(
  name: string,
  padding: PaddingPerDim | string,
  mode: string,
  stride: readonly unknown[],
): void {
  if (typeof padding === "string" && padding !== "same" && padding !== "valid") {
    throw new ArgumentError(
      name,
      `the padding is "${padding}"; it takes numbers, "same" or "valid". Choose one.`,
    );
  }
  if (padding === "same" && stride.some((n) => n !== 1)) {
    throw new ArgumentError(
      name,
      `padding "same" with a stride of ${stride.join(", ")}; the stride must be 1. Give the padding as numbers.`,
    );
  }
  if (!["zeros", "reflect", "replicate", "circular"].includes(mode)) {
    throw new ArgumentError(
      name,
      `the paddingMode is "${mode}"; the modes are "zeros", "reflect", "replicate" and "circular". Name one.`,
    );
  }
}

/**
 * Convolution along one dim: x `[batch, in, length]` gives `[batch, out, windows]`; see {@link conv1d}. The weight is
 * `[out, in / groups, kernel]`, the bias `[out]`.
 *
 * @example
 * const layer = new Conv1d(1, 1, 2, { weightInit: init.constant(0.5), bias: false });
 * layer.forward(tensor([[[1, 2, 4]]])); // [[[1.5, 3]]]
 */
export class Conv1d extends ConvLayer<1> {
  /** A layer from `inChannels` to `outChannels`, its kernel of `kernel` taps. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernel: PerDim<1>,
    options: ConvLayerOptions<1> = {},
  ) {
    super("Conv1d", 1, conv1d, inChannels, outChannels, kernel, options);
  }
}

/**
 * Convolution along two dims: x `[batch, in, height, width]`; see {@link conv2d}. The weight is
 * `[out, in / groups, height, width]`, the bias `[out]`.
 *
 * @example
 * const layer = new Conv2d(3, 8, 3, { padding: 1 });
 * layer.forward(zeros([2, 3, 6, 6])).shape; // [ 2, 8, 6, 6 ]
 * String(layer); // Conv2d(3, 8, kernel: 3 x 3, padding: 1)
 */
export class Conv2d extends ConvLayer<2> {
  /** A layer from `inChannels` to `outChannels`, its kernel of `kernel` taps along each dim. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernel: PerDim<2>,
    options: ConvLayerOptions<2> = {},
  ) {
    super("Conv2d", 2, conv2d, inChannels, outChannels, kernel, options);
  }
}

/**
 * Convolution along three dims: x `[batch, in, depth, height, width]`; see {@link conv3d}. The weight is
 * `[out, in / groups, depth, height, width]`, the bias `[out]`.
 *
 * @example new Conv3d(1, 2, [1, 2, 2]).forward(zeros([1, 1, 3, 4, 4])).shape; // [ 1, 2, 3, 3, 3 ]
 */
export class Conv3d extends ConvLayer<3> {
  /** A layer from `inChannels` to `outChannels`, its kernel of `kernel` taps along each dim. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernel: PerDim<3>,
    options: ConvLayerOptions<3> = {},
  ) {
    super("Conv3d", 3, conv3d, inChannels, outChannels, kernel, options);
  }
}
