/** A function of many numbers seen from one point: its values around, its gradient, its Hessian's products. */

import type { FloatDType, Tensor } from "@gradkit/tensor";
import {
  ArgumentError,
  assign,
  clone,
  concat,
  describe,
  GradientError,
  narrow,
  onesLike,
  reshape,
  ShapeError,
  scope,
  tensor,
  withRecording,
} from "@gradkit/tensor";
import { noGrad } from "../no-grad.ts";
import { pull, type Trace } from "../trace.ts";
import { collect } from "../walk.ts";

/** A scalar function around a point; vectors are of shape `[size]`. Made by {@link surfaceOf} and {@link lossSurface}. */
export interface Surface {
  /** The number of coordinates. */
  readonly size: number;
  /** The dtype of coordinates and vectors. */
  readonly dtype: FloatDType;
  /** `f(x + step)`; without a step `f(x)`. */
  value(step?: Tensor): number;
  /** The gradient at `x + step`. */
  gradient(step?: Tensor): Tensor;
  /** `H v`, the Hessian at `x` times a vector, by differentiating twice. */
  product(v: Tensor): Tensor;
}

/**
 * A function of a tensor with a scalar value, seen from `x`. Coordinates are the elements of `x` in row-major order.
 *
 * @example
 * import { surfaceOf } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const surface = surfaceOf((x) => x.square().sum(), tensor([1, 3]));
 * surface.value(); // 10
 * surface.gradient(); // [2, 6]
 * surface.product(tensor([1, 0])); // [2, 0]
 */
export function surfaceOf(f: (x: Tensor) => Tensor, x: Tensor): Surface {
  const point = clone(x.detach());
  point.requiresGrad = true;
  return lossSurface(() => f(point), [point]);
}

/**
 * A loss of parameters, such as a network's, seen from where they stand. `loss` computes it from the parameters,
 * the same each time: dropout off, one batch. Around the point the parameters are moved in place and put back.
 * Coordinates are the elements of all parameters, one after the other.
 *
 * @example
 * import { lossSurface } from "@gradkit/autograd/curvature";
 * import { tensor } from "@gradkit/tensor";
 * const w = tensor([[2, 1]], { requiresGrad: true });
 * const b = tensor(3, { requiresGrad: true });
 * const surface = lossSurface(() => w.sum().mul(b), [w, b]);
 * surface.gradient(); // [3, 3, 3]
 * surface.value(tensor([0, 0, 1])); // 12
 */
export function lossSurface(loss: () => Tensor, parameters: readonly Tensor[]): Surface {
  const dtype = checkParameters(parameters);
  const sizes = parameters.map((p) => p.size);
  const size = sizes.reduce((a, b) => a + b);

  /** The parts of a vector in the parameters' shapes. */
  const pieces = (op: string, v: Tensor): Tensor[] => {
    if (v.shape.join() !== `${size}` || v.dtype !== dtype) {
      throw new ShapeError(
        op,
        `a vector ${describe(v)} over ${size} coordinates; it must be ${dtype}[${size}]. Reshape or cast it.`,
        [v.shape],
      );
    }
    let start = 0;
    return parameters.map((p) => {
      const piece = reshape(narrow(v, 0, start, p.size), p.shape);
      start += p.size;
      return piece;
    });
  };

  /** Runs `f` with the parameters moved by `step`. */
  const moved = <T>(op: string, step: Tensor | undefined, f: () => T): T => {
    if (step === undefined) return f();
    const by = pieces(op, step);
    const before = parameters.map((p) => clone(p.detach()));
    try {
      parameters.forEach((p, i) => {
        assign(p, before[i].add(by[i].detach()));
      });
      return f();
    } finally {
      parameters.forEach((p, i) => {
        assign(p, before[i]);
      });
    }
  };

  const gradientTrace = (): Trace =>
    withRecording(true, () => {
      const value = checkScalar(loss());
      return traceOf(parameters, [value]);
    });

  return {
    size,
    dtype,
    value: (step) =>
      scope(() => noGrad(() => moved("value", step, () => checkScalar(loss()).item()))),
    gradient: (step) =>
      scope(() =>
        moved("gradient", step, () => {
          const traced = gradientTrace();
          return flat(pull(traced, [onesLike(traced.outputs[0])], once));
        }),
      ),
    product: (v) =>
      scope(() => {
        const seeds = pieces("product", v);
        const traced = gradientTrace();
        const gradients = pull(traced, [onesLike(traced.outputs[0])], again);
        return flat(pull(traceOf(parameters, gradients), seeds, once));
      }),
  };
}

const once = { createGraph: false, retainGraph: false };
const again = { createGraph: true, retainGraph: true };

function traceOf(inputs: readonly Tensor[], outputs: readonly Tensor[]): Trace {
  return { inputs, outputs, graph: collect(outputs, new Set(inputs)), differentiable: false };
}

/** Tensors one after the other, as a vector outside of the graph. */
function flat(tensors: readonly Tensor[]): Tensor {
  return noGrad(() => concat(tensors.map((x) => reshape(x, [x.size]))));
}

function checkParameters(parameters: readonly Tensor[]): FloatDType {
  if (parameters.length === 0) {
    throw new ArgumentError("lossSurface", "no parameters; a surface has at least one. Pass them.");
  }
  const [{ dtype }] = parameters;
  for (const p of parameters) {
    if (!p.requiresGrad || p.node !== null) {
      throw new GradientError(
        "lossSurface",
        `the parameter ${describe(p)} does not ask for a gradient itself; all must. Set requiresGrad, or leave it out.`,
      );
    }
    if (p.dtype !== dtype) {
      throw new ArgumentError(
        "lossSurface",
        `parameters ${describe(parameters[0])} and ${describe(p)}; they must have one dtype. Cast them.`,
      );
    }
  }
  return dtype as FloatDType;
}

function checkScalar(value: Tensor): Tensor {
  if (value.size === 1) return value;
  throw new GradientError(
    "surface",
    `the function gives ${describe(value)}; it must give one number. Take its sum() or mean().`,
  );
}

/** A vector of a surface from plain numbers. */
export function vectorOn({ dtype, size }: Surface, values: Float64Array): Tensor {
  return tensor(values, { dtype, shape: [size] });
}

/** The numbers of a vector in double precision. */
export function numbersOf(v: Tensor): Float64Array {
  return Float64Array.from(v.dataSync());
}

/** `a · b`. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Rounding of a surface's values: the distance from 1 to the next number of its dtype. */
export function roundingOf({ dtype }: Surface): number {
  return dtype === "float64" ? 1 / 2 ** 52 : 1 / 2 ** 23;
}
