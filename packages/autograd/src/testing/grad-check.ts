/** Gradients against finite differences. */

import type { Tensor } from "@gradkit/tensor";
import { ArgumentError, Generator, normal, scope } from "@gradkit/tensor";
import { valueAndGrads } from "../grad.ts";
import { noGrad } from "../no-grad.ts";

/** Options of {@link gradCheck}. */
export interface GradCheckOptions {
  /** 1 checks the gradient, 2 also the gradient of the gradient. Default 2. */
  readonly order?: 1 | 2;
  /** Half the width of the difference. Default 1e-6. */
  readonly epsilon?: number;
  /** Allowed error relative to the derivative. Default 1e-5. */
  readonly rtol?: number;
  /** Allowed error beside it. Default 1e-7. */
  readonly atol?: number;
}

/**
 * Compares the gradients of `f` at float64 inputs with central differences `(f(x + εu) - f(x - εu)) / 2ε` along
 * random directions `u`, and throws where they disagree. `f` may give a tensor of any shape: it is weighted with
 * random numbers and summed. Its inputs must lie away from kinks.
 *
 * @example
 * import { gradCheck } from "@gradkit/autograd/testing";
 * import { tensor } from "@gradkit/tensor";
 * gradCheck((x) => x.exp(), [tensor([0.5, -1], { dtype: "float64" })]);
 */
export function gradCheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradCheckOptions = {},
): void {
  const odd = inputs.find((x) => x.dtype !== "float64");
  if (odd) {
    throw new ArgumentError(
      "gradCheck",
      `an input of ${odd.dtype}; differences need float64. Cast it: x.cast("float64").`,
    );
  }
  scope(() => check(f, inputs, options, options.order ?? 2));
}

function check(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradCheckOptions,
  order: number,
): void {
  const { epsilon = 1e-6, rtol = 1e-5, atol = 1e-7 } = options;
  const generator = new Generator(order);
  const direction = (x: Tensor): Tensor => normal(x.shape, { dtype: "float64", generator });
  const weights = noGrad(() => direction(f(...inputs)));
  const weighted = (...xs: Tensor[]): Tensor =>
    f(...xs)
      .mul(weights)
      .sum();
  const gradients = valueAndGrads(weighted);
  const { grads } = gradients(...inputs);
  inputs.forEach((x, i) => {
    const u = direction(x);
    const at = (step: number): number =>
      noGrad(() => weighted(...inputs.with(i, x.add(u.mul(step)))).item());
    const numeric = (at(epsilon) - at(-epsilon)) / (2 * epsilon);
    const exact = grads[i].mul(u).sum().item();
    if (Math.abs(numeric - exact) <= atol + rtol * Math.abs(numeric)) return;
    throw new Error(
      `gradCheck: order ${3 - order === 1 ? 1 : 2}, input ${i}: the gradient gives ${exact}, differences give ${numeric}.`,
    );
  });
  if (order < 2) return;
  inputs.forEach((_, i) => {
    check((...xs) => gradients(...xs).grads[i], inputs, options, 1);
  });
}
