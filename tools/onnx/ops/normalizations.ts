/** Normalisations. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { fromFront } from "../call.ts";

/** In training the batch's statistics are used, and mixed into the running ones. */
function batchNorm(call: Call): Tensor | readonly Tensor[] {
  const [x, weight, bias] = [call.input(0), call.input(1), call.input(2)];
  const [mean, variance] = [call.input(3), call.input(4)];
  const options = { weight, bias, epsilon: call.number("epsilon", 1e-5) };
  if (call.number("training_mode", 0) === 0)
    return t.batchNorm(x, { ...options, mean, variance }).y;
  const batch = t.batchNorm(x, options);
  const share = 1 - call.number("momentum", 0.9);
  return [batch.y, t.lerp(mean, batch.mean, share), t.lerp(variance, batch.variance, share)];
}

/** Over all dims from an axis on; the mean and the inverse deviation are outputs too. */
function layerNorm(call: Call): readonly Tensor[] {
  const [x, weight, bias] = [call.input(0), call.input(1), call.inputs[2]];
  const axis = fromFront(call.number("axis", -1), x.rank);
  const epsilon = call.number("epsilon", 1e-5);
  const dims = x.shape.map((_, i) => i).slice(axis);
  const mean = t.mean(x, dims, { keepdim: true });
  const variance = t.mean(t.square(t.sub(x, mean)), dims, { keepdim: true });
  const y = t.layerNorm(x, x.shape.slice(axis), { weight, bias, epsilon });
  return [y, mean, t.rsqrt(t.add(variance, epsilon))].slice(0, call.outputs);
}

/** Each element over a power of the squares of `size` channels around it. */
function localResponse(call: Call): Tensor {
  const x = call.input(0);
  const size = call.number("size", 1);
  const sides = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)] as const;
  const widths = x.shape.map((_, i) => (i === 1 ? sides : ([0, 0] as const)));
  const squares = t.sum(t.unfold(t.pad(t.square(x), widths), 1, size), -1);
  const share = t.mul(squares, call.number("alpha", 1e-4) / size);
  return t.div(x, t.pow(t.add(share, call.number("bias", 1)), call.number("beta", 0.75)));
}

/** Mean 0 and deviation 1 over the axes. */
function meanVariance(call: Call): Tensor {
  const x = call.input(0);
  const axes = call.numbers("axes") ?? [0, 2, 3];
  const centred = t.sub(x, t.mean(x, axes, { keepdim: true }));
  return t.div(centred, t.sqrt(t.mean(t.square(centred), axes, { keepdim: true })));
}

export const normalizations: Family = {
  BatchNormalization: batchNorm,
  InstanceNormalization: (call) =>
    t.instanceNorm(call.input(0), {
      weight: call.input(1),
      bias: call.input(2),
      epsilon: call.number("epsilon", 1e-5),
    }),
  LRN: localResponse,
  LayerNormalization: layerNorm,
  MeanVarianceNormalization: meanVariance,
};
