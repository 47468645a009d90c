/** Convolutions in one to three dims. The three kernels are each other's gradients, so that orders have no end. */

import { backend } from "../backend/current.ts";
import type { ConvName, ConvSizes } from "../backend/windows.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { checkShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { PaddingPerDim, PerDim, WindowDims } from "./conv-sizes.ts";
import { checkConv, paddingPerDim, perDim, triple, windowCounts } from "./conv-sizes.ts";
import type { FusedActivation } from "./fused-activation.ts";
import { activate, beforeActivation, checkActivation } from "./fused-activation.ts";
import { sum } from "./reduce.ts";

/** Options of {@link conv1d}, {@link conv2d} and {@link conv3d}. */
export interface ConvOptions<D extends WindowDims = WindowDims> {
  /** Shape `[out channels]`, added to each channel. Default none. */
  readonly bias?: Tensor | undefined;
  /** Applied to the result. Default none. */
  readonly activation?: FusedActivation | undefined;
  /** Elements from one window to the next. Default 1. */
  readonly stride?: PerDim<D> | undefined;
  /**
   * Zeros on both sides, as a pair where they differ; "valid" is 0, "same" (with a stride of 1) as many as keep the
   * size, the odd one after the end. Default 0.
   */
  readonly padding?: PaddingPerDim<D> | "same" | "valid" | undefined;
  /** Elements from one tap of the kernel to the next. Default 1. */
  readonly dilation?: PerDim<D> | undefined;
  /** Parts into which both kinds of channels are cut; each sees only its own. Default 1. */
  readonly groups?: number | undefined;
}

/** Options of {@link convTranspose1d}, {@link convTranspose2d} and {@link convTranspose3d}. */
export interface ConvTransposeOptions<D extends WindowDims = WindowDims> extends ConvOptions<D> {
  /** What the convolution had on both sides and the result therefore lacks. Default 0. */
  readonly padding?: PerDim<D> | undefined;
  /** Size that is added at the end, below the stride or the dilation: tells apart what the stride rounded off. Default 0. */
  readonly outputPadding?: PerDim<D> | undefined;
}

/**
 * Convolution along one dim: `y[b, o, p] = bias[o] + Σ x[b, c, p · stride - padding + k · dilation] w[o, c, k]` over
 * the channels of the group and the taps, with x `[batch, in, length]`, w `[out, in / groups, kernel]` and y
 * `[batch, out, ⌊(length + 2 · padding - dilation · (kernel - 1) - 1) / stride⌋ + 1]`.
 *
 * @example conv1d(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 10]]])); // [[[21, 32, 43]]]
 */
export function conv1d(x: Tensor, weight: Tensor, options: ConvOptions<1> = {}): Tensor {
  return conv("conv1d", 1, x, weight, options);
}

/**
 * Convolution along two dims, as {@link conv1d}: x `[batch, in, height, width]`, w `[out, in / groups, height, width]`.
 *
 * @example conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])); // [[[[4, 4], [4, 4]]]]
 */
export function conv2d(x: Tensor, weight: Tensor, options: ConvOptions<2> = {}): Tensor {
  return conv("conv2d", 2, x, weight, options);
}

/**
 * Convolution along three dims, as {@link conv1d}: x `[batch, in, depth, height, width]`, w `[out, in / groups, depth,
 * height, width]`.
 *
 * @example conv3d(ones([1, 1, 2, 2, 2]), ones([1, 1, 2, 2, 2])); // [[[[[8]]]]]
 */
export function conv3d(x: Tensor, weight: Tensor, options: ConvOptions<3> = {}): Tensor {
  return conv("conv3d", 3, x, weight, options);
}

