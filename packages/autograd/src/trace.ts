/** A function run once on stand-ins for its inputs, and what can be carried over its graph: back and forth. */

import type { Tensor } from "@gradkit/tensor";
import { isRecording, record, withRecording, zerosLike } from "@gradkit/tensor";
import { collect, type Subgraph, type WalkOptions, walk } from "./walk.ts";

/** What a function did to its inputs. */
export interface Trace {
  /** The leaves that stand for the inputs. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly graph: Subgraph;
  /** Whether a derivative is to be recorded: an input or something else that the function used asks for it. */
  readonly differentiable: boolean;
}

/** Runs `f` on stand-ins for `inputs`, recording, and keeps its graph. */
export function trace(
  f: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
): Trace {
  const recorded = isRecording();
  const aliases = withRecording(true, () => inputs.map(alias));
  const outputs = withRecording(true, () => f(...aliases));
  const targets = new Set(aliases);
  const graph = collect(outputs, targets);
  const outside = aliases.some((x) => x.node) || graph.leaves.some((leaf) => !targets.has(leaf));
  return { inputs: aliases, outputs, graph, differentiable: recorded && outside };
}

/** A leaf that stands for `x`; tied to it where `x` itself waits for a gradient. */
export function alias(x: Tensor): Tensor {
  const y = x.detach();
  if (x.requiresGrad) return record(y, [x], () => (g) => [g]);
  y.requiresGrad = true;
  return y;
}

/** The gradients of a trace's inputs from those of its outputs: `vᵀJ`. */
export function pull(
  { inputs, outputs, graph }: Trace,
  seeds: readonly Tensor[],
  options: WalkOptions,
): Tensor[] {
  const { reads, leaves } = graph;
  const gradients = walk({ reads: new Map(reads), leaves }, outputs, seeds, options);
  return inputs.map((x) => gradients.get(x) ?? zerosLike(x));
}

/**
 * The way forth over a trace: a trace whose pull carries changes of the inputs to those of the outputs, `J t`.
 * The gradients of the inputs are linear in those of the outputs, `uᵀJ`; so `J t` is the derivative by `u` of
 * `uᵀJ t`.
 */
export function transposed(traced: Trace): Trace {
  const seeds = traced.outputs.map((y) => {
    const seed = zerosLike(y);
    seed.requiresGrad = true;
    return seed;
  });
  const linear = pull(traced, seeds, { createGraph: true, retainGraph: true });
  return {
    inputs: seeds,
    outputs: linear,
    graph: collect(linear, new Set(seeds)),
    differentiable: traced.differentiable,
  };
}
