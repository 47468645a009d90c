/** The kernels of optimisers' updates in place, and their options. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** Options of one stochastic-gradient-descent update, as in PyTorch's SGD. */
export interface SgdOptions {
  /** What the step is multiplied by. */
  readonly learningRate: number;
  /** How much of the buffer is kept; 0 needs no buffer. */
  readonly momentum: number;
  /** How much of the gradient is left out of the buffer. */
  readonly dampening: number;
  /** Times the parameter, added to its gradient. */
  readonly weightDecay: number;
  /** Whether the step is Nesterov's, ahead along the buffer. */
  readonly nesterov: boolean;
  /** Whether this is the buffer's first update, which sets `m = g` without dampening. */
  readonly first: boolean;
}

/** Options of one Adam update; the two corrections are `1 - beta^step`, computed in float64. */
export interface AdamOptions {
  /** What the step is multiplied by. */
  readonly learningRate: number;
  /** How much of the average gradient is kept. */
  readonly beta1: number;
  /** How much of the average square is kept. */
  readonly beta2: number;
  /** Added to the root of the average square. */
  readonly epsilon: number;
  /** Added to the gradient as `weightDecay * p` (L2), or taken off the parameter (decoupled). */
  readonly weightDecay: number;
  /** Whether the decay is taken off the parameter, as in AdamW. */
  readonly decoupled: boolean;
  /** Divides the average gradient. */
  readonly correction1: number;
  /** Divides the average square. */
  readonly correction2: number;
}

/** Options of one AdaGrad update; the learning rate is that of the step, decayed already. */
export interface AdaGradOptions {
  /** What the step is multiplied by. */
  readonly learningRate: number;
  /** Added to the root of the sum of squares. */
  readonly epsilon: number;
  /** Added to the gradient as `weightDecay * p`. */
  readonly weightDecay: number;
}

/**
 * The rows of tables that an update changes: `count` of them, whose numbers stand as int32 at `numbers`, each once. Their
 * gradients lie side by side in the same order.
 */
export interface UpdatedRows {
  readonly count: number;
  readonly numbers: Address;
}

/** The updates of an engine. */
export interface UpdateKernels {
  /**
   * One SGD update of `n` parameters in place, or with `rows` of those rows of `n`; `m` is the momentum buffer, 0 where
   * momentum is 0.
   */
  sgd(
    dtype: DType,
    n: number,
    options: SgdOptions,
    g: Address,
    m: Address,
    p: Address,
    rows?: UpdatedRows,
  ): void;

  /** One Adam update as {@link UpdateKernels.sgd}; `m` and `v` are the moments. */
  adam(
    dtype: DType,
    n: number,
    options: AdamOptions,
    g: Address,
    m: Address,
    v: Address,
    p: Address,
    rows?: UpdatedRows,
  ): void;

  /** One AdaGrad update as {@link UpdateKernels.sgd}; `s` is the sum of squares. */
  adagrad(
    dtype: DType,
    n: number,
    options: AdaGradOptions,
    g: Address,
    s: Address,
    p: Address,
    rows?: UpdatedRows,
  ): void;
}
