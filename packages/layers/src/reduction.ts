/** What all losses share: how the losses of the elements become one number, and the checks before. */

import { ArgumentError, describe, mean, sum, type Tensor } from "@gradkit/tensor";

/** Whether losses are averaged, summed, or given as they are. */
export type Reduction = "mean" | "sum" | "none";

/** Options of a loss. */
export interface LossOptions {
  /** Default mean. */
  readonly reduction?: Reduction | undefined;
}

/** Refuses what is no reduction, and a mean or a sum over nothing; `count` is how many of `over` count. */
export function checkReduction(
  op: string,
  reduction: Reduction,
  count: number,
  over: Tensor,
): void {
  if (reduction !== "mean" && reduction !== "sum" && reduction !== "none") {
    throw new ArgumentError(
      op,
      `the reduction is "${reduction}"; the reductions are "mean", "sum" and "none". Name one.`,
    );
  }
  if (count > 0 || reduction === "none") return;
  const nothing = over.size === 0 ? "is empty" : "has nothing but ignored labels";
  throw new ArgumentError(
    op,
    `the target ${describe(over)} ${nothing}; a ${reduction} needs at least one element that counts. ` +
      'Leave such batches out, or pass { reduction: "none" }.',
  );
}

/** The losses of all elements, reduced. */
export function reduced(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === "none") return losses;
  return reduction === "mean" ? mean(losses) : sum(losses);
}
