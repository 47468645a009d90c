/** All first or second derivatives of a function as one tensor. */

import type { Tensor } from "@gradkit/tensor";
import { reshape, scope, stack, tensor, transpose, zeros } from "@gradkit/tensor";
import { grad } from "./grad.ts";
import { pull, type Trace, trace, transposed } from "./trace.ts";

/** Options of {@link jacobian}. */
export interface JacobianOptions {
  /**
   * "reverse" takes a walk for each element of the value, "forward" one for each element of the input; the
   * result is the same. Default "reverse".
   */
  readonly mode?: "reverse" | "forward" | undefined;
}

/**
 * The derivatives of each element of a function's value by each of its input, as a function: `J[i, j] =
 * ∂f(x)[i] / ∂x[j]`, of the value's shape followed by the input's. It can be differentiated again.
 *
 * @example
 * jacobian((x) => x.mul(x.sum()))(tensor([1, 2])); // [[4, 1], [2, 5]]
 */
export function jacobian(
  f: (x: Tensor) => Tensor,
  { mode = "reverse" }: JacobianOptions = {},
): (x: Tensor) => Tensor {
  return (x) => {
    const traced = trace((input) => [f(input)], [x]);
    const [y] = traced.outputs;
    const shape = [...y.shape, ...x.shape];
    if (mode === "reverse") return reshape(rows(traced, traced.differentiable), shape);
    const columns = rows(transposed(traced), traced.differentiable);
    return reshape(transpose(reshape(columns, [x.size, y.size])), shape);
  };
}

/** The gradients of the one input by each element of the one output: `[output size, input size]`. */
function rows(traced: Trace, createGraph: boolean): Tensor {
  const [y] = traced.outputs;
  const [x] = traced.inputs;
  const row = (i: number): Tensor => {
    const seed = new Float64Array(y.size);
    seed[i] = 1;
    const unit = tensor(seed, { dtype: y.dtype, shape: y.shape });
    const [g] = pull(traced, [unit], { createGraph, retainGraph: true });
    return reshape(g, [x.size]);
  };
  if (y.size === 0) return zeros([0, x.size], { dtype: x.dtype });
  return stack(
    Array.from({ length: y.size }, (_, i) => (createGraph ? row(i) : scope(() => row(i)))),
  );
}

/**
 * The second derivatives of a function with a scalar value, as a function: `H[i, j] = ∂²f / ∂x[i] ∂x[j]`, of the
 * input's shape twice. It can be differentiated again.
 *
 * @example
 * hessian((x) => x.square().sum().square())(tensor([1, 2])); // [[28, 16], [16, 52]]
 */
export function hessian(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return jacobian(grad(f));
}
