/**
 * The transcendental functions on float64, used in place of `Math.exp` and its like, whose last digits
 * differ between JavaScript engines: at most 1 unit in the last place (sigmoid, softplus, pow, erfc and
 * normalQuantile 2, erfinv and ndtr 3, lgamma, digamma and zeta 4).
 *
 * This file and what it imports keep to the subset that TypeScript and AssemblyScript share, where
 * `number` is f64: the wasm engine compiles them as they stand, so that both agree in every bit.
 */

export { acos, asin, atan, atan2, hypot } from "./angle.ts";
export { floorDivide, remainder } from "./division.ts";
export { exp, exp2, expm1, sigmoid, tanh } from "./exponential.ts";
export { digamma, lgamma, zeta } from "./gamma.ts";
export { acosh, asinh, atanh, cosh, sinh } from "./hyperbolic.ts";
export { log, log1p, log2, log10, pow, softplus } from "./logarithm.ts";
export { erf, erfc, erfinv, ndtr, normalQuantile } from "./normal.ts";
export { cbrt } from "./root.ts";
export { cos, sin, tan } from "./trigonometry.ts";
