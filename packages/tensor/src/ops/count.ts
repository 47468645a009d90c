/** Reductions that ask: all, any, how many; and sums that pass over NaN. */

import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { div } from "./binary.ts";
import { equal, greater, notEqual, where } from "./compare.ts";
import type { Dims, ReduceOptions } from "./reduce.ts";
import { sum } from "./reduce.ts";
import { cast } from "./unary.ts";

/**
 * Whether every element over `dim` is not 0, as bool; NaN is not 0, and true of nothing.
 *
 * @example all(tensor([[1, 2], [0, 3]]), 1); // [true, false]
 */
export function all(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  return equal(sum(equal(x, 0), dim, options), 0);
}

/**
 * Whether any element over `dim` is not 0, as bool; NaN is not 0, and false of nothing.
 *
 * @example any(tensor([[0, 0], [0, 3]]), 1); // [false, true]
 */
export function any(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  return greater(countNonzero(x, dim, options), 0);
}

/**
 * The number of elements over `dim` that are not 0, as int32; NaN counts.
 *
 * @example countNonzero(tensor([[1, 0], [2, 3]]), 0); // [2, 1]
 */
export function countNonzero(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  return sum(notEqual(x, 0), dim, options);
}

/**
 * The sum over `dim` with NaN as 0; no gradient flows to a NaN.
 *
 * @example nansum(tensor([1, NaN, 2])); // 3
 */
export function nansum(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  run.checkFloat("nansum", x);
  return sum(where(equal(x, x), x, 0), dim, options);
}

/**
 * The mean over `dim` of the elements that are not NaN; NaN where there is none.
 *
 * @example nanmean(tensor([1, NaN, 2])); // 1.5
 */
export function nanmean(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  run.checkFloat("nanmean", x);
  return div(nansum(x, dim, options), cast(sum(equal(x, x), dim, options), x.dtype));
}
