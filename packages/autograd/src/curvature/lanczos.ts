/** The ends of a Hessian's spectrum and its density, from products with vectors alone. */

import { ArgumentError, exp, Generator, normal, scope, tensor } from "@gradkit/tensor";
import { tridiagonalEigen } from "./eigen.ts";
import { dot, numbersOf, roundingOf, type Surface, vectorOn } from "./surface.ts";

/** Options of {@link lanczos}. */
export interface LanczosOptions {
  /** The most products to take. Default: 100, or the number of coordinates if that is less. */
  readonly steps?: number | undefined;
  /** Draws the first vector. Default: a new one of seed 0. */
  readonly generator?: Generator | undefined;
}

/** What {@link lanczos} found. */
export interface LanczosResult {
  /** Estimates of eigenvalues, ascending; those at the ends are the good ones. */
  readonly values: Float64Array;
  /** Each estimate lies within this distance of an eigenvalue, but for rounding. */
  readonly errors: Float64Array;
  /** The share of the first vector in each estimate's direction; they sum to 1. */
  readonly weights: Float64Array;
  /** The first of the values. */
  readonly smallest: number;
  /** The last of the values. */
  readonly largest: number;
}

/**
 * Estimates the smallest and largest eigenvalues of the Hessian by Lanczos' method (1950), orthogonalised against all
 * former vectors, twice. It takes a product a step and keeps a vector of the surface's size for each. An eigenvalue
 * that occurs several times is found once.
 *
 * @example
 * import { lanczos, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const scales = tensor([1, 2, 50], { dtype: "float64" });
 * const bowl = surfaceOf((x) => x.square().mul(scales).sum(), scales);
 * Math.round(lanczos(bowl).largest); // 100
 */
export function lanczos(surface: Surface, options: LanczosOptions = {}): LanczosResult {
  const { size } = surface;
  const { steps = Math.min(size, 100), generator = new Generator(0) } = options;
  if (!Number.isInteger(steps) || steps < 1 || steps > size) {
    throw new ArgumentError(
      "lanczos",
      `${steps} steps over ${size} coordinates; valid are 1 to ${size}. Mend steps.`,
    );
  }
  const start = scope(() => numbersOf(normal([size], { dtype: "float64", generator })));
  const basis = [scaled(start, 1 / Math.sqrt(dot(start, start)))];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let rest = 0;
  let scale = 0;
  while (diagonal.length < steps) {
    const q = basis[diagonal.length];
    const w = scope(() => numbersOf(surface.product(vectorOn(surface, q))));
    diagonal.push(dot(q, w));
    scale = Math.max(scale, Math.sqrt(dot(w, w)));
    for (let pass = 0; pass < 2; pass++) for (const known of basis) takeOut(w, known);
    rest = Math.sqrt(dot(w, w));
    // No new direction is left: the vectors span all that the first one has a share in.
    if (rest <= 10 * roundingOf(surface) * scale) break;
    if (diagonal.length === steps) break;
    beside.push(rest);
    basis.push(scaled(w, 1 / rest));
  }
  const { values, first, last } = tridiagonalEigen(diagonal, beside);
  return {
    values,
    errors: last.map((x) => Math.abs(x * rest)),
    weights: first.map((x) => x * x),
    smallest: values[0],
    largest: values[values.length - 1],
  };
}

function scaled(x: Float64Array, by: number): Float64Array {
  return x.map((value) => value * by);
}

/** Subtracts from `w` its part along the unit vector `q`. */
function takeOut(w: Float64Array, q: Float64Array): void {
  const share = dot(w, q);
  for (let i = 0; i < w.length; i++) w[i] -= share * q[i];
}

/** Options of {@link spectralDensity}. */
export interface DensityOptions extends LanczosOptions {
  /** Runs of Lanczos' method from different vectors, averaged. Default 8. */
  readonly probes?: number | undefined;
  /** Points of the curve. Default 200. */
  readonly points?: number | undefined;
  /** Standard deviation of the bell that stands for an eigenvalue. Default: 1/50 of the spectrum's width. */
  readonly sigma?: number | undefined;
}

/** A curve. */
export interface SpectralDensity {
  /** Eigenvalues, evenly spaced, from 4 sigma below the smallest to 4 sigma above the largest. */
  readonly at: Float64Array;
  /** The share of eigenvalues per unit there; its integral is 1. */
  readonly density: Float64Array;
}

/**
 * The density of the Hessian's eigenvalues, each smeared to a bell: the mean over random first vectors of
 * `Σ weight N(t; value, sigma²)` over what {@link lanczos} gives. Lin, Saad and Yang, "Approximating spectral
 * densities of large matrices" (2016).
 *
 * @example
 * import { spectralDensity, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const bowl = surfaceOf((x) => x.square().sum(), tensor([1, 2, 3]));
 * const { at, density } = spectralDensity(bowl);
 * at[density.indexOf(Math.max(...density))].toFixed(1); // 2.0
 */
export function spectralDensity(surface: Surface, options: DensityOptions = {}): SpectralDensity {
  const { probes = 8, points = 200, generator = new Generator(0) } = options;
  if (!Number.isInteger(probes) || probes < 1) {
    throw new ArgumentError(
      "spectralDensity",
      `${probes} probes; it takes a whole number from 1. Mend probes.`,
    );
  }
  const runs = Array.from({ length: probes }, () => lanczos(surface, { ...options, generator }));
  const smallest = Math.min(...runs.map((run) => run.smallest));
  const largest = Math.max(...runs.map((run) => run.largest));
  const width = largest - smallest;
  const scale = Math.max(Math.abs(smallest), Math.abs(largest));
  // A spectrum in one point has no width: a bell of its size will do.
  const { sigma = width > 1e-6 * scale ? width / 50 : scale / 50 || 1 } = options;
  if (!(sigma > 0) || !Number.isInteger(points) || points < 2) {
    throw new ArgumentError(
      "spectralDensity",
      `sigma ${sigma} and ${points} points; sigma must be positive and points a whole number from 2. Mend them.`,
    );
  }
  const from = smallest - 4 * sigma;
  const step = (width + 8 * sigma) / (points - 1);
  const at = Float64Array.from({ length: points }, (_, i) => from + i * step);
  const density = new Float64Array(points);
  const share = 1 / (probes * sigma * Math.sqrt(2 * Math.PI));
  for (const { values, weights } of runs) {
    values.forEach((value, j) => {
      const squares = at.map((t) => (((t - value) / sigma) * ((t - value) / sigma)) / -2);
      const bell = scope(() => exp(tensor(squares)).dataSync());
      for (let i = 0; i < points; i++) density[i] += share * weights[j] * bell[i];
    });
  }
  return { at, density };
}
