/** The trace of a Hessian from products with random vectors. */

import { ArgumentError, bernoulli, Generator, scope } from "@gradkit/tensor";
import { dot, numbersOf, type Surface } from "./surface.ts";

/** Options of {@link hutchinsonTrace}. */
export interface TraceOptions {
  /** Products to take. Default 32. */
  readonly samples?: number | undefined;
  /** Draws the vectors. Default: a new one of seed 0. */
  readonly generator?: Generator | undefined;
}

/** What {@link hutchinsonTrace} gives. */
export interface TraceEstimate {
  /** The sum of the eigenvalues, estimated. */
  readonly trace: number;
  /** The estimate's standard error; NaN for one sample. */
  readonly standardError: number;
}

/**
 * Estimates the trace of the Hessian as the mean of `vᵀ H v` over vectors of random signs; for a diagonal Hessian
 * it is exact. Hutchinson, "A stochastic estimator of the trace of the influence matrix" (1990).
 *
 * @example
 * import { hutchinsonTrace, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * hutchinsonTrace(surfaceOf((x) => x.pow(3).sum(), tensor([1, 2]))).trace; // 18
 */
export function hutchinsonTrace(
  surface: Surface,
  { samples = 32, generator = new Generator(0) }: TraceOptions = {},
): TraceEstimate {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new ArgumentError(
      "hutchinsonTrace",
      `${samples} samples; it takes a whole number from 1. Mend samples.`,
    );
  }
  const { size, dtype } = surface;
  const found = Float64Array.from({ length: samples }, () =>
    scope(() => {
      const signs = bernoulli([size], 0.5, { dtype, generator }).mul(2).sub(1);
      return dot(numbersOf(signs), numbersOf(surface.product(signs)));
    }),
  );
  const trace = found.reduce((a, b) => a + b) / samples;
  const spread = found.reduce((sum, value) => sum + (value - trace) * (value - trace), 0);
  return { trace, standardError: Math.sqrt(spread / (samples - 1) / samples) };
}
