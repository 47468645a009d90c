/** AdaGrad. */

import {
  adagradRowUpdate,
  adagradUpdate,
  type AdaGradOptions as UpdateOptions,
} from "@gradkit/tensor";
import type { Parameters } from "./groups.ts";
import { type Batch, checkNotNegative, Optimizer, type RowBatch } from "./optimizer.ts";
import type { Schedule } from "./schedules.ts";

/** Options of {@link AdaGrad}. */
export interface AdaGradOptions {
  /** A number, or a function from the step, counted from 0, to one. Default 0.01. */
  readonly learningRate?: number | Schedule | undefined;
  /** The rate is divided by 1 plus so much for each update before. Default 0. */
  readonly learningRateDecay?: number | undefined;
  /** Times the parameter, added to its gradient. Default 0. */
  readonly weightDecay?: number | undefined;
  /** What the sum of squares starts with. Default 0. */
  readonly initialAccumulatorValue?: number | undefined;
  /** Added to the root of the sum. Default 1e-10. */
  readonly epsilon?: number | undefined;
}

/**
 * AdaGrad with learning rate `η`, its decay `δ`, weight decay `λ` and epsilon `ε`, as PyTorch's: `g ← g + λ p`,
 * `s ← s + g²`, `p ← p - η / (1 + (t - 1) δ) · g / (√s + ε)` at the parameter's t-th update. What is seldom used keeps
 * large steps. Of a gradient that is rows, those rows and their sums alone are updated.
 * Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization" (2011).
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new AdaGrad([w], { learningRate: 0.1 });
 * w.grad = tensor([0.001, -1000]);
 * optimizer.step();
 * w; // [0.9, 2.1]
 */
export class AdaGrad extends Optimizer {
  readonly #learningRateDecay: number;
  readonly #epsilon: number;

  /** Takes tensors or groups of them. */
  constructor(parameters: Parameters, options: AdaGradOptions = {}) {
    const {
      learningRate = 0.01,
      learningRateDecay = 0,
      weightDecay = 0,
      initialAccumulatorValue = 0,
      epsilon = 1e-10,
    } = options;
    checkNotNegative("AdaGrad", "learningRateDecay", learningRateDecay);
    checkNotNegative("AdaGrad", "initialAccumulatorValue", initialAccumulatorValue);
    checkNotNegative("AdaGrad", "epsilon", epsilon);
    super("AdaGrad", parameters, { learningRate, weightDecay }, [initialAccumulatorValue]);
    this.#learningRateDecay = learningRateDecay;
    this.#epsilon = epsilon;
  }

  protected override update(batch: Batch): void {
    const { parameters, gradients, states } = batch;
    adagradUpdate(parameters, gradients, states[0], this.#settings(batch));
  }

  protected override updateRows(batch: RowBatch): void {
    const { parameter, gradient, state } = batch;
    adagradRowUpdate(parameter, gradient, state[0], this.#settings(batch));
  }

  protected override rowsRefused(weightDecay: number): string | null {
    return weightDecay === 0 ? null : "AdaGrad takes them";
  }

  #settings({ steps, learningRate, weightDecay }: Batch | RowBatch): UpdateOptions {
    return {
      learningRate: learningRate / (1 + (steps - 1) * this.#learningRateDecay),
      epsilon: this.#epsilon,
      weightDecay,
    };
  }
}
