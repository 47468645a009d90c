/** Normalisations: values with mean 0 and variance 1 over a group, then scaled and shifted. */

import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { checkCount, checkList, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./binary.ts";
import { narrow, reshape, transpose } from "./movement.ts";
import { normalizedChannels, scaledChannels } from "./normalize-channels.ts";
import { normalizeRows } from "./normalize-rows.ts";
import { mean } from "./reduce.ts";
import { reciprocal, sqrt, square } from "./unary.ts";

/** Options of {@link rmsNorm}. */
export interface RmsNormOptions {
  /** Multiplies the result. Default none. */
  readonly weight?: Tensor | undefined;
  /** Added to the variance under the root, 0 or more. Default 1e-5. */
  readonly epsilon?: number | undefined;
}

/** Options of {@link layerNorm}, {@link groupNorm} and {@link instanceNorm}. */
export interface NormalizeOptions extends RmsNormOptions {
  /** Added to the result, after the weight. Default none. */
  readonly bias?: Tensor | undefined;
}

/**
 * Layer normalisation: `y = (x - mean) / √(variance + ε) · weight + bias` over the last dims, whose sizes are
 * `normalizedShape`; weight and bias have that shape. The variance is of the population, in two passes; a
 * constant row gives exactly the bias where `epsilon > 0`.
 *
 * @example layerNorm(tensor([[1, 3], [5, 5]]), [2], { epsilon: 0.25 }); // [[-0.8944, 0.8944], [0, 0]]
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: Shape,
  options: NormalizeOptions = {},
): Tensor {
  trailingDims("layerNorm", x, normalizedShape);
  const epsilon = checkOptions("layerNorm", x, normalizedShape, options);
  const n = sizeOf(normalizedShape);
  return normalizeRows("layerNorm", x, n, epsilon, options.weight, options.bias);
}

/**
 * Normalisation by the root of the mean square: `y = x / √(mean(x²) + ε) · weight` over the last dims, whose
 * sizes are `normalizedShape`; the weight has that shape.
 *
 * @example rmsNorm(tensor([[1, 7]]), [2]); // [[0.2, 1.4]]
 */
export function rmsNorm(x: Tensor, normalizedShape: Shape, options: RmsNormOptions = {}): Tensor {
  const dims = trailingDims("rmsNorm", x, normalizedShape);
  const epsilon = checkOptions("rmsNorm", x, normalizedShape, options);
  const power = mean(square(x), dims, { keepdim: true });
  return affine(mul(x, inverseRoot(power, epsilon)), options.weight);
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions extends NormalizeOptions {
  /** The mean of each channel, `[channels]`; given together with `variance`. Default those of the batch. */
  readonly mean?: Tensor | undefined;
  /** The variance of each channel, `[channels]`. */
  readonly variance?: Tensor | undefined;
  /** Applied to the result in the same call. Default none. */
  readonly activation?: "relu" | undefined;
}

/** What {@link batchNorm} gives. */
export interface BatchNormResult {
  /** The normalised values, in the shape of the input. */
  readonly y: Tensor;
  /** The mean that was taken off, `[channels]`, outside of the graph. */
  readonly mean: Tensor;
  /** The variance that was divided by, `[channels]`, outside of the graph. Of a batch it is the population's: `Σ (x - mean)² / n`. */
  readonly variance: Tensor;
}

/**
 * Batch normalisation of `x` `[batch, channels, ...]`: `y = (x - mean) / √(variance + ε) · weight + bias` for
 * each channel, over the batch and all other dims or with the statistics that are given. It also returns the
 * statistics, for running averages: PyTorch averages `variance · n / (n - 1)` with `n = x.size / channels`.
 *
 * @example batchNorm(tensor([[1], [3]])).mean; // [2]
 */
export function batchNorm(x: Tensor, options: BatchNormOptions = {}): BatchNormResult {
  const op = "batchNorm";
  const channels = channelsOf(op, x, 2);
  const epsilon = checkOptions(op, x, [channels], options);
  const { mean, variance, weight, bias, activation } = options;
  const isRelu = wantsRelu(op, activation);
  const folded = inChannels(x);
  if (mean && variance) {
    const scale = inverseRoot(variance, epsilon);
    const factor = weight ? mul(scale, weight) : scale;
    const y = scaledChannels(op, folded, mean, factor, bias, isRelu);
    return { y: unfolded(y, x.shape), mean: mean.detach(), variance: variance.detach() };
  }
  if (mean || variance) {
    throw new ArgumentError(
      op,
      `${mean ? "a mean without a variance" : "a variance without a mean"}; they go together. Give both or none.`,
    );
  }
  checkSeveral(op, x, x.size / channels, "channel");
  const batch = normalizedChannels(op, folded, epsilon, { weight, bias, isRelu });
  return { ...batch, y: unfolded(batch.y, x.shape) };
}

/**
 * Group normalisation of `x` `[batch, channels, ...]`: the channels are cut into `groups` of neighbours, and
 * each is normalised over its channels and all dims after them. Weight and bias are `[channels]`.
 *
 * @example groupNorm(tensor([[1, 3, 10, 30]]), 2, { epsilon: 0 }); // [[-1, 1, -1, 1]]
 */
export function groupNorm(x: Tensor, groups: number, options: NormalizeOptions = {}): Tensor {
  const op = "groupNorm";
  const channels = channelsOf(op, x, 2);
  checkCount(op, "groups", groups, 1);
  if (channels % groups !== 0) {
    throw new ShapeError(
      op,
      `${channels} channels of ${describe(x)} in ${groups} groups; groups must divide the channels. Choose another number.`,
      [x.shape],
    );
  }
  const epsilon = checkOptions(op, x, [channels], options);
  const n = (channels / groups) * sizeOf(x.shape.slice(2));
  checkSeveral(op, x, n, "group");
  return scaleChannels(normalizeRows(op, x, n, epsilon), options);
}

/**
 * Instance normalisation of `x` `[batch, channels, ...]`, at least one dim after the channels: each channel of
 * each element of the batch is normalised by itself. Weight and bias are `[channels]`.
 *
 * @example instanceNorm(tensor([[[1, 3], [10, 30]]]), { epsilon: 0 }); // [[[-1, 1], [-1, 1]]]
 */
export function instanceNorm(x: Tensor, options: NormalizeOptions = {}): Tensor {
  const op = "instanceNorm";
  const epsilon = checkOptions(op, x, [channelsOf(op, x, 3)], options);
  const n = sizeOf(x.shape.slice(2));
  checkSeveral(op, x, n, "instance");
  return scaleChannels(normalizeRows(op, x, n, epsilon), options);
}

/**
 * Mean 0 and variance 1 over `dims`. The first element is taken off before the mean is formed: what is equal
 * becomes exactly 0, and a large mean costs no accuracy. No gradient flows through it: it cancels.
 */
export function standardize(x: Tensor, dims: readonly number[], epsilon: number) {
  const first = dims.reduce((part, dim) => narrow(part, dim, 0, 1), x.detach());
  const shifted = sub(x, first);
  const middle = mean(shifted, dims, { keepdim: true });
  const deviation = sub(shifted, middle);
  const variance = mean(square(deviation), dims, { keepdim: true });
  const scale = inverseRoot(variance, epsilon);
  return { y: mul(deviation, scale), scale, mean: add(middle.detach(), first), variance };
}

/** `[batch, channels, space]`; where there is no space the batch takes its place, so that a channel lies in a row. */
function inChannels(x: Tensor): Tensor {
  const [batch, channels, ...sizes] = x.shape;
  if (x.rank === 2) return reshape(transpose(x), [1, channels, batch]);
  return reshape(x, [batch, channels, sizeOf(sizes)]);
}

/** The way back from {@link inChannels}. */
function unfolded(y: Tensor, shape: Shape): Tensor {
  return shape.length === 2 ? transpose(reshape(y, [shape[1], shape[0]])) : reshape(y, shape);
}

function wantsRelu(op: string, activation: string | undefined): boolean {
  if (activation === undefined || activation === "relu") return activation === "relu";
  throw new ArgumentError(
    op,
    `"${activation}" is no activation of it; there is relu. Apply another one to the result.`,
  );
}

function inverseRoot(variance: Tensor, epsilon: number): Tensor {
  return reciprocal(sqrt(add(variance, epsilon)));
}

function affine(x: Tensor, weight?: Tensor, bias?: Tensor): Tensor {
  const scaled = weight ? mul(x, weight) : x;
  return bias ? add(scaled, bias) : scaled;
}

/** Weight and bias of each channel, which is dim 1. */
function scaleChannels(x: Tensor, { weight, bias }: NormalizeOptions): Tensor {
  const beside = besideChannels(x);
  return affine(x, weight && reshape(weight, beside), bias && reshape(bias, beside));
}

/** The shape that lines `[channels]` up with dim 1 of `x`. */
function besideChannels(x: Tensor): Shape {
  return [x.shape[1], ...x.shape.slice(2).map(() => 1)];
}

function channelsOf(op: string, x: Tensor, rank: number): number {
  if (x.rank >= rank) return x.shape[1];
  throw new ShapeError(
    op,
    `${describe(x)}; it takes [batch, channels${rank > 2 ? ", length, ..." : ", ..."}]. Reshape it.`,
    [x.shape],
  );
}

function trailingDims(op: string, x: Tensor, normalizedShape: Shape): number[] {
  checkList(op, "the normalized shape", normalizedShape);
  const lead = x.rank - normalizedShape.length;
  const fits = lead >= 0 && normalizedShape.every((n, i) => n === x.shape[lead + i]);
  if (!fits || normalizedShape.length === 0 || sizeOf(normalizedShape) === 0) {
    throw new ShapeError(
      op,
      `the normalized shape [${normalizedShape.join(",")}] for ${describe(x)}; it must be the sizes of the last dims, ` +
        "at least one and none of them 0. Mend it.",
      [x.shape, normalizedShape],
    );
  }
  return normalizedShape.map((_, i) => lead + i);
}

/** Refuses operands that do not belong to `x`; gives back epsilon. */
function checkOptions(op: string, x: Tensor, shape: Shape, options: BatchNormOptions): number {
  run.checkFloat(op, x);
  for (const name of ["weight", "bias", "mean", "variance"] as const) {
    const operand = options[name];
    if (operand === undefined) continue;
    if (operand.shape.join() !== shape.join()) {
      throw new ShapeError(
        op,
        `the ${name} is ${describe(operand)} beside ${describe(x)}; it must be [${shape.join(",")}]. Mend it.`,
        [x.shape, operand.shape],
      );
    }
    if (operand.dtype !== x.dtype) {
      throw new DTypeError(
        op,
        `the ${name} ${describe(operand)} beside ${describe(x)}; both must have one dtype. Cast one.`,
      );
    }
  }
  const { epsilon = 1e-5 } = options;
  if (epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY) return epsilon;
  throw new ArgumentError(
    op,
    `an epsilon of ${epsilon}; it must be finite and 0 or more. Mend it.`,
  );
}

/** Refuses statistics of fewer than two values. */
function checkSeveral(op: string, x: Tensor, n: number, noun: string): void {
  if (n > 1) return;
  throw new ShapeError(
    op,
    `${describe(x)} has ${n} value${n === 1 ? "" : "s"} for each ${noun}; statistics need at least 2. ` +
      `${op === "batchNorm" ? "Give the mean and the variance." : "Leave it out."}`,
    [x.shape],
  );
}
