/** Activations that an op applies to its result in the same call, before anybody sees it. */

import { backend } from "../backend/current.ts";
import { ArgumentError } from "../errors.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { reluGrad, sigmoidGrad, tanhGrad } from "./unary-gradients.ts";

/** What {@link linear} and convolutions may apply to their result in the same call. */
export type FusedActivation = "relu" | "sigmoid" | "tanh";

/** From the gradient of the activation's result y and y to the gradient before it. */
const gradients = { relu: reluGrad, sigmoid: sigmoidGrad, tanh: tanhGrad };

/** Refuses what is no such activation. */
export function checkActivation(op: string, activation: FusedActivation | undefined): void {
  if (activation === undefined || Object.hasOwn(gradients, activation)) return;
  throw new ArgumentError(
    op,
    `"${activation}" is no activation; they are relu, sigmoid and tanh. Apply another one to the result.`,
  );
}

/** Applies it in place to a result that nobody has seen. */
export function activate(y: Tensor, activation: FusedActivation | undefined): void {
  if (activation === undefined) return;
  const at = run.start(y);
  backend().unary[activation](y.dtype, y.size, at, at);
}

/** The gradient before the activation, from that of its result y. */
export function beforeActivation(
  g: Tensor,
  y: Tensor,
  activation: FusedActivation | undefined,
): Tensor {
  return activation === undefined ? g : gradients[activation](g, y);
}
