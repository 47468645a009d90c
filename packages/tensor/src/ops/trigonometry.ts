/** Trigonometric and hyperbolic functions, their inverses, and lengths, with their gradients. */

import { toFloat } from "../dtype.ts";
import { record } from "../graph.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { equal, less, where } from "./compare.ts";
import { abs, cast, neg, sin, sqrt, square } from "./unary.ts";

/**
 * The tangent of each element, in radians.
 *
 * @example tan(tensor([0, 1])); // [0, 1.5574]
 */
export function tan(x: Tensor): Tensor {
  const y = run.floatUnary("tan", x);
  return record(y, [x], () => (g) => [mul(g, add(square(y), 1))]);
}

/**
 * The normalised cardinal sine: `y = sin(πx) / (πx)`, 1 at 0. Integers and bool give float32.
 *
 * @example sinc(tensor([0, 0.5, 1.5])); // [1, 0.6366, -0.2122]
 */
export function sinc(x: Tensor): Tensor {
  const t = mul(cast(x, toFloat(x.dtype)), Math.PI);
  const isSmall = less(abs(t), 1);
  // By its series near 0, whose derivatives have all their digits there.
  const squared = square(where(isSmall, t, 0));
  let series = add(mul(squared, -1 / 420), 1);
  for (let k = 9; k > 0; k--) {
    series = sub(1, mul(mul(squared, 1 / (2 * k * (2 * k + 1))), series));
  }
  const far = where(isSmall, 1, t);
  return where(isSmall, series, div(sin(far), far));
}

/**
 * The angle from -π/2 to π/2 whose sine is `x`; NaN beyond -1 and 1.
 *
 * @example asin(tensor([0, 1])); // [0, 1.5708]
 */
export function asin(x: Tensor): Tensor {
  return record(run.floatUnary("asin", x), [x], () => (g) => [div(g, sqrt(oneLessSquare(x)))]);
}

/**
 * The angle from 0 to π whose cosine is `x`; NaN beyond -1 and 1.
 *
 * @example acos(tensor([1, 0])); // [0, 1.5708]
 */
export function acos(x: Tensor): Tensor {
  return record(run.floatUnary("acos", x), [x], () => (g) => [neg(div(g, sqrt(oneLessSquare(x))))]);
}

/**
 * The angle from -π/2 to π/2 whose tangent is `x`.
 *
 * @example atan(tensor([0, 1])); // [0, 0.7854]
 */
export function atan(x: Tensor): Tensor {
  return record(run.floatUnary("atan", x), [x], () => (g) => [div(g, add(square(x), 1))]);
}

/**
 * The angle from -π to π of the point `(x, y)`, the first operand being `y`; its gradient at the origin is 0.
 *
 * @example atan2(tensor([1, -1]), tensor([1, -1])); // [0.7854, -2.3562]
 */
export function atan2(y: Operand, x: Operand): Tensor {
  const [s, c] = run.pair("atan2", y, x);
  const angle = run.floatBinary("atan2", s, c);
  return record(angle, [s, c], () => (g) => {
    const length = hypot(s, c);
    const r = where(equal(length, 0), 1, length);
    return [() => mul(g, div(div(c, r), r)), () => neg(mul(g, div(div(s, r), r)))];
  });
}

/**
 * The length of the point `(a, b)`: `y = √(a² + b²)`, no square of which overflows; its gradient at the origin
 * is 0.
 *
 * @example hypot(tensor([3, 5]), tensor([4, 12])); // [5, 13]
 */
export function hypot(a: Operand, b: Operand): Tensor {
  const [x, z] = run.pair("hypot", a, b);
  const y = run.floatBinary("hypot", x, z);
  return record(y, [x, z], () => (g) => {
    const length = where(equal(y, 0), 1, y);
    return [() => mul(g, div(x, length)), () => mul(g, div(z, length))];
  });
}

/**
 * The hyperbolic sine of each element: `y = (eˣ - e⁻ˣ) / 2`.
 *
 * @example sinh(tensor([0, 1])); // [0, 1.1752]
 */
export function sinh(x: Tensor): Tensor {
  return record(run.floatUnary("sinh", x), [x], () => (g) => [mul(g, cosh(x))]);
}

/**
 * The hyperbolic cosine of each element: `y = (eˣ + e⁻ˣ) / 2`.
 *
 * @example cosh(tensor([0, 1])); // [1, 1.5431]
 */
export function cosh(x: Tensor): Tensor {
  return record(run.floatUnary("cosh", x), [x], () => (g) => [mul(g, sinh(x))]);
}

/**
 * The number whose hyperbolic sine is `x`.
 *
 * @example asinh(tensor([0, 1])); // [0, 0.8814]
 */
export function asinh(x: Tensor): Tensor {
  return record(run.floatUnary("asinh", x), [x], () => (g) => [div(g, hypot(x, 1))]);
}

/**
 * The number from 0 on whose hyperbolic cosine is `x`; NaN below 1.
 *
 * @example acosh(tensor([1, 2])); // [0, 1.317]
 */
export function acosh(x: Tensor): Tensor {
  // One root after the other: their product would make a derivative of second order 0 times infinity at 1.
  return record(run.floatUnary("acosh", x), [x], () => (g) => [
    div(div(g, sqrt(sub(x, 1))), sqrt(add(x, 1))),
  ]);
}

/**
 * The number whose hyperbolic tangent is `x`; infinite at -1 and 1, NaN beyond.
 *
 * @example atanh(tensor([0, 0.5])); // [0, 0.5493]
 */
export function atanh(x: Tensor): Tensor {
  return record(run.floatUnary("atanh", x), [x], () => (g) => [div(g, oneLessSquare(x))]);
}

/** `1 - x²`, with all its digits near 1; its own rule, for that of a product makes 0 times infinity at the ends. */
function oneLessSquare(x: Tensor): Tensor {
  const y = run.binary("mul", run.binary("sub", 1, x), run.binary("add", x, 1));
  return record(y, [x], () => (g) => [mul(g, mul(x, -2))]);
}
