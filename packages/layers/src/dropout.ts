/** Elements that are dropped at random in training. */

import { ArgumentError, alphaDropout, dropout, type Generator, type Tensor } from "@gradkit/tensor";
import { Module } from "./module.ts";

/** What both layers share: the probability, and that nothing happens in evaluation. */
abstract class RandomDrop extends Module {
  /** The probability with which an element is dropped in training. Default 0.5. */
  readonly p: number;
  /** The stream that the masks are drawn from; undefined for the shared one. */
  readonly generator: Generator | undefined;

  constructor(name: string, p: number, generator: Generator | undefined) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentError(name, `p is ${p}; a probability lies between 0 and 1. Mend it.`);
    }
    this.p = p;
    this.generator = generator;
  }

  /** What happens in training. */
  protected abstract drop(x: Tensor, options: { readonly generator?: Generator }): Tensor;

  override forward(x: Tensor): Tensor {
    const { p, generator } = this;
    if (!this.training || p === 0) return x;
    return this.drop(x, generator ? { generator } : {});
  }

  override details(): string {
    return `p: ${this.p}`;
  }
}

/**
 * Zeroes each element with probability `p` in training and scales the rest by `1 / (1 - p)`; leaves its input alone
 * in evaluation. The gradient uses the same mask. Srivastava et al., "Dropout" (2014).
 *
 * @example
 * const layer = new Dropout(0.5);
 * layer.eval().forward(ones([3])); // [1, 1, 1]
 */
export class Dropout extends RandomDrop {
  /** Default probability 0.5; the masks come from `generator`, by default the shared one. */
  constructor(p = 0.5, options: { readonly generator?: Generator } = {}) {
    super("Dropout", p, options.generator);
  }

  protected override drop(x: Tensor, options: { readonly generator?: Generator }): Tensor {
    return dropout(x, this.p, options);
  }
}

/**
 * Dropout for stacks of {@link SELU}: in training each element becomes -1.7581 with probability `p`, and all are scaled and
 * moved so that mean and variance stay; see {@link alphaDropout}. Leaves its input alone in evaluation.
 *
 * @example
 * const layer = new AlphaDropout(0.1);
 * layer.eval().forward(ones([3])); // [1, 1, 1]
 */
export class AlphaDropout extends RandomDrop {
  /** Default probability 0.5; the masks come from `generator`, by default the shared one. */
  constructor(p = 0.5, options: { readonly generator?: Generator } = {}) {
    super("AlphaDropout", p, options.generator);
  }

  protected override drop(x: Tensor, options: { readonly generator?: Generator }): Tensor {
    return alphaDropout(x, this.p, options);
  }
}
