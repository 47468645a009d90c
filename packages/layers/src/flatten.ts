/** Dims joined into one. */

import { flatten, type Tensor } from "@gradkit/tensor";
import { Module } from "./module.ts";

/**
 * The dims from `start` to `end` (included) as one; all but the first by default, so that each row of a batch becomes
 * a list of numbers.
 *
 * @example new Flatten().forward(zeros([5, 28, 28])).shape; // [ 5, 784 ]
 */
export class Flatten extends Module {
  /** The first dim that is joined, from the end where negative. Default 1. */
  readonly start: number;
  /** The last dim that is joined, from the end where negative. Default -1. */
  readonly end: number;

  /** Negative dims count from the end. */
  constructor(start = 1, end = -1) {
    super();
    this.start = start;
    this.end = end;
  }

  override forward(x: Tensor): Tensor {
    return flatten(x, this.start, this.end);
  }

  override details(): string {
    return `${this.start} to ${this.end}`;
  }
}
