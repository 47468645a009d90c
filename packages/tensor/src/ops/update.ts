/** Changes in place, outside of the graph: an optimiser's step and the loading of values. */

import type { Address } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import type { AdaGradOptions, AdamOptions, SgdOptions } from "../backend/update.ts";
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
  const g = checkedUpdate(
    "sgdUpdate",
    parameters,
    gradients,
    options.momentum === 0 ? [] : [momenta],
  );
  parameters.forEach((p, i) => {
    const m = options.momentum === 0 ? 0 : run.start(momenta[i]);
    backend().sgd(p.dtype, p.size, options, g[i], m, changed(p));
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
  const g = checkedUpdate("adamUpdate", parameters, gradients, [firstMoments, secondMoments]);
  parameters.forEach((p, i) => {
    const m = run.start(firstMoments[i]);
    const v = run.start(secondMoments[i]);
    backend().adam(p.dtype, p.size, options, g[i], m, v, changed(p));
  });
}

/**
 * One step of AdaGrad on all parameters at once, in place; see {@link AdaGradOptions}. The i-th sum of squared
 * gradients belongs to the i-th parameter.
 */
export function adagradUpdate(
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  sums: readonly Tensor[],
  options: AdaGradOptions,
): void {
  const g = checkedUpdate("adagradUpdate", parameters, gradients, [sums]);
  parameters.forEach((p, i) => {
    const s = run.start(sums[i]);
    backend().adagrad(p.dtype, p.size, options, g[i], s, changed(p));
  });
}

/** Checks all before any is changed, and gives the addresses of the gradients, copied where they do not lie in order. */
function checkedUpdate(
  op: string,
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  states: readonly (readonly Tensor[])[],
): readonly Address[] {
  parameters.forEach((p, i) => {
    checkOwn(op, p);
    checkLike(op, "gradient", p, gradients[i]);
    for (const state of states) {
      checkLike(op, "state", p, state[i]);
      checkOwn(op, state[i]);
    }
  });
  return gradients.map((g) => run.start(run.contiguous(g)));
}

function checkLike(op: string, noun: string, p: Tensor, x: Tensor | undefined): void {
  if (x !== undefined && sameShape(x.shape, p.shape) && x.dtype === p.dtype) return;
  throw new ShapeError(
    op,
    `a ${noun} ${x ? describe(x) : "that is missing"} for the parameter ${describe(p)}; both must agree. ` +
      "Pass one for each parameter, in their order.",
  );
}

/** Refuses what cannot be changed in place: the result of a recorded op, or a strided view. */
export function checkOwn(op: string, x: Tensor): void {
  if (x.node === null && x.layout.contiguous) return;
  throw new GradientError(
    op,
    `${describe(x)} is the result of ${x.op}; only a tensor of its own can be changed in place. Pass the parameter itself.`,
  );
}

/** The address of a tensor about to be changed; recorded ops that read it will refuse to go backward. */
export function changed(x: Tensor): number {
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
  checkOwn("assign", target);
  const x = run.cast(source, target.dtype);
  run.copy(
    x.dtype,
    x.shape,
    run.start(x),
    x.layout.strides,
    changed(target),
    target.layout.strides,
  );
}
