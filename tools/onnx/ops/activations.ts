/** Activations, softmax and dropout. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { fromFront, numberOf, one } from "../call.ts";
import { FormatError } from "../protobuf.ts";

/** A 1 at the first greatest element along a dim, and 0 elsewhere. */
function hardmax(x: Tensor, dim: number): Tensor {
  const place = t.oneHot(t.argMax(x, dim), x.shape[fromFront(dim, x.rank)]);
  return t.movedim(place, -1, dim).cast(x.dtype);
}

function selu(x: Tensor, call: Call): Tensor {
  if (!call.has("alpha") && !call.has("gamma")) return t.selu(x);
  return t.mul(t.elu(x, call.number("alpha", 1.67326)), call.number("gamma", 1.0507));
}

/** What shrinks towards 0 by a bias, and is 0 between the two thresholds. */
function shrink(x: Tensor, threshold: number, bias: number): Tensor {
  if (bias === 0) return t.hardShrink(x, threshold);
  if (bias === threshold) return t.softShrink(x, threshold);
  const above = t.where(t.greater(x, threshold), t.sub(x, bias), t.zerosLike(x));
  return t.where(t.less(x, -threshold), t.add(x, bias), above);
}

/** A slope for each channel before opset 7, later one that broadcasts. */
function prelu(call: Call, x: Tensor, slope: Tensor): Tensor {
  if (call.opset < 7 || slope.size === 1) return t.prelu(x, slope.reshape([slope.size]));
  return t.where(t.less(x, 0), t.mul(x, slope), x);
}

/** Dropout that drops nothing, as in inference; with its mask where it is asked for. */
function dropout(call: Call): Tensor | readonly Tensor[] {
  const [, ratio, training] = call.inputs;
  const drops = training !== undefined && numberOf(training) !== 0;
  if (drops && (!ratio || numberOf(ratio) !== 0)) throw new FormatError("random elements");
  const x = call.input(0);
  return [x, t.ones(x.shape, { dtype: "bool" })].slice(0, call.outputs);
}

export const activations: Family = {
  Celu: (call) => t.celu(call.input(0), call.number("alpha", 1)),
  Dropout: dropout,
  Elu: (call) => t.elu(call.input(0), call.number("alpha", 1)),
  HardSigmoid: (call) => {
    const y = t.add(t.mul(call.input(0), call.number("alpha", 0.2)), call.number("beta", 0.5));
    return t.clamp(y, { min: 0, max: 1 });
  },
  HardSwish: one(t.hardSwish),
  Hardmax: (call) => hardmax(call.input(0), call.number("axis", -1)),
  LeakyRelu: (call) => t.leakyRelu(call.input(0), call.number("alpha", 0.01)),
  LogSoftmax: (call) => t.logSoftmax(call.input(0), call.number("axis", -1)),
  PRelu: (call) => prelu(call, call.input(0), call.input(1)),
  Relu: one(t.relu),
  Selu: (call) => selu(call.input(0), call),
  Shrink: (call) => shrink(call.input(0), call.number("lambd", 0.5), call.number("bias", 0)),
  Sigmoid: one(t.sigmoid),
  Softmax: (call) => t.softmax(call.input(0), call.number("axis", -1)),
  Softplus: one(t.softplus),
  Softsign: one(t.softsign),
  Tanh: one(t.tanh),
  ThresholdedRelu: (call) => {
    const x = call.input(0);
    return t.where(t.greater(x, call.number("alpha", 1)), x, t.zerosLike(x));
  },
};
