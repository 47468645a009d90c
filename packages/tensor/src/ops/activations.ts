/** Activations, with PyTorch's gradients at their kinks. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import * as run from "../run.ts";
import { normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { greater, less, lessEqual, where } from "./compare.ts";
import { logicalAnd } from "./logical.ts";
import { narrow, reshape } from "./movement.ts";
import { clamp } from "./range.ts";
import { abs, expm1, neg, sigmoid, softplus, tanh } from "./unary.ts";

/**
 * The step of Heaviside: 0 where `x < 0`, 1 where `x > 0`, `atZero` at 0, NaN of NaN. Its gradient is 0.
 *
 * @example step(tensor([-2, 0, 3]), 0.5); // [0, 0.5, 1]
 */
export function step(x: Tensor, atZero = 0): Tensor {
  const y = run.binary("maximum", run.numericUnary("sign", x), 0);
  return atZero === 0 ? y : run.where(run.compare("equal", x, 0), atZero, y);
}

/**
 * `y = x` where it is positive, else `slope x`; its gradient at 0 is the slope. Default slope 0.01.
 *
 * @example leakyRelu(tensor([2, -3]), 0.1); // [2, -0.3]
 */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  return where(greater(x, 0), x, mul(x, slope));
}

/**
 * {@link leakyRelu} with a slope that is learned: `weight` holds one number, or one for each channel of
 * `x[batch, channels, ...]`.
 *
 * @example prelu(tensor([[2, -3]]), tensor([0.1, 0.5])); // [[2, -1.5]]
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const channels = x.rank > 1 ? x.shape[1] : 1;
  if (weight.rank > 1 || (weight.size !== 1 && weight.size !== channels)) {
    throw new ShapeError(
      "prelu",
      `the weight ${describe(weight)} for the ${channels} channels of ${describe(x)}; it must be [1] or [${channels}]. Reshape it.`,
      [x.shape, weight.shape],
    );
  }
  const trailing = new Array<number>(Math.max(0, x.rank - 2)).fill(1);
  const slope = reshape(weight, weight.size === 1 ? [] : [weight.size, ...trailing]);
  const isPositive = greater(x, 0);
  return where(isPositive, x, mul(slope, where(isPositive, 0, x)));
}

/**
 * The exponential linear unit: `y = x` where it is positive, else `alpha (eˣ - 1)`. Default alpha 1.
 *
 * @example elu(tensor([2, -1])); // [2, -0.6321]
 */
export function elu(x: Tensor, alpha = 1): Tensor {
  const isPositive = greater(x, 0);
  return where(isPositive, x, mul(expm1(where(isPositive, 0, x)), alpha));
}

/**
 * {@link elu} with a slope of 1 at 0 for every alpha: `y = x` where it is positive, else `alpha (e^(x / alpha) - 1)`
 * (Barron 2017). Default alpha 1.
 *
 * @example celu(tensor([2, -1]), 2); // [2, -0.7869]
 */
export function celu(x: Tensor, alpha = 1): Tensor {
  if (!(Math.abs(alpha) > 0)) {
    throw new ArgumentError("celu", `alpha is ${alpha}; it must be a number but 0. Mend it.`);
  }
  const isPositive = greater(x, 0);
  return where(isPositive, x, mul(expm1(div(where(isPositive, 0, x), alpha)), alpha));
}

/**
 * The gated linear unit: the first half along `dim`, the last by default, times the {@link sigmoid} of the second
 * (Dauphin and others 2017).
 *
 * @example glu(tensor([1, 3, 0, 100])); // [0.5, 3]
 */
export function glu(x: Tensor, dim = -1): Tensor {
  const at = normalizeDim("glu", dim, x.rank);
  const half = x.shape[at] / 2;
  if (!Number.isInteger(half)) {
    throw new ShapeError("glu", `dim ${dim} of ${describe(x)}; its size must be even. Mend it.`, [
      x.shape,
    ]);
  }
  return mul(narrow(x, at, 0, half), sigmoid(narrow(x, at, half, half)));
}

/**
 * `x` where its magnitude is above `lambda`, else 0. Default lambda 0.5.
 *
 * @example hardShrink(tensor([-2, 0.3, 1])); // [-2, 0, 1]
 */
