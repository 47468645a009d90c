/** The error function's kin, the gamma function's logarithm and its derivatives, and gelu. */

import { ArgumentError } from "../errors.ts";
import { record } from "../graph.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul } from "./binary.ts";
import { exp, neg, sigmoid, square } from "./unary.ts";

/**
 * `y = 1 - erf x`, with all its digits where `erf` is near 1.
 *
 * @example erfc(tensor([0, 1])); // [1, 0.1573]
 */
export function erfc(x: Tensor): Tensor {
  const factor = -2 / Math.sqrt(Math.PI);
  return record(run.floatUnary("erfc", x), [x], () => (g) => [
    mul(g, mul(exp(neg(square(x))), factor)),
  ]);
}

/**
 * The number whose {@link erf} is `x`; infinite at -1 and 1, NaN beyond.
 *
 * @example erfinv(tensor([0, 0.5])); // [0, 0.4769]
 */
export function erfinv(x: Tensor): Tensor {
  const y = run.floatUnary("erfinv", x);
  const factor = Math.sqrt(Math.PI) / 2;
  return record(y, [x], () => (g) => [mul(g, mul(exp(square(y)), factor))]);
}

/**
 * The probability that a standard normal number lies below each element: `y = erfc(-x / √2) / 2`.
 *
 * @example ndtr(tensor([0, 1])); // [0.5, 0.8413]
 */
export function ndtr(x: Tensor): Tensor {
  const factor = 1 / Math.sqrt(2 * Math.PI);
  return record(run.floatUnary("ndtr", x), [x], () => (g) => [
    mul(g, mul(exp(mul(square(x), -0.5)), factor)),
  ]);
}

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** `"tanh"` takes the approximation in place of the exact form. Default `"none"`. */
  readonly approximate?: "none" | "tanh" | undefined;
}

/**
 * The Gaussian error linear unit: `y = x Φ(x)` with {@link ndtr} for Φ, or with `approximate: "tanh"`
 * `y = x (1 + tanh u) / 2` with `u = √(2/π) (x + 0.044715 x³)`.
 *
 * @example gelu(tensor([1, -1])); // [0.8413, -0.1587]
 */
export function gelu(x: Tensor, { approximate = "none" }: GeluOptions = {}): Tensor {
  if (approximate === "none") return mul(x, ndtr(x));
  if (approximate !== "tanh") {
    throw new ArgumentError(
      "gelu",
      `"${approximate}" is no way to approximate; there are "none" and "tanh". Name one of them.`,
    );
  }
  const twice = 2 * Math.sqrt(2 / Math.PI);
  // (1 + tanh u) / 2 is sigmoid(2 u), which keeps its digits where tanh is near -1.
  return mul(x, sigmoid(mul(x, mul(add(mul(square(x), 0.044715), 1), twice))));
}

/**
 * The logarithm of the absolute value of the gamma function: `y = ln |Γ(x)|`; Infinity at 0 and the
 * negative whole numbers.
 *
 * @example lgamma(tensor([1, 5])); // [0, 3.1781]
 */
export function lgamma(x: Tensor): Tensor {
  return record(run.floatUnary("lgamma", x), [x], () => (g) => [mul(g, digamma(x))]);
}

/**
 * The derivative of {@link lgamma}: `y = Γ'(x) / Γ(x)`; NaN at the negative whole numbers, infinite at 0.
 *
 * @example digamma(tensor([1, 2])); // [-0.5772, 0.4228]
 */
export function digamma(x: Tensor): Tensor {
  return record(run.floatUnary("digamma", x), [x], () => (g) => [mul(g, polygamma(1, x))]);
}

/**
 * The n-th derivative of {@link digamma}, n a whole number from 0 to 20.
 *
 * @example polygamma(1, tensor([1, 2])); // [1.6449, 0.6449]
 */
export function polygamma(n: number, x: Tensor): Tensor {
  if (!Number.isInteger(n) || n < 0 || n > 20) {
    throw new ArgumentError("polygamma", `the order ${n}; it must be a whole number from 0 to 20.`);
  }
  if (n === 0) return digamma(x);
  let factor = n % 2 === 0 ? -1 : 1;
  for (let i = 2; i <= n; i++) factor *= i;
  const zeta = run.floatBinary("zeta", ...run.pair("polygamma", n + 1, x));
  const y = run.binary("mul", zeta, factor);
  return record(y, [x], () => (g) => [mul(g, polygamma(n + 1, x))]);
}
