/** Rows of a table by their numbers. */

import { backend } from "../backend/current.ts";
import { ArgumentError, describe, GradientError, ShapeError } from "../errors.ts";
import { isRecording, record } from "../graph.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul } from "./binary.ts";
import { equal, greater, where } from "./compare.ts";
import { any } from "./count.ts";
import { checkPositions, indexSelect, runIndexed } from "./indexing.ts";
import { expand, reshape, unsqueeze } from "./movement.ts";
import { norm } from "./norm.ts";
import { positionList } from "./positions.ts";
import { distinct, rowGradient } from "./row-gradient.ts";
import { checkOwn } from "./update.ts";

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** The row, counted from the end where negative, that no gradient flows to. Default none. */
  readonly paddingIdx?: number | undefined;
  /**
   * Whether `backward` leaves the gradient as rows, on `weight.rowGrad`, rather than as a tensor of the table's size.
   * For a weight that no op made and that an optimiser takes by rows: SGD without momentum, AdaGrad, Adam. Default false.
   */
  readonly sparse?: boolean | undefined;
  /**
   * The greatest norm that a row may have: longer ones among those that the ids name are scaled down to it in the table
   * itself, before they are taken and outside of the graph. Default none.
   */
  readonly maxNorm?: number | undefined;
  /** The order of that norm, as in {@link norm}. Default 2. */
  readonly normType?: number | undefined;
}

/**
 * The rows of a table that ids name: `weight` of `[n, d]` and int32 `ids` of any shape give `[...ids, d]`. The
 * gradient of a row is the sum over the places where its id stands.
 *
 * @example
 * const table = tensor([[3, 4], [0, 1]]);
 * embedding(table, tensor([0], { dtype: "int32" }), { maxNorm: 2.5 }); // [[1.5, 2]]
 * table; // [[1.5, 2], [0, 1]]
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
  const { maxNorm, normType = 2 } = options;
  if (maxNorm !== undefined) shortenRows(weight, list, maxNorm, normType);
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
  const rule = () => (g: Tensor) => {
    if (!isRecording()) return [() => rowGradient(list, g, padding)];
    throw new GradientError(
      "embedding",
      `a gradient of ${describe(weight)} that is to be differentiated again cannot be rows. Leave sparse out, or createGraph.`,
    );
  };
  return record(y, [weight], rule, [], false);
}

/** Scales the rows of a table that a list names down to a norm of `maxNorm`, in place. */
function shortenRows(table: Tensor, list: Tensor, maxNorm: number, order: number): void {
  if (!(maxNorm > 0)) {
    throw new ArgumentError(
      "embedding",
      `a maxNorm of ${maxNorm}; a row's greatest norm must be above 0. Mend it.`,
    );
  }
  checkOwn("embedding", table);
  const numbers = positionList(table, distinct(list.dataSync() as Int32Array).rows);
  const rows = indexSelect(table.detach(), 0, numbers);
  const sizes = norm(rows, 1, { order, keepdim: true });
  const tooLong = greater(sizes, maxNorm);
  if (any(tooLong).item() === 0) return;
  // As PyTorch's: what is added keeps a norm that is barely above the greatest one from staying there.
  const scaled = where(tooLong, mul(rows, div(maxNorm, add(sizes, 1e-7))), rows);
  const places = run.contiguous(expand(unsqueeze(numbers, 1), rows.shape));
  table.storage.version++;
  runIndexed(backend().scatter, table, 0, numbers.size, run.contiguous(scaled), places, table);
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
