/** Picking elements by tensors of positions, and the sums that are its gradients. */

import type { IndexKernel } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import { DTypeError, describe, IndexError, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { checkCount, normalizeDim, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { equal, where } from "./compare.ts";
import { reshape } from "./movement.ts";
import { countedPositions } from "./positions.ts";

/**
 * The slices along `dim` that stand at the positions in `index`, an int32 tensor of one dim.
 *
 * @example indexSelect(tensor([[1, 2], [3, 4]]), 0, tensor([1, 1], { dtype: "int32" })); // [[3, 4], [3, 4]]
 */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  const at = normalizeDim("indexSelect", dim, x.rank);
  const positions = checkPositions("indexSelect", index, x.shape[at]);
  checkList("indexSelect", index);
  const source = run.contiguous(x);
  const y = run.empty("indexSelect", x, x.dtype, contiguousLayout(resized(x, at, index.size)));
  runIndexed(backend().indexSelect, x, at, index.size, source, positions, y);
  const rule = () => (g: Tensor) => [indexAdd(zerosOf(x), at, index, g)];
  return record(y, [x], rule, [], false);
}

/**
 * `x` with the slices of `source` added along `dim` at the positions in `index`; a position that stands
 * twice is added to twice.
 *
 * @example indexAdd(zeros([3]), 0, tensor([2, 2], { dtype: "int32" }), ones([2])); // [0, 0, 2]
 */
export function indexAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  refuseBool("indexAdd", x);
  const at = normalizeDim("indexAdd", dim, x.rank);
  checkList("indexAdd", index);
  checkSameDType("indexAdd", x, source);
  const fits =
    source.rank === x.rank &&
    source.shape.every((n, i) => n === (i === at ? index.size : x.shape[i]));
  if (!fits) {
    throw new ShapeError(
      "indexAdd",
      `the source ${describe(source)} for ${describe(x)} with ${index.size} positions along dim ${dim}; ` +
        `it must have the shape [${resized(x, at, index.size).join(",")}]. Mend it.`,
      [x.shape, source.shape],
    );
  }
  const positions = checkPositions("indexAdd", index, x.shape[at]);
  const from = run.contiguous(source);
  const y = run.clone("indexAdd", x);
  runIndexed(backend().indexAdd, x, at, index.size, from, positions, y);
  return record(y, [x, source], () => (g) => [g, () => indexSelect(g, at, index)]);
}

/**
 * For each element of `index` the element of `x` that stands there along `dim`:
 * `y[i][j] = x[index[i][j]][j]` for dim 0. All other sizes agree.
 *
 * @example gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]], { dtype: "int32" })); // [[2], [3]]
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const at = normalizeDim("gather", dim, x.rank);
  checkBeside("gather", x, at, index);
  const positions = checkPositions("gather", index, x.shape[at]);
  const source = run.contiguous(x);
  const y = run.empty("gather", x, x.dtype, contiguousLayout(index.shape));
  runIndexed(backend().gather, x, at, index.shape[at], source, positions, y);
  return record(y, [x], () => (g) => [scatterAdd(zerosOf(x), at, index, g)]);
}

/**
 * `x` with each element of `source` added where `index` says along `dim`:
 * `y[index[i][j]][j] += source[i][j]` for dim 0; a place that is named twice is added to twice.
 *
 * @example scatterAdd(zeros([3]), 0, tensor([2, 0, 2], { dtype: "int32" }), ones([3])); // [1, 0, 2]
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  refuseBool("scatterAdd", x);
  const at = normalizeDim("scatterAdd", dim, x.rank);
  const y = scattered("scatterAdd", backend().scatterAdd, x, at, index, source);
  return record(y, [x, source], () => (g) => [g, () => gather(g, at, index)]);
}

/**
 * `x` with each element of `source` put where `index` says along `dim`: `y[index[i][j]][j] = source[i][j]` for
 * dim 0. Where a place is named twice the last of its elements stays, and the gradient flows to it alone.
 *
 * @example scatter(zeros([3]), 0, tensor([2, 0, 2], { dtype: "int32" }), tensor([4, 5, 6])); // [5, 0, 6]
 */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const at = normalizeDim("scatter", dim, x.rank);
  const y = scattered("scatter", backend().scatter, x, at, index, source);
  return record(y, [x, source], () => (g) => [
    () => scatter(g, at, index, run.full(g, g.dtype, index.shape, 0)),
    () => where(stays(x, at, index), gather(g, at, index), 0),
  ]);
}

/** Whether each element that is scattered is the last one at its place. */
function stays(x: Tensor, dim: number, index: Tensor): Tensor {
  const numbers = reshape(countedPositions(x, index.size), index.shape);
  const nowhere = run.full(x, "int32", x.shape, 0);
  const last = scattered("scatter", backend().scatter, nowhere, dim, index, numbers);
  return equal(gather(last, dim, index), numbers);
}

