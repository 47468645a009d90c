/** Products of derivatives with vectors, which need no matrix: back, forth, and of second order. */

import type { Tensor, TensorForEach } from "@gradkit/tensor";
import { ArgumentError, describe, isRecording, ShapeError } from "@gradkit/tensor";
import { valueAndGrads } from "./grad.ts";
import { pull, type Trace, trace, transposed } from "./trace.ts";

/** What {@link vjp} gives. */
export interface Vjp<T extends readonly Tensor[] = Tensor[]> {
  /** The function's value. */
  readonly value: Tensor;
  /** From a gradient of the value's shape to those of the inputs; it can be called again. */
  readonly pullback: (gradient: Tensor) => TensorForEach<T>;
}

/** What {@link jvp} gives. */
export interface Jvp {
  /** The function's value. */
  readonly value: Tensor;
  /** The derivative of the value along the tangents, of its shape. */
  readonly tangent: Tensor;
}

/**
 * The value of a function at `inputs` and its pullback `v ↦ vᵀJ`: from the gradient of a value of any shape to
 * those of the inputs. Can be differentiated again.
 *
 * @example
 * const { value, pullback } = vjp((a, b) => a.mul(b), [tensor([1, 2]), tensor([3, 4])]);
 * value; // [3, 8]
 * pullback(tensor([1, 10])).map(String); // [ '[3, 40]', '[ 1, 20]' ]
 */
export function vjp<T extends readonly Tensor[]>(
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
): Vjp<T> {
  const traced = traceOf("vjp", f, inputs);
  const [y] = traced.outputs;
  const value = traced.differentiable ? y : y.detach();
  const pullback = (gradient: Tensor) => {
    checkLike("vjp", "gradient", [gradient], "value", [y]);
    return pull(traced, [gradient], optionsFor(traced, [gradient])) as TensorForEach<T>;
  };
  return { value, pullback };
}

/**
 * The value of a function at `inputs` and its derivative along `tangents`, one for each input: `J t`. It takes
 * two walks back, the second over the first. Can be differentiated again.
 *
 * @example
 * const { tangent } = jvp((x) => x.square(), [tensor([1, 2, 3])], [tensor([1, 0, 10])]);
 * tangent; // [ 2, 0, 60]
 */
export function jvp<T extends readonly Tensor[]>(
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
  tangents: readonly Tensor[],
): Jvp {
  checkLike("jvp", "tangent", tangents, "input", inputs);
  const traced = traceOf("jvp", f, inputs);
  const [y] = traced.outputs;
  const [tangent] = pull(transposed(traced), tangents, optionsFor(traced, tangents));
  return { value: traced.differentiable ? y : y.detach(), tangent };
}

/**
 * The Hessian of a function with a scalar value times a vector, `H v`: how the gradient changes along
 * `vectors`, one for each input. The result has a tensor for each input.
 *
 * @example
 * // f = (2 a + b)³ has the Hessian 6 (2 a + b) [[4, 2], [2, 1]].
 * hvp((x) => x.mul(tensor([2, 1])).sum().pow(3), [tensor([1, 0])], [tensor([0, 1])]).map(String); // [ '[24, 12]' ]
 */
export function hvp<T extends readonly Tensor[]>(
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
  vectors: readonly Tensor[],
): TensorForEach<T> {
  checkLike("hvp", "vector", vectors, "input", inputs);
  const traced = traceOfGradients(f, inputs);
  return pull(transposed(traced), vectors, optionsFor(traced, vectors)) as TensorForEach<T>;
}

/**
 * A vector times the Hessian of a function with a scalar value, `vᵀH`. It equals {@link hvp} where the second
 * derivatives are continuous and takes a walk less.
 *
 * @example
 * vhp((x) => x.pow(3).sum(), [tensor([1, 2])], [tensor([1, 10])]).map(String); // [ '[  6, 120]' ]
 */
export function vhp<T extends readonly Tensor[]>(
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
  vectors: readonly Tensor[],
): TensorForEach<T> {
  checkLike("vhp", "vector", vectors, "input", inputs);
  const traced = traceOfGradients(f, inputs);
  return pull(traced, vectors, optionsFor(traced, vectors)) as TensorForEach<T>;
}

function traceOf<T extends readonly Tensor[]>(
  op: string,
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
): Trace {
  if (inputs.length === 0) {
    throw new ArgumentError(
      op,
      "no inputs; a derivative is by at least one. Pass a list of tensors.",
    );
  }
  return trace((...xs) => [f(...(xs as unknown as T))], inputs);
}

function traceOfGradients<T extends readonly Tensor[]>(
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
): Trace {
  const gradients = valueAndGrads(f as unknown as (...xs: Tensor[]) => Tensor);
  return trace((...xs) => gradients(...xs).grads, inputs);
}

/** Keeps the graph, and records the walk if its result hangs on what asks for a gradient. */
function optionsFor(traced: Trace, seeds: readonly Tensor[]) {
  const asked = isRecording() && seeds.some((seed) => seed.requiresGrad);
  return { createGraph: traced.differentiable || asked, retainGraph: true };
}

function checkLike(
  op: string,
  name: string,
  given: readonly Tensor[],
  of: string,
  wanted: readonly Tensor[],
): void {
  if (given.length !== wanted.length) {
    throw new ArgumentError(
      op,
      `${given.length} ${name}s for ${wanted.length} ${of}s; each needs one. Pass them in the same order.`,
    );
  }
  for (const [i, x] of given.entries()) {
    if (x.shape.join() === wanted[i].shape.join()) continue;
    throw new ShapeError(
      op,
      `the ${name} ${describe(x)} for the ${of} ${describe(wanted[i])}; the shapes must be the same. Mend the ${name}.`,
      [x.shape, wanted[i].shape],
    );
  }
}
