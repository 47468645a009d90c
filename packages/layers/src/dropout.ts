/** Random zeros in training. */

import { ArgumentError, dropout, type Generator, type Tensor } from "@gradkit/tensor";
import { Module } from "./module.ts";

/**
 * Zeroes each element with probability `p` in training and scales the rest by `1 / (1 - p)`; leaves its input alone
 * in evaluation. The gradient uses the same mask. Srivastava et al., "Dropout" (2014).
 *
 * @example
 * const layer = new Dropout(0.5);
 * layer.eval().forward(ones([3])); // [1, 1, 1]
 */
export class Dropout extends Module {
  readonly p: number;
  readonly generator: Generator | undefined;

  /** Default probability 0.5; the masks come from `generator`, by default the shared one. */
  constructor(p = 0.5, options: { readonly generator?: Generator } = {}) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentError("Dropout", `p is ${p}; a probability lies between 0 and 1. Mend it.`);
    }
    this.p = p;
    this.generator = options.generator;
  }

  override forward(x: Tensor): Tensor {
    const { p, generator } = this;
    if (!this.training || p === 0) return x;
    return dropout(x, p, generator && { generator });
  }

  override details(): string {
    return `p: ${this.p}`;
  }
}
