/** Rows of a table by their numbers. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { equal, where } from "./compare.ts";
import { indexSelect } from "./indexing.ts";
import { reshape, unsqueeze } from "./movement.ts";

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** The row, counted from the end where negative, that no gradient flows to. Default none. */
  readonly paddingIdx?: number | undefined;
}

/**
 * The rows of a table that ids name: `weight` of `[n, d]` and int32 `ids` of any shape give `[...ids, d]`. The
 * gradient of a row is the sum over the places where its id stands.
 *
 * @example embedding(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], { dtype: "int32" })); // [[[3, 4]], [[1, 2]]]
 */
export function embedding(weight: Tensor, ids: Tensor, options: EmbeddingOptions = {}): Tensor {
  if (weight.rank !== 2) {
    throw new ShapeError(
      "embedding",
      `the weight is ${describe(weight)}; it must have two dims, [n, d]. Reshape it.`,
      [weight.shape],
    );
  }
  const padding = checkPadding(weight, options.paddingIdx);
  const list = reshape(ids, [ids.size]);
  const rows = indexSelect(weight, 0, list);
  const learned =
    padding === undefined ? rows : where(unsqueeze(equal(list, padding), 1), rows.detach(), rows);
  return reshape(learned, [...ids.shape, weight.shape[1]]);
}

function checkPadding(weight: Tensor, padding: number | undefined): number | undefined {
  if (padding === undefined) return undefined;
  const n = weight.shape[0];
  if (Number.isInteger(padding) && padding >= -n && padding < n) {
    return padding < 0 ? padding + n : padding;
  }
  throw new ArgumentError(
    "embedding",
    `a padding index of ${padding} for ${describe(weight)}; it must name a row, from ${-n} to ${n - 1}. Mend it.`,
  );
}
