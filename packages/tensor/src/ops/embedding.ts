/** Rows of a table by their numbers. */

import { ArgumentError, describe, GradientError, ShapeError } from "../errors.ts";
import { isRecording, record } from "../graph.ts";
import type { Tensor } from "../tensor.ts";
import { equal, where } from "./compare.ts";
import { checkPositions, indexSelect } from "./indexing.ts";
import { reshape, unsqueeze } from "./movement.ts";
import { rowGradient } from "./row-gradient.ts";

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** The row, counted from the end where negative, that no gradient flows to. Default none. */
  readonly paddingIdx?: number | undefined;
  /**
   * Whether `backward` leaves the gradient as rows, on `weight.rowGrad`, rather than as a tensor of the table's size.
   * For a weight that no op made and that an optimiser takes by rows: SGD without momentum, AdaGrad, Adam. Default false.
   */
  readonly sparse?: boolean | undefined;
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
  const list = reshape(checkPositions("embedding", ids, weight.shape[0], "ids"), [ids.size]);
  const learned = options.sparse
    ? sparseRows(weight, list, padding)
    : denseRows(weight, list, padding);
  return reshape(learned, [...ids.shape, weight.shape[1]]);
}

function denseRows(weight: Tensor, list: Tensor, padding: number | undefined): Tensor {
  const rows = indexSelect(weight, 0, list);
  if (padding === undefined) return rows;
  return where(unsqueeze(equal(list, padding), 1), rows.detach(), rows);
}

/** Rows whose gradient stays rows; they are summed by their numbers, of which the padding's is left out. */
function sparseRows(weight: Tensor, list: Tensor, padding: number | undefined): Tensor {
  if (weight.node !== null) {
    throw new GradientError(
      "embedding",
      `the weight ${describe(weight)} is the result of ${weight.op}; only a tensor of its own can have a gradient of rows. ` +
        "Leave sparse out.",
    );
  }
  const y = indexSelect(weight.detach(), 0, list);
  return record(y, [weight], () => (g) => {
    if (!isRecording()) return [() => rowGradient(list, g, padding)];
    throw new GradientError(
      "embedding",
      `a gradient of ${describe(weight)} that is to be differentiated again cannot be rows. Leave sparse out, or createGraph.`,
    );
  });
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
