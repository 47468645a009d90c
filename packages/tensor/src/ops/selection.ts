/** Elements picked by masks and by their places in row-major order. */

import { backend } from "../backend/current.ts";
import { holds } from "../dtype.ts";
import { DTypeError, describe, ShapeError } from "../errors.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { broadcastShapes, checkShape, sameShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { where } from "./compare.ts";
import { indexSelect } from "./indexing.ts";
import { expand, reshape } from "./movement.ts";

/**
 * The positions of the elements that are not 0, in row-major order: int32 `[count, rank]`, a row for each.
 *
 * @example nonzero(tensor([[0, 5], [6, 0]])); // [[0, 1], [1, 0]]
 */
export function nonzero(x: Tensor): Tensor {
  const source = run.contiguous(x);
  const count = backend().nonzero(x.dtype, x.shape, run.start(source), 0);
  checkShape("nonzero", [count, x.rank]);
  const y = run.empty("nonzero", x, "int32", contiguousLayout([count, x.rank]));
  if (y.size > 0) backend().nonzero(x.dtype, x.shape, run.start(source), run.start(y));
  return y;
}

/**
 * The elements of `x` at places counted in row-major order, in the shape of the int32 tensor `index`.
 *
 * @example take(tensor([[1, 2], [3, 4]]), tensor([3, 0], { dtype: "int32" })); // [4, 1]
 */
export function take(x: Tensor, index: Tensor): Tensor {
  const flat = reshape(index, [index.size]);
  return reshape(indexSelect(reshape(x, [x.size]), 0, flat), index.shape);
}

/**
 * `x` with `value` where the bool tensor `mask`, which broadcasts to its shape, holds.
 *
 * @example maskedFill(tensor([1, 2, 3]), tensor([true, false, true]), 0); // [0, 2, 0]
 */
export function maskedFill(x: Tensor, mask: Tensor, value: number): Tensor {
  checkMask("maskedFill", mask);
  if (!holds(x.dtype, value)) {
    throw new DTypeError(
      "maskedFill",
      `a value of ${value} for ${describe(x)}; its dtype does not hold it. Cast the tensor or mend the value.`,
    );
  }
  if (!sameShape(broadcastShapes("maskedFill", x.shape, mask.shape), x.shape)) {
    throw new ShapeError(
      "maskedFill",
      `the mask ${describe(mask)} for ${describe(x)}; it must broadcast to that shape. Reshape it, or expand x.`,
      [x.shape, mask.shape],
    );
  }
  return where(mask, run.full(x, x.dtype, [], value), x);
}

/**
 * The elements of `x` where the bool tensor `mask` holds, both broadcast, in row-major order and one dim.
 *
 * @example maskedSelect(tensor([1, 2, 3]), tensor([true, false, true])); // [1, 3]
 */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  checkMask("maskedSelect", mask);
  const shape = broadcastShapes("maskedSelect", x.shape, mask.shape);
  checkShape("maskedSelect", shape);
  const flat = reshape(expand(mask, shape), [sizeOf(shape)]);
  const places = nonzero(flat);
  return indexSelect(reshape(expand(x, shape), [flat.size]), 0, reshape(places, [places.size]));
}

/** Refuses a mask that is not bool. */
export function checkMask(op: string, mask: Tensor): void {
  if (mask.dtype === "bool") return;
  throw new DTypeError(
    op,
    `the mask is ${describe(mask)}; it must be bool. Compare first: notEqual(mask, 0).`,
  );
}
