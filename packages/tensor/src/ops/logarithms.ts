/** Powers, roots and logarithms to other bases, sums and products by logarithms, with their gradients. */

import { record, withRecording } from "../graph.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, maximum, mul, sub } from "./binary.ts";
import { equal, lessEqual, where } from "./compare.ts";
import { isInf, logicalAnd } from "./logical.ts";
import { abs, log, log1p, neg, reciprocal, sigmoid, softplus, sqrt, square } from "./unary.ts";

/**
 * 2 to the power of each element: `y = 2ˣ`.
 *
 * @example exp2(tensor([3, 0.5])); // [8, 1.4142]
 */
export function exp2(x: Tensor): Tensor {
  const y = run.floatUnary("exp2", x);
  return record(y, [x], () => (g) => [mul(g, mul(y, Math.LN2))]);
}

/**
 * The logarithm to the base 2 of each element; -Infinity of 0, NaN of a negative one.
 *
 * @example log2(tensor([1, 8])); // [0, 3]
 */
export function log2(x: Tensor): Tensor {
  return record(run.floatUnary("log2", x), [x], () => (g) => [div(g, mul(x, Math.LN2))]);
}

/**
 * The logarithm to the base 10 of each element; -Infinity of 0, NaN of a negative one.
 *
 * @example log10(tensor([1, 1000])); // [0, 3]
 */
export function log10(x: Tensor): Tensor {
  return record(run.floatUnary("log10", x), [x], () => (g) => [div(g, mul(x, Math.LN10))]);
}

/**
 * One over the square root of each element: `y = 1 / √x`; Infinity of 0, NaN of a negative one.
 *
 * @example rsqrt(tensor([4, 0.25])); // [0.5, 2]
 */
export function rsqrt(x: Tensor): Tensor {
  return reciprocal(sqrt(x));
}

/**
 * The cube root of each element, with its sign: `y = ∛x`.
 *
 * @example cbrt(tensor([27, -8])); // [ 3, -2]
 */
export function cbrt(x: Tensor): Tensor {
  const y = run.floatUnary("cbrt", x);
  return record(y, [x], () => (g) => [div(g, mul(square(y), 3))]);
}

/**
 * `y = ln(eᵃ + eᵇ)`, where neither power overflows: `max(a, b) + ln(1 + e^-|a - b|)`.
 *
 * @example logaddexp(tensor([0, 1000]), tensor([0, 1000])); // [0.6931, 1000.6932]
 */
export function logaddexp(a: Operand, b: Operand): Tensor {
  const [x, z] = run.pair("logaddexp", a, b);
  // Equal infinities have no difference.
  const difference = () => where(logicalAnd(isInf(x), equal(x, z)), 0, sub(x, z));
  const y = withRecording(false, () => add(maximum(x, z), softplus(neg(abs(difference())))));
  return record(y, [x, z], () => (g) => [
    () => mul(g, sigmoid(difference())),
    () => mul(g, sigmoid(neg(difference()))),
  ]);
}

/**
 * `y = a ln b`, and 0 where `a` is 0 whatever `b` is, unless it is NaN. As in PyTorch the gradient for `a` is 0
 * where `a` is 0 and `b` is not positive.
 *
 * @example xlogy(tensor([0, 2]), tensor([0, 3])); // [0, 2.1972]
 */
export function xlogy(a: Operand, b: Operand): Tensor {
  const [x, z] = run.pair("xlogy", a, b);
  const y = withRecording(false, () =>
    where(logicalAnd(equal(x, 0), equal(z, z)), 0, mul(x, log(z))),
  );
  return record(y, [x, z], () => (g) => [
    () => {
      const isOut = logicalAnd(equal(x, 0), lessEqual(z, 0));
      return where(isOut, 0, mul(g, log(where(isOut, 1, z))));
    },
    () => mul(g, div(x, z)),
  ]);
}

/**
 * The inverse of {@link sigmoid}: `y = ln(x / (1 - x))`, infinite at 0 and 1, NaN beyond.
 *
 * @example logit(tensor([0.5, 0.9])); // [0, 2.1972]
 */
export function logit(x: Tensor): Tensor {
  return sub(log(x), log1p(neg(x)));
}
