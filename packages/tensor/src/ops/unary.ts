/** Functions of each element, with their gradients. */

import type { DType } from "../dtype.ts";
import { isFloat } from "../dtype.ts";
import { record } from "../graph.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul } from "./binary.ts";
import { reluGrad, sigmoidGrad, tanhGrad } from "./unary-gradients.ts";

/**
 * The negative of each element: `y = -x`.
 *
 * @example neg(tensor([1, -2])); // [-1, 2]
 */
export function neg(x: Tensor): Tensor {
  return record(run.numericUnary("neg", x), [x], () => (g) => [neg(g)]);
}

/**
 * The absolute value of each element: `y = |x|`; its gradient at 0 is 0.
 *
 * @example abs(tensor([1, -2])); // [1, 2]
 */
export function abs(x: Tensor): Tensor {
  return record(run.numericUnary("abs", x), [x], () => (g) => [mul(g, sign(x))]);
}

/**
 * The sign of each element: -1, 0 or 1, and NaN of NaN. Its gradient is 0.
 *
 * @example sign(tensor([3, 0, -2])); // [1, 0, -1]
 */
export function sign(x: Tensor): Tensor {
  return record(run.numericUnary("sign", x), [x], () => () => [null]);
}

/**
 * The greatest whole number not above each element. Its gradient is 0.
 *
 * @example floor(tensor([1.7, -1.2])); // [1, -2]
 */
export function floor(x: Tensor): Tensor {
  return record(run.numericUnary("floor", x), [x], () => () => [null]);
}

/**
 * The least whole number not below each element. Its gradient is 0.
 *
 * @example ceil(tensor([1.2, -1.7])); // [2, -1]
 */
export function ceil(x: Tensor): Tensor {
  return record(run.numericUnary("ceil", x), [x], () => () => [null]);
}

/**
 * The nearest whole number, halves to the even one as IEEE 754 rounds. Its gradient is 0.
 *
 * @example round(tensor([0.5, 1.5, 2.5])); // [0, 2, 2]
 */
export function round(x: Tensor): Tensor {
  return record(run.numericUnary("round", x), [x], () => () => [null]);
}

/**
 * Each element without its fraction. Its gradient is 0.
 *
 * @example trunc(tensor([1.7, -1.7])); // [1, -1]
 */
export function trunc(x: Tensor): Tensor {
  return record(run.numericUnary("trunc", x), [x], () => () => [null]);
}

/**
 * The square of each element: `y = x²`.
 *
 * @example square(tensor([3, -2])); // [9, 4]
 */
export function square(x: Tensor): Tensor {
  return record(run.numericUnary("square", x), [x], () => (g) => [mul(g, mul(x, 2))]);
}

/**
 * The square root of each element: `y = √x`; NaN of a negative one.
 *
 * @example sqrt(tensor([9, 4])); // [3, 2]
 */
export function sqrt(x: Tensor): Tensor {
  const y = run.floatUnary("sqrt", x);
  return record(y, [x], () => (g) => [div(g, mul(y, 2))]);
}

/**
 * One over each element: `y = 1 / x`.
 *
 * @example reciprocal(tensor([4, -2])); // [0.25, -0.5]
 */
export function reciprocal(x: Tensor): Tensor {
  const y = run.floatUnary("reciprocal", x);
  return record(y, [x], () => (g) => [neg(mul(g, square(y)))]);
}

/**
 * e to the power of each element: `y = eˣ`.
 *
 * @example exp(tensor([0, 1])); // [1, 2.7183]
 */
export function exp(x: Tensor): Tensor {
  const y = run.floatUnary("exp", x);
  return record(y, [x], () => (g) => [mul(g, y)]);
}

/**
 * `y = eˣ - 1`, accurate near 0.
 *
 * @example expm1(tensor([0, 1])); // [0, 1.7183]
 */
export function expm1(x: Tensor): Tensor {
  return record(run.floatUnary("expm1", x), [x], () => (g) => [mul(g, exp(x))]);
}

/**
 * The natural logarithm of each element: `y = ln x`; -Infinity of 0, NaN of a negative one.
 *
 * @example log(tensor([1, 10])); // [0, 2.3026]
 */
export function log(x: Tensor): Tensor {
  return record(run.floatUnary("log", x), [x], () => (g) => [div(g, x)]);
}

/**
 * `y = ln(1 + x)`, accurate near 0.
 *
 * @example log1p(tensor([0, 1])); // [0, 0.6931]
 */
export function log1p(x: Tensor): Tensor {
  return record(run.floatUnary("log1p", x), [x], () => (g) => [div(g, add(x, 1))]);
}

/**
 * The sine of each element, in radians.
 *
 * @example sin(tensor([0, 1])); // [0, 0.8415]
 */
export function sin(x: Tensor): Tensor {
  return record(run.floatUnary("sin", x), [x], () => (g) => [mul(g, cos(x))]);
}

/**
 * The cosine of each element, in radians.
 *
 * @example cos(tensor([0, 1])); // [1, 0.5403]
 */
export function cos(x: Tensor): Tensor {
  return record(run.floatUnary("cos", x), [x], () => (g) => [neg(mul(g, sin(x)))]);
}

/**
 * The hyperbolic tangent of each element, between -1 and 1.
 *
 * @example tanh(tensor([0, 1])); // [0, 0.7616]
 */
export function tanh(x: Tensor): Tensor {
  const y = run.floatUnary("tanh", x);
  return record(y, [x], () => (g) => [tanhGrad(g, y)]);
}

/**
 * The logistic function of each element, between 0 and 1: `y = 1 / (1 + e⁻ˣ)`.
 *
 * @example sigmoid(tensor([0, 1])); // [0.5, 0.7311]
 */
export function sigmoid(x: Tensor): Tensor {
  const y = run.floatUnary("sigmoid", x);
  return record(y, [x], () => (g) => [sigmoidGrad(g, y)]);
}

/**
 * Each element where it is positive, else 0: `y = max(x, 0)`; its gradient at 0 is 0.
 *
 * @example relu(tensor([2, -3])); // [2, 0]
 */
export function relu(x: Tensor): Tensor {
  const y = run.numericUnary("relu", x);
  return record(y, [x], () => (g) => [reluGrad(g, y)]);
}

/**
 * A smooth relu: `y = ln(1 + eˣ)`.
 *
 * @example softplus(tensor([0, 1])); // [0.6931, 1.3133]
 */
export function softplus(x: Tensor): Tensor {
  return record(run.floatUnary("softplus", x), [x], () => (g) => [mul(g, sigmoid(x))]);
}

/**
 * The error function of each element: `y = 2/√π ∫₀ˣ e^(-t²) dt`.
 *
 * @example erf(tensor([0, 1])); // [0, 0.8427]
 */
export function erf(x: Tensor): Tensor {
  const twoOverRootPi = 2 / Math.sqrt(Math.PI);
  return record(run.floatUnary("erf", x), [x], () => (g) => [
    mul(g, mul(exp(neg(square(x))), twoOverRootPi)),
  ]);
}

/**
 * The same values in another dtype: float to integer cuts the fraction off and saturates (NaN is 0), to
 * bool is `x != 0`.
 *
 * @example cast(tensor([1.7, -2.9]), "int32"); // [1, -2]
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  const y = run.cast(x, dtype);
  if (y === x) return x;
  return isFloat(dtype) ? record(y, [x], () => (g) => [g]) : y;
}
