/** Changes in place, outside of the graph: an optimiser's step and the loading of values. */

import type { AdamOptions, SgdOptions } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import { describe, GradientError, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * One step of stochastic gradient descent on all parameters at once, in place; see {@link SgdOptions}. The
 * i-th momentum buffer belongs to the i-th parameter; none are needed where momentum is 0.
 */
export function sgdUpdate(
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  momenta: readonly Tensor[],
  options: SgdOptions,
): void {
  parameters.forEach((p, i) => {
    const g = gradientOf("sgdUpdate", p, gradients[i]);
    const m = momenta[i];
    const buffer = m === undefined ? 0 : run.start(m);
    backend().sgd(p.dtype, p.size, options, run.start(g), buffer, changed("sgdUpdate", p));
  });
}

/**
 * One step of Adam on all parameters at once, in place; see {@link AdamOptions}. The i-th moments belong to the
 * i-th parameter.
 */
export function adamUpdate(
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  firstMoments: readonly Tensor[],
  secondMoments: readonly Tensor[],
  options: AdamOptions,
): void {
  parameters.forEach((p, i) => {
    const g = gradientOf("adamUpdate", p, gradients[i]);
    const m = run.start(firstMoments[i] as Tensor);
    const v = run.start(secondMoments[i] as Tensor);
    backend().adam(p.dtype, p.size, options, run.start(g), m, v, changed("adamUpdate", p));
  });
}

function gradientOf(op: string, p: Tensor, g: Tensor | undefined): Tensor {
  if (g !== undefined && sameShape(g.shape, p.shape) && g.dtype === p.dtype)
    return run.contiguous(g);
  throw new ShapeError(
    op,
    `a gradient ${g ? describe(g) : "that is missing"} for the parameter ${describe(p)}; both must agree. Run backward first.`,
  );
}

/** The address of a tensor about to be changed; recorded ops that read it will refuse to go backward. */
function changed(op: string, x: Tensor): number {
  if (x.node !== null || !x.layout.contiguous) {
    throw new GradientError(
      op,
      `${describe(x)} is the result of ${x.op}; only a tensor of its own can be changed in place. Pass the parameter itself.`,
    );
  }
  x.storage.version++;
  return run.start(x);
}

/**
 * Sets the elements of `target` to those of `source`, which has its shape and takes its dtype, in place and
 * outside of the graph.
 *
 * @example
 * const x = zeros([2]);
 * assign(x, tensor([1, 2]));
 * x; // [1, 2]
 */
export function assign(target: Tensor, source: Tensor): void {
  if (!sameShape(target.shape, source.shape)) {
    throw new ShapeError(
      "assign",
      `${describe(source)} to ${describe(target)}; the shapes must be the same. Reshape the source.`,
      [target.shape, source.shape],
    );
  }
  const x = run.cast(source, target.dtype);
  run.copy(
    x.dtype,
    x.shape,
    run.start(x),
    x.layout.strides,
    changed("assign", target),
    target.layout.strides,
  );
}
