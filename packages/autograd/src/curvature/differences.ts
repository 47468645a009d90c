/** First and second derivatives along vectors, exactly and by differences, so that one checks the other. */

import { scope, type Tensor } from "@gradkit/tensor";
import { dot, numbersOf, type Surface, vectorOn } from "./surface.ts";

/** "centred": `(f(x + h) - f(x - h)) / 2h`, its error of order h²; "one-sided": `(f(x + h) - f(x)) / h`, of order h. */
export type Scheme = "centred" | "one-sided";

/** Options of differences. */
export interface DifferenceOptions {
  /** Default "centred". */
  readonly scheme?: Scheme | undefined;
  /**
   * The length of the step `h`. Default: the power of two near the cube root of the dtype's rounding for centred
   * ones (2⁻¹⁷ and, for float32, 2⁻⁸), near its square root for one-sided ones (2⁻²⁶, 2⁻¹¹).
   */
  readonly epsilon?: number | undefined;
}

function stepOf({ dtype }: Surface, scheme: Scheme): number {
  if (scheme === "centred") return dtype === "float64" ? 1 / 2 ** 17 : 1 / 2 ** 8;
  return dtype === "float64" ? 1 / 2 ** 26 : 1 / 2 ** 11;
}

/**
 * The gradient by differences along each coordinate, of shape `[size]`: two values a coordinate, or one.
 *
 * @example
 * import { numericalGradient, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const x = tensor([1, 2], { dtype: "float64" });
 * numericalGradient(surfaceOf((y) => y.square().sum(), x)); // [2, 4]
 */
export function numericalGradient(
  surface: Surface,
  { scheme = "centred", epsilon = stepOf(surface, scheme) }: DifferenceOptions = {},
): Tensor {
  const slopes = new Float64Array(surface.size);
  const axis = new Float64Array(surface.size);
  const here = scheme === "one-sided" ? surface.value() : 0;
  for (let i = 0; i < slopes.length; i++) {
    axis[i] = epsilon;
    slopes[i] = changeBy(surface, axis, scheme, here) / epsilon;
    axis[i] = 0;
  }
  return vectorOn(surface, slopes);
}

/** What the function changes by a small step, to one side or halved between both; `here` is `f(x)`. */
function changeBy(surface: Surface, step: Float64Array, scheme: Scheme, here: number): number {
  const at = (sign: 1 | -1): number =>
    scope(() => {
      const signed = step.map((x) => sign * x);
      return surface.value(vectorOn(surface, signed));
    });
  return scheme === "one-sided" ? at(1) - here : (at(1) - at(-1)) / 2;
}

/** Options of {@link directionalDerivative}. */
export interface DirectionalOptions {
  /** "exact" is `∇f · v`; the others take values alone. Default "exact". */
  readonly scheme?: "exact" | Scheme | undefined;
  /** The length of the step along `v` for differences; see {@link DifferenceOptions}. */
  readonly epsilon?: number | undefined;
}

/**
 * How fast the function changes along `v`, for each unit of `v`: `∇f(x) · v`.
 *
 * @example
 * import { directionalDerivative, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * directionalDerivative(surfaceOf((x) => x.square().sum(), tensor([1, 2])), tensor([3, 4])); // 22
 */
export function directionalDerivative(
  surface: Surface,
  v: Tensor,
  options: DirectionalOptions = {},
): number {
  const { scheme = "exact" } = options;
  const direction = numbersOf(v);
  if (scheme === "exact") return scope(() => dot(numbersOf(surface.gradient()), direction));
  const length = Math.sqrt(dot(direction, direction));
  if (length === 0) return 0;
  const h = (options.epsilon ?? stepOf(surface, scheme)) / length;
  const here = scheme === "one-sided" ? surface.value() : 0;
  const step = direction.map((x) => h * x);
  return changeBy(surface, step, scheme, here) / h;
}

/** Options of {@link hessianVectorProduct}. */
export interface ProductOptions {
  /** "exact" differentiates twice, "centred" takes the difference of two gradients. Default "exact". */
  readonly scheme?: "exact" | "centred" | undefined;
  /** The length of the step `h |v|` for differences; see {@link DifferenceOptions}. */
  readonly epsilon?: number | undefined;
}

/**
 * The Hessian at the point times a vector, `H v`, exactly or as `(∇f(x + hv) - ∇f(x - hv)) / 2h`. Pearlmutter,
 * "Fast exact multiplication by the Hessian" (1994).
 *
 * @example
 * import { hessianVectorProduct, surfaceOf } from "@gradkit/autograd/curvature";
 * import { round, tensor } from "@gradkit/tensor";
 * const surface = surfaceOf((x) => x.pow(3).sum(), tensor([1, 2], { dtype: "float64" }));
 * const v = tensor([1, 10], { dtype: "float64" });
 * hessianVectorProduct(surface, v); // [  6, 120]
 * round(hessianVectorProduct(surface, v, { scheme: "centred" })); // [  6, 120]
 */
export function hessianVectorProduct(
  surface: Surface,
  v: Tensor,
  { scheme = "exact", epsilon = stepOf(surface, "centred") }: ProductOptions = {},
): Tensor {
  if (scheme === "exact") return surface.product(v);
  const direction = numbersOf(v);
  const length = Math.sqrt(dot(direction, direction));
  if (length === 0) return vectorOn(surface, new Float64Array(surface.size));
  const h = epsilon / length;
  return scope(() => {
    const ahead = surface.gradient(v.mul(h));
    return ahead.sub(surface.gradient(v.mul(-h))).div(2 * h);
  });
}

/**
 * The length of the gradient, `|∇f(x)|`.
 *
 * @example
 * import { gradientNorm, surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * gradientNorm(surfaceOf((x) => x.mul(tensor([3, 4])).sum(), tensor([0, 0]))); // 5
 */
export function gradientNorm(surface: Surface): number {
  const g = scope(() => numbersOf(surface.gradient()));
  return Math.sqrt(dot(g, g));
}
