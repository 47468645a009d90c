/** Stochastic gradient descent. */

import { ArgumentError, type SgdOptions, sgdRowUpdate, sgdUpdate } from "@gradkit/tensor";
import type { Parameters } from "./groups.ts";
import { type Batch, checkNotNegative, Optimizer, type RowBatch } from "./optimizer.ts";
import type { Schedule } from "./schedules.ts";

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** A number, or a function from the step, counted from 0, to one. */
  readonly learningRate: number | Schedule;
  /** The share of the last update that is kept. Default 0. */
  readonly momentum?: number | undefined;
  /** The share of the gradient that does not go into the momentum, but at its first step. Default 0. */
  readonly dampening?: number | undefined;
  /** Times the parameter, added to its gradient: the gradient of an L2 penalty of half this factor. Default 0. */
  readonly weightDecay?: number | undefined;
  /** Looks ahead along the momentum; needs momentum and no dampening. Default false. */
  readonly nesterov?: boolean | undefined;
}

/**
 * Stochastic gradient descent with learning rate `η`, momentum `μ`, dampening `τ` and weight decay `λ`, as PyTorch's:
 * `g ← g + λ p`, `m ← μ m + (1 - τ) g` (`m = g` at first), `p ← p - η m`, or with Nesterov's `p ← p - η (g + μ m)`.
 * Of a gradient that is rows, those rows alone are updated.
 * Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new SGD([w], { learningRate: 0.1, momentum: 0.9 });
 * for (let step = 0; step < 2; step++) {
 *   w.grad = ones([2]);
 *   optimizer.step();
 * }
 * w; // [0.71, 1.71]
 */
export class SGD extends Optimizer {
  readonly #momentum: number;
  readonly #dampening: number;
  readonly #nesterov: boolean;

  /** Takes tensors or groups of them. */
  constructor(parameters: Parameters, options: SGDOptions) {
    const {
      learningRate,
      momentum = 0,
      dampening = 0,
      weightDecay = 0,
      nesterov = false,
    } = options;
    checkNotNegative("SGD", "momentum", momentum);
    checkNotNegative("SGD", "dampening", dampening);
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new ArgumentError(
        "SGD",
        `nesterov with a momentum of ${momentum} and a dampening of ${dampening}; it needs momentum and no dampening. ` +
          "Mend one of them.",
      );
    }
    super("SGD", parameters, { learningRate, weightDecay }, momentum === 0 ? [] : [0]);
    this.#momentum = momentum;
    this.#dampening = dampening;
    this.#nesterov = nesterov;
  }

  protected override update(batch: Batch): void {
    const { parameters, gradients, states } = batch;
    sgdUpdate(parameters, gradients, states[0] ?? [], this.#settings(batch));
  }

  protected override updateRows(batch: RowBatch): void {
    const { parameter, gradient } = batch;
    sgdRowUpdate(parameter, gradient, this.#settings(batch));
  }

  protected override rowsRefused(weightDecay: number): string | null {
    const takes = this.#momentum === 0 && weightDecay === 0;
    return takes ? null : "SGD takes them without momentum";
  }

  #settings({ steps, learningRate, weightDecay }: Batch | RowBatch): SgdOptions {
    return {
      learningRate,
      momentum: this.#momentum,
      dampening: this.#dampening,
      weightDecay,
      nesterov: this.#nesterov,
      first: steps === 1,
    };
  }
}
