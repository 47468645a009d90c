/** Derivatives of functions, as functions. */

import type { Tensor, TensorForEach } from "@gradkit/tensor";
import { describe, GradientError, onesLike } from "@gradkit/tensor";
import { pull, trace } from "./trace.ts";

/** What {@link valueAndGrad} gives: the value of a function and its derivative by the argument. */
export interface ValueAndGrad {
  /** What the function gives. */
  readonly value: Tensor;
  /** Its derivative, of the shape of the argument. */
  readonly grad: Tensor;
}

/** As {@link ValueAndGrad} for several arguments. */
export interface ValueAndGrads<T extends readonly Tensor[] = Tensor[]> {
  /** What the function gives. */
  readonly value: Tensor;
  /** A derivative for each argument, of its shape. */
  readonly grads: TensorForEach<T>;
}

/**
 * The derivative of a function of one tensor with a scalar result, as a function. It can be differentiated
 * again.
 *
 * @example
 * const slope = grad((x) => x.pow(3).sum());
 * slope(tensor([1, 2])); // [3, 12]
 * grad((x) => slope(x).sum())(tensor([1, 2])); // [6, 12]
 */
export function grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  const both = valueAndGrad(f);
  return (x) => both(x).grad;
}

/**
 * The value of a function of one tensor together with its derivative; see {@link grad}.
 *
 * @example
 * const { value, grad: slope } = valueAndGrad((x) => x.square().sum())(tensor([1, 3]));
 * value; // 10
 * slope; // [2, 6]
 */
export function valueAndGrad(f: (x: Tensor) => Tensor): (x: Tensor) => ValueAndGrad {
  const both = valueAndGrads(f);
  return (x) => {
    const { value, grads } = both(x);
    return { value, grad: grads[0] };
  };
}

/**
 * The value of a function of several tensors together with its derivatives by each.
 *
 * @example
 * const { grads } = valueAndGrads((a, b) => a.mul(b).sum())(tensor([1, 2]), tensor([3, 4]));
 * grads.map(String); // [ '[3, 4]', '[1, 2]' ]
 */
export function valueAndGrads<T extends readonly Tensor[]>(
  f: (...xs: T) => Tensor,
): (...xs: T) => ValueAndGrads<T> {
  return (...xs) => {
    const traced = trace((...inputs) => [f(...(inputs as unknown as T))], xs);
    const [value] = traced.outputs;
    if (value.size !== 1) {
      throw new GradientError(
        "grad",
        `the function gives ${describe(value)}; it must give one number. Take its sum() or mean().`,
      );
    }
    const createGraph = traced.differentiable;
    const grads = pull(traced, [onesLike(value)], { createGraph, retainGraph: createGraph });
    return { value: createGraph ? value : value.detach(), grads: grads as TensorForEach<T> };
  };
}
