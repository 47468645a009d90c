/**
 * The transcendental functions on float64, used in place of `Math.exp` and its like, whose last digits
 * differ between JavaScript engines: at most 1 unit in the last place (sigmoid, softplus, pow and
 * normalQuantile 2).
 *
 * This file and what it imports keep to the subset that TypeScript and AssemblyScript share, where
 * `number` is f64: the wasm engine compiles them as they stand, so that both agree in every bit.
 */

export { floorDivide, remainder } from "./division.ts";
export { exp, expm1, sigmoid, tanh } from "./exponential.ts";
export { log, log1p, pow, softplus } from "./logarithm.ts";
export { erf, normalQuantile } from "./normal.ts";
export { cos, sin } from "./trigonometry.ts";
