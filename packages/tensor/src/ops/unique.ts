/** The different ones among values or slices. */

import * as run from "../run.ts";
import { normalizeDim, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { equal, notEqual, where } from "./compare.ts";
import { any } from "./count.ts";
import { bincount } from "./histogram.ts";
import { indexSelect, scatter } from "./indexing.ts";
import { concat } from "./join.ts";
import { narrow, reshape, select } from "./movement.ts";
import { countedPositions } from "./positions.ts";
import { movedim } from "./reorder.ts";
import { cumsum } from "./scan.ts";
import { argSort } from "./sort.ts";
import { cast } from "./unary.ts";

/** Options of {@link unique} and {@link uniqueConsecutive}. */
export interface UniqueOptions {
  /** The dim whose slices are compared as wholes. Default none: all elements are. */
  readonly dim?: number | undefined;
}

/** What {@link unique} and {@link uniqueConsecutive} give. */
export interface Unique {
  /** Each value, or each slice along `dim`, once. */
  readonly values: Tensor;
  /** The position in `values` of each element, in the shape of the input, or of each slice, as int32. */
  readonly inverse: Tensor;
  /** How often each stands in the input (in a row for {@link uniqueConsecutive}), as int32. */
  readonly counts: Tensor;
}

/**
 * The different values among all elements in ascending order, or the different slices along `dim` in the order of their
 * elements; where each went; and how often each stands there. All NaN are one value, 0 and -0 another; NaN comes last.
 *
 * @example unique(tensor([3, 1, 3])).values; // [1, 3]
 * @example unique(tensor([[2, 1], [0, 5], [2, 1]]), { dim: 0 }).values; // [[0, 5], [2, 1]]
 */
export function unique(x: Tensor, options: UniqueOptions = {}): Unique {
  return groups("unique", x, options, ascending);
}

/**
 * Each run of equal values among all elements in row-major order as one, or each run of equal slices along `dim`: in
 * their order, with where each element went and how long the runs are. Neighbours that are NaN are equal.
 *
 * @example uniqueConsecutive(tensor([1, 1, 3, 1])).values; // [1, 3, 1]
 * @example uniqueConsecutive(tensor([1, 1, 3, 1])).counts; // [2, 1, 1]
 */
export function uniqueConsecutive(x: Tensor, options: UniqueOptions = {}): Unique {
  return groups("uniqueConsecutive", x, options, (rows) => countedPositions(x, rows.shape[0]));
}

/** Neighbours that are equal once rows lie in an order are one. */
function groups(
  op: string,
  x: Tensor,
  { dim }: UniqueOptions,
  orderOf: (rows: Tensor) => Tensor,
): Unique {
  const at = dim === undefined ? null : normalizeDim(op, dim, x.rank);
  const lead = at === null ? reshape(x, [x.size]) : movedim(x, at, 0);
  const n = lead.shape[0];
  const rows = reshape(lead, [n, sizeOf(lead.shape.slice(1))]);
  const inverseShape = at === null ? x.shape : [n];
  if (n === 0) {
    const none = run.full(x, "int32", [0], 0);
    return { values: at === null ? lead : x, inverse: reshape(none, inverseShape), counts: none };
  }
  const order = orderOf(rows);
  const sorted = indexSelect(rows, 0, order);
  const steps = concat([run.full(x, "int32", [1], 0), cast(changes(sorted), "int32")]);
  const group = cumsum(steps, 0);
  const counts = bincount(group);
  const firsts = indexSelect(order, 0, cumsum(counts, 0, { exclusive: true }));
  const values = indexSelect(lead, 0, firsts);
  return {
    values: at === null ? values : movedim(values, 0, at),
    inverse: reshape(scatter(order, 0, order, group), inverseShape),
    counts,
  };
}

/** The positions of rows in the order of their elements, the first ones before all: sorted by the last column first. */
function ascending(rows: Tensor): Tensor {
  const [n, columns] = rows.shape;
  let order = countedPositions(rows, n);
  for (let column = columns - 1; column >= 0; column--) {
    const keys = indexSelect(select(rows, 1, column), 0, order);
    order = indexSelect(order, 0, argSort(keys));
  }
  return order;
}

/** Whether each row but the first differs from the one before; NaN differs from itself, yet two of them are one value. */
function changes(rows: Tensor): Tensor {
  const n = rows.shape[0];
  const [before, after] = [narrow(rows, 0, 0, n - 1), narrow(rows, 0, 1, n - 1)];
  const differ = where(equal(before, before), notEqual(before, after), equal(after, after));
  return any(differ, 1);
}
