/** Adam, and what AdamW shares with it. */

import {
  ArgumentError,
  adamRowUpdate,
  adamUpdate,
  type AdamOptions as UpdateOptions,
} from "@gradkit/tensor";
import type { Parameters } from "./groups.ts";
import { type Batch, checkNotNegative, Optimizer, type RowBatch } from "./optimizer.ts";
import type { Schedule } from "./schedules.ts";

/** Options of Adam and AdamW. */
export interface AdamOptions {
  /** A number, or a function from the step, counted from 0, to one. Default 0.001. */
  readonly learningRate?: number | Schedule | undefined;
  /** How much of the averages of the gradient and of its square is kept. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the root of the average square. Default 1e-8. */
  readonly epsilon?: number | undefined;
  /** Default 0 for Adam, 0.01 for AdamW. */
  readonly weightDecay?: number | undefined;
}

/** What Adam and AdamW share: all but how the weight decays. */
export abstract class AdamFamily extends Optimizer {
  readonly #decoupled: boolean;
  readonly #betas: readonly [number, number];
  readonly #epsilon: number;

  constructor(
    name: string,
    decoupled: boolean,
    parameters: Parameters,
    options: AdamOptions,
    decay: number,
  ) {
    const { learningRate = 0.001, betas = [0.9, 0.999], epsilon = 1e-8 } = options;
    const { weightDecay = decay } = options;
    if (betas.length !== 2) {
      throw new ArgumentError(name, `${betas.length} betas; there must be two. Pass [0.9, 0.999].`);
    }
    betas.forEach((beta, i) => {
      if (beta >= 0 && beta < 1) return;
      throw new ArgumentError(
        name,
        `betas[${i}] is ${beta}; it must lie between 0 and 1, 1 excluded. Mend it.`,
      );
    });
    checkNotNegative(name, "epsilon", epsilon);
    super(name, parameters, { learningRate, weightDecay }, [0, 0]);
    this.#decoupled = decoupled;
    this.#betas = betas;
    this.#epsilon = epsilon;
  }

  protected override update(batch: Batch): void {
    const { parameters, gradients, states } = batch;
    adamUpdate(parameters, gradients, states[0], states[1], this.#settings(batch));
  }

  protected override updateRows(batch: RowBatch): void {
    const { parameter, gradient, state } = batch;
    adamRowUpdate(parameter, gradient, state[0], state[1], this.#settings(batch));
  }

  protected override rowsRefused(weightDecay: number): string | null {
    return weightDecay === 0 ? null : "Adam takes them";
  }

  #settings({ steps, learningRate, weightDecay }: Batch | RowBatch): UpdateOptions {
    const [beta1, beta2] = this.#betas;
    return {
      learningRate,
      beta1,
      beta2,
      epsilon: this.#epsilon,
      weightDecay,
      decoupled: this.#decoupled,
      correction1: correction(beta1, steps),
      correction2: correction(beta2, steps),
    };
  }
}

/**
 * Adam with learning rate `η`, betas `β₁`, `β₂`, epsilon `ε` and weight decay `λ`: `g ← g + λ p`,
 * `m ← β₁ m + (1 - β₁) g`, `v ← β₂ v + (1 - β₂) g²`, `p ← p - η m̂ / (√v̂ + ε)`, with `m̂ = m / (1 - β₁ᵗ)` and
 * `v̂ = v / (1 - β₂ᵗ)` at the parameter's t-th update. Of a gradient that is rows, those rows and their moments alone are
 * updated. Kingma and Ba, "Adam" (2015).
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new Adam([w], { learningRate: 0.1 });
 * w.grad = tensor([0.001, -1000]);
 * optimizer.step();
 * w; // [0.9, 2.1]
 */
export class Adam extends AdamFamily {
  /** Takes tensors or groups of them. */
  constructor(parameters: Parameters, options: AdamOptions = {}) {
    super("Adam", false, parameters, options, 0);
  }
}

/**
 * `c(t) = 1 - betaᵗ` without cancellation and without a power: by the binary digits of t from
 * `c(2n) = c(n) (2 - c(n))` and `c(n + 1) = c(n) + (1 - beta) (1 - c(n))`.
 */
export function correction(beta: number, t: number): number {
  let c = 0;
  for (let bit = 31 - Math.clz32(t); bit >= 0; bit--) {
    c *= 2 - c;
    if (((t >>> bit) & 1) === 1) c += (1 - beta) * (1 - c);
  }
  return c;
}
