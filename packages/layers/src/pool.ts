/** Layers that give one number for each window of their input. */

import {
  type AvgPoolOptions,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type PaddingPerDim,
  type PerDim,
  type Tensor,
  type WindowDims,
} from "@gradkit/tensor";
import { checkedPadding, checkedPerDim, printed, sizes, unless } from "./checks.ts";
import { Module } from "./module.ts";

/** What all of these layers have: windows of one size in even steps over `D` dims. */
abstract class PoolLayer<D extends WindowDims> extends Module {
  /** Elements of a window along each dim behind the channels: one number for all, or one for each. */
  readonly kernel: PerDim<D>;
  /** Elements from one window to the next, as the kernel's. Default: the kernel. */
  readonly stride: PerDim<D>;
  /** Places before the first element and after the last along each dim, as a pair where they differ. Default 0. */
  readonly padding: PaddingPerDim<D>;
  /** Whether a last window may reach over the end. Default false. */
  readonly ceilMode: boolean;

  constructor(name: string, dims: D, kernel: PerDim<D>, options: MaxPoolOptions<D>) {
    super();
    const { stride = kernel, padding = 0, ceilMode = false } = options;
    this.kernel = checkedPerDim(name, "kernel", kernel, dims);
    this.stride = checkedPerDim(name, "stride", stride, dims);
    this.padding = checkedPadding(name, padding, dims);
    this.ceilMode = ceilMode;
  }

  override details(): string {
    const { kernel, stride, padding, ceilMode } = this;
    return `${sizes(kernel)}${printed({
      stride: unless(kernel, stride),
      padding: unless(0, padding),
      ceilMode: unless(false, ceilMode),
    })}`;
  }
}

abstract class MaxPoolLayer<D extends WindowDims> extends PoolLayer<D> {
  /** Elements from one of a window's elements to the next, as the kernel's. Default 1. */
  readonly dilation: PerDim<D>;

  readonly #pool: (x: Tensor, kernel: PerDim<D>, options: MaxPoolOptions<D>) => Tensor;

  constructor(
    name: string,
    dims: D,
    pool: (x: Tensor, kernel: PerDim<D>, options: MaxPoolOptions<D>) => Tensor,
    kernel: PerDim<D>,
    options: MaxPoolOptions<D>,
  ) {
    super(name, dims, kernel, options);
    this.#pool = pool;
    this.dilation = checkedPerDim(name, "dilation", options.dilation ?? 1, dims);
  }

  override forward(x: Tensor): Tensor {
    const { kernel, stride, padding, ceilMode, dilation } = this;
    return this.#pool(x, kernel, { stride, padding, ceilMode, dilation });
  }

  override details(): string {
    return super.details() + printed({ dilation: unless(1, this.dilation) });
  }
}

abstract class AvgPoolLayer<D extends WindowDims> extends PoolLayer<D> {
  /** Whether the places of the padding count in the mean. Default true. */
  readonly countIncludePad: boolean;

  readonly #pool: (x: Tensor, kernel: PerDim<D>, options: AvgPoolOptions<D>) => Tensor;

  constructor(
    name: string,
    dims: D,
    pool: (x: Tensor, kernel: PerDim<D>, options: AvgPoolOptions<D>) => Tensor,
    kernel: PerDim<D>,
    options: AvgPoolOptions<D>,
  ) {
    super(name, dims, kernel, options);
    this.#pool = pool;
    this.countIncludePad = options.countIncludePad ?? true;
  }

  override forward(x: Tensor): Tensor {
    const { kernel, stride, padding, ceilMode, countIncludePad } = this;
    return this.#pool(x, kernel, { stride, padding, ceilMode, countIncludePad });
  }

  override details(): string {
    return super.details() + printed({ countIncludePad: unless(true, this.countIncludePad) });
  }
}

/**
 * The greatest element of each window of `kernel` elements: x `[batch, channels, length]`; see {@link maxPool1d}.
 *
 * @example new MaxPool1d(2).forward(tensor([[[1, 3, 2, 5]]])); // [[[3, 5]]]
 */
export class MaxPool1d extends MaxPoolLayer<1> {
  /** The stride is the kernel's size by default. */
  constructor(kernel: PerDim<1>, options: MaxPoolOptions<1> = {}) {
    super("MaxPool1d", 1, maxPool1d, kernel, options);
  }
}

/**
 * The greatest element of each window of `kernel` elements: x `[batch, channels, height, width]`; see {@link maxPool2d}.
 *
 * @example new MaxPool2d(2).forward(zeros([1, 8, 6, 6])).shape; // [ 1, 8, 3, 3 ]
 */
export class MaxPool2d extends MaxPoolLayer<2> {
  /** The stride is the kernel's size by default. */
  constructor(kernel: PerDim<2>, options: MaxPoolOptions<2> = {}) {
    super("MaxPool2d", 2, maxPool2d, kernel, options);
  }
}

/**
 * The greatest element of each window of `kernel` elements: x `[batch, channels, depth, height, width]`; see {@link maxPool3d}.
 *
 * @example new MaxPool3d([1, 2, 2]).forward(zeros([1, 1, 3, 4, 4])).shape; // [ 1, 1, 3, 2, 2 ]
 */
export class MaxPool3d extends MaxPoolLayer<3> {
  /** The stride is the kernel's size by default. */
  constructor(kernel: PerDim<3>, options: MaxPoolOptions<3> = {}) {
    super("MaxPool3d", 3, maxPool3d, kernel, options);
  }
}

/**
 * The mean of each window of `kernel` elements: x `[batch, channels, length]`; see {@link avgPool1d}.
 *
 * @example new AvgPool1d(2).forward(tensor([[[1, 3, 2, 5]]])); // [[[2, 3.5]]]
 */
export class AvgPool1d extends AvgPoolLayer<1> {
  /** The stride is the kernel's size by default. */
  constructor(kernel: PerDim<1>, options: AvgPoolOptions<1> = {}) {
    super("AvgPool1d", 1, avgPool1d, kernel, options);
  }
}

/**
 * The mean of each window of `kernel` elements: x `[batch, channels, height, width]`; see {@link avgPool2d}.
 *
 * @example new AvgPool2d(3, { stride: 1, padding: 1 }).forward(zeros([1, 8, 6, 6])).shape; // [ 1, 8, 6, 6 ]
 */
export class AvgPool2d extends AvgPoolLayer<2> {
  /** The stride is the kernel's size by default. */
  constructor(kernel: PerDim<2>, options: AvgPoolOptions<2> = {}) {
    super("AvgPool2d", 2, avgPool2d, kernel, options);
  }
}

/**
 * The mean of each window of `kernel` elements: x `[batch, channels, depth, height, width]`; see {@link avgPool3d}.
 *
 * @example new AvgPool3d(2).forward(ones([1, 1, 2, 2, 2])); // [[[[[1]]]]]
 */
export class AvgPool3d extends AvgPoolLayer<3> {
  /** The stride is the kernel's size by default. */
  constructor(kernel: PerDim<3>, options: AvgPoolOptions<3> = {}) {
    super("AvgPool3d", 3, avgPool3d, kernel, options);
  }
}
