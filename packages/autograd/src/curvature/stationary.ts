/** What the eigenvalues of the Hessian say of a point. */

import { ArgumentError, eigh, scope, tensor } from "@gradkit/tensor";
import { gradientNorm } from "./differences.ts";
import { lanczos } from "./lanczos.ts";
import { numbersOf, roundingOf, type Surface, vectorOn } from "./surface.ts";

const mostExact = 500;

/**
 * All eigenvalues of the Hessian, ascending, from a product for each coordinate. Refuses surfaces of more than 500
 * coordinates; {@link lanczos} finds the ends of theirs.
 *
 * @example
 * import { hessianEigenvalues, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * hessianEigenvalues(surfaceOf((x) => x.pow(3).sum(), tensor([2, 1]))); // Float64Array(2) [ 6, 12 ]
 */
export function hessianEigenvalues(surface: Surface): Float64Array {
  const { size } = surface;
  if (size > mostExact) {
    throw new ArgumentError(
      "hessianEigenvalues",
      `${size} coordinates; at most ${mostExact} are taken whole. Use lanczos for the ends of the spectrum.`,
    );
  }
  const rows = Array.from({ length: size }, (_, i) => {
    const axis = new Float64Array(size);
    axis[i] = 1;
    return scope(() => numbersOf(surface.product(vectorOn(surface, axis))));
  });
  return scope(() => {
    const hessian = tensor(
      rows.map((row) => Array.from(row)),
      { dtype: "float64" },
    );
    // Rounding leaves the two halves a little apart.
    return numbersOf(eigh(hessian.add(hessian.transpose()).mul(0.5)).values);
  });
}

/** How far from zero an eigenvalue must be to count as such: what rounding may make of zero. */
function toleranceOf(surface: Surface, values: Float64Array): number {
  const scale = Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
  return scale * roundingOf(surface) * Math.max(10, surface.size);
}

/**
 * Whether the function is strictly convex around the point: all eigenvalues of its Hessian are positive, beyond
 * rounding. For at most 500 coordinates.
 *
 * @example
 * import { isConvexAt, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * isConvexAt(surfaceOf((x) => x.square().sum(), tensor([1, 2]))); // true
 * isConvexAt(surfaceOf((x) => x.pow(3).sum(), tensor([1, -2]))); // false
 */
export function isConvexAt(surface: Surface): boolean {
  const values = hessianEigenvalues(surface);
  return values[0] > toleranceOf(surface, values);
}

/** Options of {@link secondDerivativeTest}. */
export interface SecondDerivativeOptions {
  /** The longest gradient that counts as zero. Default: the root of the dtype's rounding times the largest curvature, or 1. */
  readonly tolerance?: number | undefined;
}

/** What {@link secondDerivativeTest} gives. */
export interface StationaryPoint {
  /** "undecided" where an eigenvalue is zero and no two have different signs. */
  readonly kind: "minimum" | "maximum" | "saddle" | "undecided";
  /** Ascending. */
  readonly eigenvalues: Float64Array;
}

/**
 * Tells what kind of stationary point this is by the signs of the Hessian's eigenvalues: all positive a minimum, all
 * negative a maximum, of both signs a saddle. Refuses a point whose gradient is not zero. For at most 500
 * coordinates.
 *
 * @example
 * import { secondDerivativeTest, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const saddle = surfaceOf((x) => x.square().mul(tensor([1, -1])).sum(), tensor([0, 0]));
 * secondDerivativeTest(saddle).kind; // saddle
 */
export function secondDerivativeTest(
  surface: Surface,
  options: SecondDerivativeOptions = {},
): StationaryPoint {
  const eigenvalues = hessianEigenvalues(surface);
  const smallest = eigenvalues[0];
  const largest = eigenvalues[eigenvalues.length - 1];
  const scale = Math.max(1, Math.abs(smallest), Math.abs(largest));
  const { tolerance = scale * Math.sqrt(roundingOf(surface)) } = options;
  const norm = gradientNorm(surface);
  if (!(norm <= tolerance)) {
    throw new ArgumentError(
      "secondDerivativeTest",
      `the gradient's length is ${norm}; the test holds where it is zero (at most ${tolerance}). Go on to a stationary point first.`,
    );
  }
  const zero = toleranceOf(surface, eigenvalues);
  if (smallest < -zero && largest > zero) return { kind: "saddle", eigenvalues };
  if (smallest > zero) return { kind: "minimum", eigenvalues };
  if (largest < -zero) return { kind: "maximum", eigenvalues };
  return { kind: "undecided", eigenvalues };
}

/** What {@link conditionReport} gives. */
export interface ConditionReport {
  /** The least eigenvalue. */
  readonly smallest: number;
  /** The greatest eigenvalue. */
  readonly largest: number;
  /** The greatest eigenvalue over the least, by size; infinite where one is zero. */
  readonly conditionNumber: number;
  /** Whether all eigenvalues have one sign. */
  readonly definite: boolean;
  /** Whether the condition number passes 1000: gradient descent needs about as many steps for each digit or two. */
  readonly poor: boolean;
  /** The report in a sentence or two. */
  readonly text: string;
}

/**
 * Reports how unevenly the function bends: the ends of the Hessian's spectrum and its condition number. Exact for
 * at most 500 coordinates; beyond, {@link lanczos} gives it, and the least eigenvalue by size, so the condition
 * number, is an estimate.
 *
 * @example
 * import { conditionReport, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const valley = surfaceOf((x) => x.square().mul(tensor([1, 5000])).sum(), tensor([1, 1]));
 * const { conditionNumber, poor, text } = conditionReport(valley);
 * conditionNumber; // 5000
 * text; // curvature from 2 to 10000, condition number 5000: poor. Steps of gradient descent longer than 0.0002 diverge.
 */
export function conditionReport(surface: Surface): ConditionReport {
  const exact = surface.size <= mostExact;
  const values = exact ? hessianEigenvalues(surface) : lanczos(surface).values;
  const smallest = values[0];
  const largest = values[values.length - 1];
  const zero = toleranceOf(surface, values);
  const sizes = values.map(Math.abs);
  const [least, greatest] = [Math.min(...sizes), Math.max(...sizes)];
  const conditionNumber = least <= zero ? Number.POSITIVE_INFINITY : greatest / least;
  const definite = smallest > zero || largest < -zero;
  const poor = conditionNumber > 1000;
  const short = (x: number): string => String(Number(x.toPrecision(3)));
  const text =
    `curvature from ${short(smallest)} to ${short(largest)}, condition number ${short(conditionNumber)}: ` +
    `${poor ? "poor" : "good"}${definite ? "" : ", with flat or opposite directions"}.` +
    (largest > zero ? ` Steps of gradient descent longer than ${short(2 / largest)} diverge.` : "");
  return { smallest, largest, conditionNumber, definite, poor, text };
}
