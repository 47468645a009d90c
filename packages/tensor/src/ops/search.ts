/** Finding places among sorted values. */

import { backend } from "../backend/current.ts";
import { promote } from "../dtype.ts";
import { describe, ShapeError } from "../errors.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Options of {@link searchSorted} and {@link bucketize}. */
export interface SearchOptions {
  /** Among equal ones after the last, else before the first. Default false. */
  readonly right?: boolean | undefined;
}

/**
 * Where each value belongs among ascending ones, as int32: how many of them are less, with `right` how many are not
 * greater. `sorted` has one dim, or all dims of `values` but the last, which it may have of any size: then each row is
 * searched by itself. NaN is greater than all. That `sorted` ascends is not checked.
 *
 * @example searchSorted(tensor([1, 3, 5]), tensor([0, 3, 9])); // [0, 1, 3]
 */
export function searchSorted(sorted: Tensor, values: Tensor, options: SearchOptions = {}): Tensor {
  const isList = sorted.rank === 1;
  const fits =
    sorted.rank === values.rank &&
    sorted.shape.slice(0, -1).every((size, i) => size === values.shape[i]);
  if (!isList && (sorted.rank === 0 || !fits)) {
    throw new ShapeError(
      "searchSorted",
      `${describe(values)} among ${describe(sorted)}; the sorted values must have one dim, or the sizes of the ` +
        "others in all dims but the last. Reshape one.",
      [sorted.shape, values.shape],
    );
  }
  const dtype = promote(sorted.dtype, values.dtype);
  const ascending = run.contiguous(run.cast(sorted, dtype));
  const wanted = run.contiguous(run.cast(values, dtype));
  const y = run.empty("searchSorted", values, "int32", contiguousLayout(values.shape));
  const rows = isList ? 1 : sizeOf(sorted.shape.slice(0, -1));
  backend().searchSorted(
    dtype,
    rows,
    sorted.shape.at(-1) as number,
    isList ? values.size : (values.shape.at(-1) as number),
    options.right ?? false,
    run.start(ascending),
    run.start(wanted),
    run.start(y),
  );
  return y;
}

/**
 * The bucket of each element between ascending `boundaries`, as int32: `boundaries[i - 1] < x <= boundaries[i]`, with
 * `right` `boundaries[i - 1] <= x < boundaries[i]`.
 *
 * @example bucketize(tensor([0, 1, 2.5]), tensor([1, 2])); // [0, 0, 2]
 */
export function bucketize(x: Tensor, boundaries: Tensor, options: SearchOptions = {}): Tensor {
  if (boundaries.rank === 1) return searchSorted(boundaries, x, options);
  throw new ShapeError(
    "bucketize",
    `the boundaries are ${describe(boundaries)}; they must have one dim. Flatten them.`,
    [boundaries.shape],
  );
}