/** A copy of `x` into which a kernel has put `source` as `index` says along `dim`; checked, and not recorded. */
export function scattered(
  op: string,
  kernel: IndexKernel,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
): Tensor {
  const positions = checkScattered(op, x, dim, index, source);
  const from = run.contiguous(source);
  const y = run.clone(op, x);
  runIndexed(kernel, x, dim, index.shape[dim], from, positions, y);
  return y;
}

/** Refuses what cannot be scattered into `x` along `dim`; gives back the positions as contiguous int32. */
export function checkScattered(
  op: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
): Tensor {
  checkBeside(op, x, dim, index);
  checkSameDType(op, x, source);
  if (source.shape.join() !== index.shape.join()) {
    throw new ShapeError(
      op,
      `the source ${describe(source)} beside the index ${describe(index)}; their shapes must be the same. Mend one.`,
      [source.shape, index.shape],
    );
  }
  return checkPositions(op, index, x.shape[dim]);
}

/**
 * A 1 at each label's position among `classes` and 0 elsewhere, in a new last dim.
 *
 * @example oneHot(tensor([0, 2], { dtype: "int32" }), 3); // [[1, 0, 0], [0, 0, 1]]
 */
export function oneHot(labels: Tensor, classes: number): Tensor {
  checkCount("oneHot", "classes", classes);
  const positions = checkPositions("oneHot", labels, classes);
  const y = run.full(labels, "float32", [...labels.shape, classes], 0);
  const ones = run.full(labels, "float32", [labels.size], 1);
  backend().scatterAdd(
    "float32",
    labels.size,
    classes,
    1,
    1,
    run.start(ones),
    run.start(positions),
    run.start(y),
  );
  return y;
}

/** A kernel that moves elements between `n` places along a dim and the whole of `x` there, from `source` to `y`. */
export function runIndexed(
  kernel: IndexKernel,
  x: Tensor,
  dim: number,
  n: number,
  source: Tensor,
  positions: Tensor,
  y: Tensor,
): void {
  const outer = sizeOf(x.shape.slice(0, dim));
  const inner = sizeOf(x.shape.slice(dim + 1));
  const [from, at, to] = [run.start(source), run.start(positions), run.start(y)];
  kernel(x.dtype, outer, x.shape[dim], n, inner, from, at, to);
}

/** The shape of `x` with another size at `dim`. */
export function resized(x: Tensor, dim: number, size: number): number[] {
  return x.shape.map((n, i) => (i === dim ? size : n));
}

function zerosOf(x: Tensor): Tensor {
  return run.full(x, x.dtype, x.shape, 0);
}

/**
 * Refuses positions that are no int32 (or uint8) or lie outside 0 to `size - 1`; gives them back as
 * contiguous int32. `noun` is what a message calls them.
 */
export function checkPositions(op: string, index: Tensor, size: number, noun = "index"): Tensor {
  if (index.dtype !== "int32" && index.dtype !== "uint8") {
    throw new DTypeError(
      op,
      `the ${noun} tensor is ${describe(index)}; it must be int32. Cast it: ${noun}.cast("int32").`,
    );
  }
  const positions = run.contiguous(run.cast(index, "int32"));
  const wrong = backend().findOutOfRange(index.size, size, run.start(positions));
  if (wrong >= 0) {
    const value = run.valueAt(positions, wrong);
    throw new IndexError(
      op,
      `${noun}[${wrong}] of ${describe(index)}`,
      value,
      size,
      `Mend the ${noun}.`,
    );
  }
  return positions;
}

/** Refuses an index that has not exactly one dim. */
export function checkList(op: string, index: Tensor): void {
  if (index.rank === 1) return;
  throw new ShapeError(op, `the index is ${describe(index)}; it must have one dim. Flatten it.`, [
    index.shape,
  ]);
}

function checkBeside(op: string, x: Tensor, dim: number, index: Tensor): void {
  const fits = index.rank === x.rank && index.shape.every((n, i) => i === dim || n === x.shape[i]);
  if (fits) return;
  throw new ShapeError(
    op,
    `the index ${describe(index)} beside ${describe(x)}; all sizes but that of dim ${dim} must agree. Expand or narrow one.`,
    [x.shape, index.shape],
  );
}

/** Refuses bool, which has no sums. */
export function refuseBool(op: string, x: Tensor): void {
  if (x.dtype !== "bool") return;
  throw new DTypeError(op, `${describe(x)}; bool has no sums. Cast it: x.cast("int32").`);
}

function checkSameDType(op: string, x: Tensor, source: Tensor): void {
  if (x.dtype === source.dtype) return;
  throw new DTypeError(
    op,
    `the source ${describe(source)} beside ${describe(x)}; both must have one dtype. Cast one.`,
  );
}