export function hardShrink(x: Tensor, lambda = 0.5): Tensor {
  checkLambda("hardShrink", lambda);
  return where(lessEqual(abs(x), lambda), 0, x);
}

/**
 * `x` moved by `lambda` towards 0, and 0 where it would pass it. Default lambda 0.5.
 *
 * @example softShrink(tensor([-2, 0.3, 1])); // [-1.5, 0, 0.5]
 */
export function softShrink(x: Tensor, lambda = 0.5): Tensor {
  checkLambda("softShrink", lambda);
  const moved = where(greater(x, 0), sub(x, lambda), add(x, lambda));
  return where(lessEqual(abs(x), lambda), 0, moved);
}

function checkLambda(op: string, lambda: number): void {
  if (lambda >= 0) return;
  throw new ArgumentError(op, `lambda is ${lambda}; it must not be below 0. Mend it.`);
}

/**
 * The self-normalising unit: `y = 1.0507 elu(x, 1.6733)`, which keeps mean 0 and variance 1 through a deep
 * stack (Klambauer and others 2017).
 *
 * @example selu(tensor([1, -1])); // [1.0507, -1.1113]
 */
export function selu(x: Tensor): Tensor {
  return mul(elu(x, 1.6732632423543772), 1.0507009873554805);
}

/**
 * The sigmoid-weighted unit, also called swish: `y = x / (1 + e⁻ˣ)`.
 *
 * @example silu(tensor([1, -1])); // [0.7311, -0.2689]
 */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}

/**
 * `y = x tanh(ln(1 + eˣ))` (Misra 2019).
 *
 * @example mish(tensor([1, -1])); // [0.8651, -0.3034]
 */
export function mish(x: Tensor): Tensor {
  return mul(x, tanh(softplus(x)));
}

/**
 * `y = x / (1 + |x|)`, between -1 and 1.
 *
 * @example softsign(tensor([1, -3])); // [0.5, -0.75]
 */
export function softsign(x: Tensor): Tensor {
  return div(x, add(abs(x), 1));
}

/**
 * The logarithm of {@link sigmoid}: `y = -ln(1 + e⁻ˣ)`, finite wherever `x` is.
 *
 * @example logSigmoid(tensor([0, -200])); // [-0.6931, -200]
 */
export function logSigmoid(x: Tensor): Tensor {
  return neg(softplus(neg(x)));
}

/**
 * `y = min(max(x, min), max)`, by default between -1 and 1; unlike {@link clamp} its gradient at the bounds is
 * 0, as in PyTorch.
 *
 * @example hardTanh(tensor([-3, 0.5, 2])); // [-1, 0.5, 1]
 */
export function hardTanh(x: Tensor, min = -1, max = 1): Tensor {
  if (!(min < max)) {
    throw new ArgumentError(
      "hardTanh",
      `bounds from ${min} to ${max}; the first must be below the second. Mend them.`,
    );
  }
  const y = run.binary("minimum", run.binary("maximum", x, min), max);
  return record(y, [x], () => (g) => [where(logicalAnd(greater(x, min), less(x, max)), g, 0)]);
}

/**
 * `y = min(max(x, 0), 6)`; its gradient at 0 and 6 is 0.
 *
 * @example relu6(tensor([-1, 3, 8])); // [0, 3, 6]
 */
export function relu6(x: Tensor): Tensor {
  return hardTanh(x, 0, 6);
}

/**
 * A sigmoid of straight lines: `y = min(max(x + 3, 0), 6) / 6`.
 *
 * @example hardSigmoid(tensor([-4, 0, 1.5])); // [0, 0.5, 0.75]
 */
export function hardSigmoid(x: Tensor): Tensor {
  return div(relu6(add(x, 3)), 6);
}

/**
 * `y = x min(max(x + 3, 0), 6) / 6`; as in PyTorch its gradient is -1/2 at -3 and 3/2 at 3.
 *
 * @example hardSwish(tensor([-4, 1, 5])); // [0, 0.6667, 5]
 */
export function hardSwish(x: Tensor): Tensor {
  return div(mul(x, clamp(add(x, 3), { min: 0, max: 6 })), 6);
}
