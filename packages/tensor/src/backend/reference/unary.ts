/** Unary kernels. Storing rounds to the dtype, and wraps integers. */

import type { UnaryKernel, UnaryName } from "../backend.ts";
import { unaryKernel } from "./loops.ts";
import * as math from "./math.ts";

/** The table of unary kernels. */
export const unary: Record<UnaryName, UnaryKernel> = {
  neg: unaryKernel((x) => -x),
  abs: unaryKernel(Math.abs),
  sign: unaryKernel(Math.sign),
  square: unaryKernel(
    (x) => x * x,
    (x) => Math.imul(x, x),
  ),
  relu: unaryKernel((x) => (x > 0 || Number.isNaN(x) ? x : 0)),
  floor: unaryKernel(Math.floor),
  ceil: unaryKernel(Math.ceil),
  round: unaryKernel(roundToEven),
  trunc: unaryKernel(Math.trunc),
  sqrt: unaryKernel(Math.sqrt),
  reciprocal: unaryKernel((x) => 1 / x),
  cbrt: unaryKernel(math.cbrt),
  exp: unaryKernel(math.exp),
  expm1: unaryKernel(math.expm1),
  log: unaryKernel(math.log),
  log1p: unaryKernel(math.log1p),
  sin: unaryKernel(math.sin),
  cos: unaryKernel(math.cos),
  tanh: unaryKernel(math.tanh),
  sigmoid: unaryKernel(math.sigmoid),
  softplus: unaryKernel(math.softplus),
  erf: unaryKernel(math.erf),
  exp2: unaryKernel(math.exp2),
  log2: unaryKernel(math.log2),
  log10: unaryKernel(math.log10),
  tan: unaryKernel(math.tan),
  asin: unaryKernel(math.asin),
  acos: unaryKernel(math.acos),
  atan: unaryKernel(math.atan),
  sinh: unaryKernel(math.sinh),
  cosh: unaryKernel(math.cosh),
  asinh: unaryKernel(math.asinh),
  acosh: unaryKernel(math.acosh),
  atanh: unaryKernel(math.atanh),
  erfc: unaryKernel(math.erfc),
  erfinv: unaryKernel(math.erfinv),
  ndtr: unaryKernel(math.ndtr),
  lgamma: unaryKernel(math.lgamma),
  digamma: unaryKernel(math.digamma),
};

/** The nearest integer, the even one of two; above 2^52 there are none but integers. */
function roundToEven(x: number): number {
  const size = Math.abs(x);
  if (!(size < 4503599627370496) || x === 0) return x;
  const rounded = size + 4503599627370496 - 4503599627370496;
  return x < 0 ? -rounded : rounded;
}
