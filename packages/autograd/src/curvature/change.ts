/** What a step of gradient descent should do to a function, and what it does. */

import { scope } from "@gradkit/tensor";
import { dot, numbersOf, type Surface, vectorOn } from "./surface.ts";

/** What {@link predictedChange} gives. */
export interface PredictedChange {
  /** By Taylor's formula to second order. */
  readonly predicted: number;
  /** `f(x - e g) - f(x)`. */
  readonly actual: number;
  /** `gᵀ g`. */
  readonly slope: number;
  /** `gᵀ H g`. */
  readonly bend: number;
  /** The step that the formula holds to be best, `gᵀg / gᵀHg`; infinite where the function does not bend up. */
  readonly best: number;
}

/**
 * The change of the function by a step `-e g` of gradient descent: predicted as `-e gᵀg + e²/2 gᵀHg`, and actual.
 * Where the second term passes the first, the step is too long and the function rises.
 *
 * @example
 * import { predictedChange, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const { predicted, actual, best } = predictedChange(surfaceOf((x) => x.square().sum(), tensor([2])), 0.25);
 * [predicted, actual, best]; // [ -3, -3, 0.5 ]
 */
export function predictedChange(surface: Surface, learningRate: number): PredictedChange {
  return scope(() => {
    const gradient = surface.gradient();
    const g = numbersOf(gradient);
    const slope = dot(g, g);
    const bend = dot(g, numbersOf(surface.product(gradient)));
    const step = vectorOn(
      surface,
      g.map((x) => -learningRate * x),
    );
    return {
      predicted: -learningRate * slope + ((learningRate * learningRate) / 2) * bend,
      actual: surface.value(step) - surface.value(),
      slope,
      bend,
      best: bend > 0 ? slope / bend : Number.POSITIVE_INFINITY,
    };
  });
}
