/** Memory for time: a part of a graph that is computed again in the backward pass instead of being kept. */

import type { Generator, Tensor } from "@gradkit/tensor";
import {
  collecting,
  defaultGenerator,
  isRecording,
  record,
  scope,
  watchOps,
  withRecording,
} from "@gradkit/tensor";
import { alias } from "./trace.ts";
import { collect, walk } from "./walk.ts";

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** The streams that `f` draws from; they are set back for the second run. Default: the shared one. */
  readonly generators?: readonly Generator[] | undefined;
}

/**
 * `f(...inputs)`, keeping nothing but the inputs and the result: what lies between is freed at once and computed
 * again in the backward pass, with the same random numbers. Gradients reach the inputs and whatever else `f`
 * uses, such as parameters, to any order. `f` must do the same each time and give one tensor. Chen et al.,
 * "Training deep nets with sublinear memory cost" (2016).
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const y = checkpoint((x) => x.mul(w).exp().log(), [tensor([3, 4])]);
 * backward(y.sum());
 * w.grad; // [3, 4]
 */
export function checkpoint<T extends readonly Tensor[]>(
  f: (...inputs: NoInfer<T>) => Tensor,
  inputs: readonly [...T],
  options: CheckpointOptions = {},
): Tensor {
  const run = f as unknown as (...xs: readonly Tensor[]) => Tensor;
  if (!isRecording()) return run(...inputs);
  const { generators = [defaultGenerator()] } = options;
  const states = generators.map(({ state }) => state);
  const [y, used] = forward(run, inputs);
  const all = [...inputs, ...used];
  return record(y, all, () => (g) => {
    const createGraph = isRecording();
    const again = () => {
      const xs = withRecording(true, () => inputs.map(alias));
      const rerun = () => withRecording(true, () => run(...xs));
      const value = withStates(generators, states, () => collecting(null, rerun));
      const targets = [...xs, ...used];
      const graph = collect([value], new Set(targets));
      const gradients = walk(graph, [value], [g], { createGraph, retainGraph: createGraph });
      return targets.map((x) => gradients.get(x) ?? null);
    };
    return createGraph ? again() : scope(again);
  });
}

/** The value of `f`, outside of the graph, and what it used that requires a gradient and is no input. */
function forward(
  f: (...xs: readonly Tensor[]) => Tensor,
  inputs: readonly Tensor[],
): readonly [Tensor, Tensor[]] {
  const made = new Set<Tensor>();
  const used = new Set<Tensor>();
  return scope(() => {
    const xs = inputs.map(alias);
    for (const x of xs) made.add(x);
    const value = watchOps(
      (y, operands) => {
        made.add(y);
        for (const x of operands) if (x.requiresGrad && !made.has(x)) used.add(x);
      },
      () => f(...xs),
    );
    if (value.requiresGrad && !made.has(value)) used.add(value);
    return [value.detach(), [...used]];
  });
}

/** Runs `f` with generators set back to `states`, and puts them where they stood. */
function withStates<T>(
  generators: readonly Generator[],
  states: readonly Generator["state"][],
  f: () => T,
): T {
  const now = generators.map(({ state }) => state);
  const set = (all: readonly Generator["state"][]): void => {
    generators.forEach((generator, i) => {
      generator.state = all[i];
    });
  };
  set(states);
  try {
    return f();
  } finally {
    set(now);
  }
}
