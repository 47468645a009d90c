/**
 * Curvature of functions and of networks' losses, as a tool for finding out why training goes as it goes.
 *
 * @packageDocumentation
 */

export type { PredictedChange } from "./change.ts";
export { predictedChange } from "./change.ts";
export type {
  DifferenceOptions,
  DirectionalOptions,
  ProductOptions,
  Scheme,
} from "./differences.ts";
export {
  directionalDerivative,
  gradientNorm,
  hessianVectorProduct,
  numericalGradient,
} from "./differences.ts";
export type { TraceEstimate, TraceOptions } from "./hutchinson.ts";
export { hutchinsonTrace } from "./hutchinson.ts";
export type { DensityOptions, LanczosOptions, LanczosResult, SpectralDensity } from "./lanczos.ts";
export { lanczos, spectralDensity } from "./lanczos.ts";
export type { ConditionReport, SecondDerivativeOptions, StationaryPoint } from "./stationary.ts";
export {
  conditionReport,
  hessianEigenvalues,
  isConvexAt,
  secondDerivativeTest,
} from "./stationary.ts";
export type { Surface } from "./surface.ts";
export { lossSurface, surfaceOf } from "./surface.ts";