/**
 * The transpose of {@link conv1d}, which is its gradient: every x adds its kernel to y. With x `[batch, in, length]`,
 * w `[in, out / groups, kernel]` and y `[batch, out, (length - 1) · stride - 2 · padding + dilation · (kernel - 1) +
 * outputPadding + 1]`. Beyond its ends x counts as 0, so a NaN or an infinity in w makes NaN there too.
 *
 * @example convTranspose1d(tensor([[[1, 2]]]), tensor([[[1, 10]]])); // [[[1, 12, 20]]]
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  options: ConvTransposeOptions<1> = {},
): Tensor {
  return convTranspose("convTranspose1d", 1, x, weight, options);
}

/**
 * The transpose of {@link conv2d}, as {@link convTranspose1d}: w is `[in, out / groups, height, width]`.
 *
 * @example convTranspose2d(ones([1, 1, 1, 2]), ones([1, 1, 1, 2]), { stride: 2 }).shape; // [ 1, 1, 1, 4 ]
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  options: ConvTransposeOptions<2> = {},
): Tensor {
  return convTranspose("convTranspose2d", 2, x, weight, options);
}

/**
 * The transpose of {@link conv3d}, as {@link convTranspose1d}: w is `[in, out / groups, depth, height, width]`.
 *
 * @example convTranspose3d(ones([1, 1, 1, 1, 1]), ones([1, 3, 2, 2, 2])).shape; // [ 1, 3, 2, 2, 2 ]
 */
export function convTranspose3d(
  x: Tensor,
  weight: Tensor,
  options: ConvTransposeOptions<3> = {},
): Tensor {
  return convTranspose("convTranspose3d", 3, x, weight, options);
}

function conv(op: string, dims: number, x: Tensor, weight: Tensor, options: ConvOptions): Tensor {
  const { groups = 1 } = options;
  checkActivation(op, options.activation);
  const windows = checkConv(op, dims, x, weight, options, false);
  const { out: outChannels, kernel, stride, dilation } = windows;
  const [before, after] = paddingOf(op, dims, kernel, stride, dilation, options.padding ?? 0);
  const output = windowCounts(op, x, { kernel, stride, before, after, dilation });
  const [batch, inChannels, ...input] = x.shape;
  checkShape(op, [batch, outChannels, ...output]);
  const sizes: ConvSizes = {
    ...{ batch, groups, inChannels, outChannels },
    input: triple(input, 1),
    kernel: triple(kernel, 1),
    output: triple(output, 1),
    stride: triple(stride, 1),
    padding: triple(before, 0),
    dilation: triple(dilation, 1),
  };
  return convolve(op, x, weight, sizes, options);
}

