/** Losses over classes. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";

/** `-w[label] p[label]` for each label, 0 for an ignored one, and reduced as the node says. */
function negativeLogLikelihood(call: Call, logProbabilities: Tensor): Tensor {
  const [labels, weights] = [call.input(1), call.inputs[2]];
  const kept = call.has("ignore_index")
    ? t.notEqual(labels, call.number("ignore_index", 0))
    : t.ones(labels.shape, { dtype: "bool" });
  const safe = t.where(kept, labels, t.zerosLike(labels));
  const picked = t.gather(logProbabilities, 1, t.unsqueeze(safe, 1)).squeeze(1);
  const { dtype } = logProbabilities;
  const share = weights ? t.take(weights, safe) : t.onesLike(picked);
  const weight = t.mul(share, kept.cast(dtype));
  const losses = t.neg(t.mul(weight, picked));
  const reduction = call.text("reduction", "mean");
  if (reduction === "none") return losses;
  return reduction === "sum" ? t.sum(losses) : t.div(t.sum(losses), t.sum(weight));
}

export const losses: Family = {
  NegativeLogLikelihoodLoss: (call) => negativeLogLikelihood(call, call.input(0)),
  SoftmaxCrossEntropyLoss: (call) => {
    const logProbabilities = t.logSoftmax(call.input(0), 1);
    return [negativeLogLikelihood(call, logProbabilities), logProbabilities].slice(0, call.outputs);
  },
};
