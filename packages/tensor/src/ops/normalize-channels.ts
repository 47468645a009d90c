/** Normalisation of the channels of `[batch, channels, space]`, in a kernel each way. */

import { backend } from "../backend/current.ts";
import { isRecording, record } from "../graph.ts";
import { contiguousLayout, ownLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { greater, where } from "./compare.ts";
import { reshape } from "./movement.ts";
import { standardize } from "./normalize.ts";
import { mean, sum } from "./reduce.ts";

/** What follows the normalisation. */
export interface ChannelOptions {
  /** `[channels]` each. */
  readonly weight?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
  readonly isRelu?: boolean | undefined;
}

/** Mean 0 and variance 1 of each channel, then scaled and shifted, with the statistics outside of the graph. */
export function normalizedChannels(
  op: string,
  x: Tensor,
  epsilon: number,
  { weight, bias, isRelu = false }: ChannelOptions = {},
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const sizes = sizesOf(x);
  const source = run.contiguous(x);
  const ofChannels = () => run.empty(op, x, x.dtype, contiguousLayout([sizes.channels]));
  const y = run.empty(op, x, x.dtype, ownLayout(source.layout));
  const [mean, variance] = [ofChannels(), ofChannels()];
  const saved = run.empty(op, x, x.dtype, contiguousLayout([2, sizes.channels]));
  backend().batchNorm(x.dtype, sizes, epsilon, isRelu, {
    x: run.start(source),
    weight: addressOf(weight),
    bias: addressOf(bias),
    y: run.start(y),
    mean: run.start(mean),
    variance: run.start(variance),
    saved: run.start(saved),
  });
  const inputs = [x, weight, bias].filter((input) => input !== undefined);
  const result = isRelu ? y : undefined;
  const rule = () => (g: Tensor) => {
    const parts = isRecording()
      ? composedGradients(x, weight, epsilon, g, result)
      : kernelGradients(x, weight, bias, saved, g, result);
    return [parts.gx, ...(weight ? [parts.gWeight] : []), ...(bias ? [parts.gBias] : [])];
  };
  return { y: record(y, inputs, rule, [saved.storage]), mean, variance };
}

/** `y = (x - mean) · scale + bias` for each channel, `[channels]` each. */
export function scaledChannels(
  op: string,
  x: Tensor,
  mean: Tensor,
  scale: Tensor,
  bias: Tensor | undefined,
  isRelu: boolean,
): Tensor {
  const sizes = sizesOf(x);
  const source = run.contiguous(x);
  const y = run.empty(op, x, x.dtype, ownLayout(source.layout));
  const [m, s] = [run.contiguous(mean), run.contiguous(scale)];
  backend().scaleChannels(
    x.dtype,
    sizes,
    isRelu,
    run.start(source),
    run.start(m),
    run.start(s),
    addressOf(bias),
    run.start(y),
  );
  const inputs = bias ? [x, mean, scale, bias] : [x, mean, scale];
  return record(y, inputs, () => (arrived) => {
    const g = isRelu ? where(greater(y, 0), arrived, 0) : arrived;
    const total = () => sum(g, [0, 2]);
    return [
      () => mul(g, beside(scale)),
      () => mul(total(), mul(scale, -1)),
      () => sum(mul(g, sub(x, beside(mean))), [0, 2]),
      total,
    ];
  });
}

function kernelGradients(
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  saved: Tensor,
  arrived: Tensor,
  result: Tensor | undefined,
) {
  const op = "batchNormGrad";
  const sizes = sizesOf(x);
  const [source, g] = [run.contiguous(x), run.contiguous(arrived)];
  const ofChannels = () => run.empty(op, x, x.dtype, contiguousLayout([sizes.channels]));
  const gx = x.requiresGrad ? run.empty(op, x, x.dtype, ownLayout(source.layout)) : null;
  const gWeight = weight?.requiresGrad ? ofChannels() : null;
  const gBias = bias?.requiresGrad ? ofChannels() : null;
  backend().batchNormGrad(x.dtype, sizes, {
    x: run.start(source),
    weight: addressOf(weight),
    saved: run.start(saved),
    g: run.start(g),
    y: addressOf(result),
    gx: addressOf(gx),
    gWeight: addressOf(gWeight),
    gBias: addressOf(gBias),
  });
  return { gx, gWeight, gBias };
}

/** The same of public ops. */
function composedGradients(
  x: Tensor,
  weight: Tensor | undefined,
  epsilon: number,
  arrived: Tensor,
  result: Tensor | undefined,
) {
  const dims = [0, 2];
  const average = (value: Tensor) => mean(value, dims, { keepdim: true });
  const { y: standard, scale } = standardize(x, dims, epsilon);
  const g = result ? where(greater(result, 0), arrived, 0) : arrived;
  const scaled = weight ? mul(g, beside(weight)) : g;
  const along = mul(standard, average(mul(scaled, standard)));
  return {
    gx: () => mul(scale, sub(sub(scaled, average(scaled)), along)),
    gWeight: () => sum(mul(g, standard), dims),
    gBias: () => sum(g, dims),
  };
}

function sizesOf(x: Tensor) {
  const [batch, channels, space] = x.shape;
  return { batch, channels, space };
}

function addressOf(x: Tensor | null | undefined): number {
  return x ? run.start(run.contiguous(x)) : 0;
}

/** `[channels]` in line with dim 1. */
function beside(x: Tensor): Tensor {
  return reshape(x, [x.size, 1]);
}