function convTranspose(
  op: string,
  dims: number,
  x: Tensor,
  weight: Tensor,
  options: ConvTransposeOptions,
): Tensor {
  const { groups = 1 } = options;
  checkActivation(op, options.activation);
  const windows = checkConv(op, dims, x, weight, options, true);
  const { out: outChannels, kernel, stride, dilation } = windows;
  const padding = perDim(op, "padding", options.padding ?? 0, dims, 0);
  const extra = perDim(op, "outputPadding", options.outputPadding ?? 0, dims, 0);
  const [batch, inChannels, ...lengths] = x.shape;
  const wrong = extra.findIndex((n, i) => n > 0 && n >= Math.max(stride[i], dilation[i]));
  if (wrong >= 0) {
    throw new ArgumentError(
      op,
      `an outputPadding of ${extra[wrong]} beside a stride of ${stride[wrong]} and a dilation of ${dilation[wrong]}; ` +
        "it must be below one of them. Mend it.",
    );
  }
  const output = lengths.map((n, i) => {
    const whole = (n - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1;
    return n === 0 ? 0 : whole - 2 * padding[i] + extra[i];
  });
  if (output.some((n) => n < 1)) {
    throw new ShapeError(
      op,
      `${describe(x)} with a padding of ${padding.join(", ")} gives sizes of ${output.join(", ")}; they must be 1 or more. Pad less.`,
      [x.shape],
    );
  }
  checkShape(op, [batch, outChannels, ...output]);
  const sizes: ConvSizes = {
    ...{ batch, groups, inChannels: outChannels, outChannels: inChannels },
    input: triple(output, 1),
    kernel: triple(kernel, 1),
    output: triple(lengths, 1),
    stride: triple(stride, 1),
    padding: triple(padding, 0),
    dilation: triple(dilation, 1),
  };
  return inputGradient(op, x, weight, sizes, options);
}

/** What is added to a result and applied to it. */
type Finish = Pick<ConvOptions, "bias" | "activation">;

/** The convolution itself; sizes are checked. */
function convolve(op: string, x: Tensor, w: Tensor, sizes: ConvSizes, finish: Finish = {}): Tensor {
  const { batch, outChannels, output } = sizes;
  const { bias, activation } = finish;
  const shape = [batch, outChannels, ...lastOf(output, x.rank)];
  const y = kernel(op, "forward", x, w, sizes, shape, finish);
  return record(y, bias ? [x, w, bias] : [x, w], () => (g) => {
    const gz = beforeActivation(g, y, activation);
    return [
      () => inputGradient("convInputGradient", gz, w, sizes),
      () => weightGradient(x, gz, sizes),
      () => biasGradient(gz),
    ];
  });
}

function inputGradient(
  op: string,
  g: Tensor,
  w: Tensor,
  sizes: ConvSizes,
  finish: Finish = {},
): Tensor {
  const { batch, inChannels, input } = sizes;
  const { bias, activation } = finish;
  const shape = [batch, inChannels, ...lastOf(input, g.rank)];
  const y = kernel(op, "inputGradient", g, w, sizes, shape, finish);
  return record(y, bias ? [g, w, bias] : [g, w], () => (h) => {
    const hz = beforeActivation(h, y, activation);
    return [
      () => convolve("conv", hz, w, sizes),
      () => weightGradient(hz, g, sizes),
      () => biasGradient(hz),
    ];
  });
}

function weightGradient(x: Tensor, g: Tensor, sizes: ConvSizes): Tensor {
  const { inChannels, outChannels, groups } = sizes;
  const shape = [outChannels, inChannels / groups, ...lastOf(sizes.kernel, x.rank)];
  const y = kernel("convWeightGradient", "weightGradient", x, g, sizes, shape);
  return record(y, [x, g], () => (h) => [
    () => inputGradient("convInputGradient", g, h, sizes),
    () => convolve("conv", x, h, sizes),
  ]);
}

/** The sum over all dims but the channels'. */
function biasGradient(g: Tensor): Tensor {
  return sum(
    g,
    g.shape.map((_, dim) => dim).filter((dim) => dim !== 1),
  );
}

/** The sizes of the dims that a tensor of `rank` has after batch and channels. */
function lastOf(sizes: readonly number[], rank: number): readonly number[] {
  return sizes.slice(5 - rank);
}

function kernel(
  op: string,
  name: ConvName,
  a: Tensor,
  b: Tensor,
  sizes: ConvSizes,
  shape: Shape,
  { bias, activation }: Finish = {},
): Tensor {
  const left = run.contiguous(a);
  const right = run.contiguous(b);
  const added = bias ? run.start(run.contiguous(bias)) : 0;
  const y = run.empty(op, a, a.dtype, contiguousLayout(shape));
  backend().conv[name](a.dtype, sizes, run.start(left), run.start(right), added, run.start(y));
  activate(y, activation);
  return y;
}

/** Zeros before and after along each dim. */
function paddingOf(
  op: string,
  dims: number,
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
  padding: PaddingPerDim | "same" | "valid",
): readonly (readonly number[])[] {
  if (padding === "same") {
    if (stride.some((n) => n !== 1)) {
      throw new ArgumentError(
        op,
        `padding "same" with a stride of ${stride.join(", ")}; the stride must be 1. Give the padding as numbers.`,
      );
    }
    const total = kernel.map((k, i) => dilation[i] * (k - 1));
    return [total.map((n) => Math.floor(n / 2)), total.map((n) => Math.ceil(n / 2))];
  }
  const { before, after } = paddingPerDim(op, padding === "valid" ? 0 : padding, dims);
  return [before, after];
}
