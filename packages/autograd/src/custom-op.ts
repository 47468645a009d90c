/** Ops of one's own: any forward with its rule, or a fast form that is differentiated as a composed one. */

import type { InputGradient, Tensor } from "@gradkit/tensor";
import {
  ArgumentError,
  collecting,
  describe,
  GradientError,
  isRecording,
  record,
  ShapeError,
  withRecording,
} from "@gradkit/tensor";
import { pull, trace } from "./trace.ts";

/** An op with a rule; see {@link customOp}. */
export interface RuledOp<T extends readonly Tensor[]> {
  /** What errors and reports call it. */
  readonly name: string;
  /** Computes the result; nothing in it is recorded. */
  readonly forward: (...inputs: T) => Tensor;
  /**
   * From the gradient of the result `y` to those of the inputs, null for none. Made of public ops it can be
   * differentiated again. A function in place of a gradient is called only where the gradient is wanted.
   */
  readonly rule: (
    g: Tensor,
    y: Tensor,
    ...inputs: T
  ) => {
    readonly [K in keyof T]: InputGradient;
  };
  /** Stands in place of a rule, not beside it. */
  readonly composed?: undefined;
}

/** An op with a composed form; see {@link customOp}. */
export interface ComposedOp<T extends readonly Tensor[]> {
  /** What errors and reports call it. */
  readonly name: string;
  /** Computes the result, fast; nothing in it is recorded. */
  readonly forward: (...inputs: T) => Tensor;
  /** Computes the same with public ops, from the inputs alone; its gradients are the op's. */
  readonly composed: (...inputs: T) => Tensor;
  /** Stands in place of a composed form, not beside it. */
  readonly rule?: undefined;
}

/**
 * An op from a `forward` that nothing records and either the `rule` of its gradients or a `composed` form of the
 * same, which is run in the backward pass and differentiated.
 *
 * @example
 * const cube = customOp({
 *   name: "cube",
 *   forward: (x: Tensor) => x.square().mul(x),
 *   rule: (g, y, x) => [g.mul(x.square()).mul(3)],
 * });
 * grad((x) => cube(x).sum())(tensor([1, 2])); // [ 3, 12]
 *
 * @example
 * const double = customOp({
 *   name: "double",
 *   forward: (x: Tensor) => tensor(x.dataSync().map((value) => 2 * value), { shape: x.shape }),
 *   composed: (x: Tensor) => x.add(x),
 * });
 * grad((x) => double(x).square().sum())(tensor([1, 2])); // [ 8, 16]
 */
export function customOp<T extends readonly Tensor[]>(
  definition: RuledOp<T> | ComposedOp<T>,
): (...inputs: T) => Tensor {
  const { name, forward } = definition;
  return (...inputs) => {
    const made = withRecording(false, () => forward(...inputs));
    const y = made.make(made.storage, made.layout, name);
    return record(y, inputs, () => (g) => {
      if (definition.composed) return composedGradients(definition, inputs, y, g);
      // What a user's rule sees and makes, the user may hold.
      g.storage.held = true;
      const gradients = collecting(null, () => definition.rule(g, y, ...inputs));
      checkGradients(name, gradients, inputs);
      return gradients.map((part) =>
        typeof part === "function" ? () => collecting(null, part) : part,
      );
    });
  };
}

function composedGradients<T extends readonly Tensor[]>(
  { name, composed }: ComposedOp<T>,
  inputs: T,
  y: Tensor,
  g: Tensor,
): readonly Tensor[] {
  const createGraph = isRecording();
  const traced = collecting(null, () =>
    trace((...xs) => [composed(...(xs as unknown as T))], inputs),
  );
  const [value] = traced.outputs;
  if (value.shape.join() !== y.shape.join() || value.dtype !== y.dtype) {
    throw new ShapeError(
      name,
      `the composed form gives ${describe(value)}, forward ${describe(y)}; they must be the same. Mend one of them.`,
      [value.shape, y.shape],
    );
  }
  const other = traced.graph.leaves.find((leaf) => !traced.inputs.includes(leaf));
  if (other) {
    throw new GradientError(
      name,
      `the composed form uses ${describe(other)}, which requires a gradient and is no input; none would reach it. Pass it as an input.`,
    );
  }
  return pull(traced, [g], { createGraph, retainGraph: createGraph });
}

function checkGradients(
  name: string,
  gradients: readonly InputGradient[],
  inputs: readonly Tensor[],
): void {
  if (gradients.length === inputs.length) return;
  throw new ArgumentError(
    name,
    `the rule gives ${gradients.length} gradients for ${inputs.length} inputs; each has one, or null. Mend the rule.`,
  );
}
