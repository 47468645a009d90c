/** Gradients of a loss, left on the tensors that ask for them. */

import type { RowGradient, Tensor } from "@gradkit/tensor";
import {
  add,
  addRowGradients,
  clone,
  describe,
  GradientError,
  isWhole,
  onesLike,
  ShapeError,
  withRecording,
} from "@gradkit/tensor";
import { collect, walk } from "./walk.ts";

/** Options of {@link backward}. */
export interface BackwardOptions {
  /** The gradient at the output, of its shape; needed where the output is no scalar. Default 1. */
  readonly gradient?: Tensor | undefined;
  /** Keeps the graph for another pass. Default false. */
  readonly retainGraph?: boolean | undefined;
  /** Records the pass itself, so that gradients can be differentiated again. Default false. */
  readonly createGraph?: boolean | undefined;
}

/**
 * Adds to `grad` of every leaf that requires a gradient the derivative of `output` by it, and lets go of the
 * graph. Refuses an output that is no scalar, hangs on nothing that requires a gradient, or was passed before.
 *
 * @example
 * const w = tensor([2, 3], { requiresGrad: true });
 * backward(w.square().sum());
 * w.grad; // [4, 6]
 */
export function backward(output: Tensor, options: BackwardOptions = {}): void {
  const { createGraph = false, retainGraph = createGraph } = options;
  const seed = seedOf(output, options.gradient);
  if (!output.requiresGrad) {
    throw new GradientError(
      "backward",
      `${describe(output)}, the result of ${output.op}, hangs on no tensor that requires a gradient; there is nothing to do. ` +
        "Set requiresGrad on what is to be learned, and compute outside of noGrad.",
    );
  }
  const rows = new Map<Tensor, RowGradient>();
  const graph = collect([output]);
  const gradients = walk(graph, [output], [seed], { createGraph, retainGraph, rows });
  for (const leaf of rows.keys()) {
    if (gradients.has(leaf) || (leaf.rowGrad === null && leaf.grad !== null)) refuseBoth(leaf);
  }
  const taken = new Set([seed.storage]);
  for (const [leaf, g] of gradients) {
    leaf.grad = withRecording(createGraph, () => (leaf.grad ? add(leaf.grad, g) : own(g, taken)));
  }
  for (const [leaf, g] of rows) leaf.rowGrad = leaf.rowGrad ? addRowGradients(leaf.rowGrad, g) : g;
}

function refuseBoth(leaf: Tensor): never {
  throw new GradientError(
    "backward",
    `${describe(leaf)} has a gradient as rows and another as a tensor; they cannot be added. ` +
      "Look rows up without { sparse: true } where the weight is also used in other ways.",
  );
}

function seedOf(output: Tensor, gradient: Tensor | undefined): Tensor {
  if (gradient === undefined) {
    if (output.size === 1) return onesLike(output);
    throw new GradientError(
      "backward",
      `${describe(output)} is no scalar; a gradient needs one number to be the slope of. Take its sum() or mean(), or pass { gradient }.`,
    );
  }
  if (gradient.shape.join() === output.shape.join()) return gradient;
  throw new ShapeError(
    "backward",
    `the gradient ${describe(gradient)} for the output ${describe(output)}; the shapes must be the same. Mend the gradient.`,
    [gradient.shape, output.shape],
  );
}

/** A gradient in a storage of its own, so that leaves do not share one. */
function own(g: Tensor, taken: Set<Tensor["storage"]>): Tensor {
  if (g.node !== null) return g;
  const kept = isWhole(g) && !taken.has(g.storage) ? g : clone(g);
  taken.add(kept.storage);
  return kept;
}
