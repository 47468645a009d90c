/** Views of the same elements in another shape or order, or of a part of them. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { broadcastStrides, contiguousLayout, layoutOf, reshapeStrides } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import {
  checkList,
  checkShape,
  inferShape,
  normalizeDim,
  normalizeDims,
  sameShape,
} from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { sumTo } from "./sum-to.ts";

/**
 * The same elements in row-major order in another shape; one size may be -1 and is worked out. A view where
 * strides allow it, else a copy.
 *
 * @example reshape(arange(6), [2, -1]); // [[0, 1, 2], [3, 4, 5]]
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const to = inferShape("reshape", shape, x.size, x.shape);
  const y = run.view("reshape", ...reshaped(x, to));
  return record(y, [x], () => (g) => [reshape(g, x.shape)]);
}

function reshaped(x: Tensor, to: Shape) {
  if (x.layout.contiguous && x.layout.offset === 0) return [x, contiguousLayout(to)] as const;
  const strides = reshapeStrides(x.layout, to);
  if (strides) return [x, layoutOf(to, strides, x.layout.offset)] as const;
  return [run.contiguous(x), contiguousLayout(to)] as const;
}

/**
 * The dims from `start` to `end` (included) as one; all of them by default.
 *
 * @example flatten(zeros([2, 3, 4]), 1).shape; // [ 2, 12 ]
 */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  if (x.rank === 0) return reshape(x, [1]);
  const first = normalizeDim("flatten", start, x.rank);
  const last = normalizeDim("flatten", end, x.rank);
  if (first > last) {
    throw new ShapeError(
      "flatten",
      `from dim ${start} to dim ${end} of ${describe(x)}; the first must not come after the last. Swap them.`,
    );
  }
  const merged = x.shape.slice(first, last + 1).reduce((n, size) => n * size, 1);
  return reshape(x, [...x.shape.slice(0, first), merged, ...x.shape.slice(last + 1)]);
}

/**
 * The dims in another order, as a view: dim `i` of the result is dim `dims[i]` of `x`.
 *
 * @example permute(zeros([2, 3, 4]), [2, 0, 1]).shape; // [ 4, 2, 3 ]
 */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  checkList("permute", "dims", dims);
  const order = dims.map((dim) => normalizeDim("permute", dim, x.rank));
  if (new Set(order).size !== x.rank || order.length !== x.rank) {
    throw new ShapeError(
      "permute",
      `dims [${dims.join(",")}] of ${describe(x)}; each dim must stand exactly once. List all ${x.rank}.`,
    );
  }
  const { shape, strides, offset } = x.layout;
  const pick = (list: readonly number[]) => order.map((i) => list[i]);
  const y = run.view("permute", x, layoutOf(pick(shape), pick(strides), offset));
  return record(y, [x], () => (g) => [permute(g, inverse(order))]);
}

function inverse(order: readonly number[]): number[] {
  const result = new Array<number>(order.length);
  order.forEach((dim, i) => {
    result[dim] = i;
  });
  return result;
}

/**
 * Two dims swapped, as a view; the last two by default.
 *
 * @example transpose(tensor([[1, 2], [3, 4]])); // [[1, 3], [2, 4]]
 */
export function transpose(x: Tensor, dim0 = -2, dim1 = -1): Tensor {
  const a = normalizeDim("transpose", dim0, x.rank);
  const b = normalizeDim("transpose", dim1, x.rank);
  const order = x.shape.map((_, i) => (i === a ? b : i === b ? a : i));
  return permute(x, order);
}

/**
 * Dims of size 1 repeated to `shape`, as a view that copies nothing; new dims may stand in front, and -1
 * keeps a size.
 *
 * @example expand(tensor([[1], [2]]), [2, 3]); // [[1, 1, 1], [2, 2, 2]]
 */
export function expand(x: Tensor, shape: Shape): Tensor {
  checkList("expand", "the shape", shape);
  const lead = shape.length - x.rank;
  const to = shape.map((n, i) => (n === -1 && i >= lead ? x.shape[i - lead] : n));
  const fits = lead >= 0 && x.shape.every((n, i) => n === 1 || n === to[lead + i]);
  if (!fits || to.some((n) => !Number.isInteger(n) || n < 0)) {
    throw new ShapeError(
      "expand",
      `${describe(x)} to [${shape.join(",")}]; only dims of size 1 are repeated, new ones stand in front. Mend the shape.`,
      [x.shape, shape],
    );
  }
  if (sameShape(to, x.shape)) return x;
  checkShape("expand", to);
  const y = run.view("expand", x, layoutOf(to, broadcastStrides(x.layout, to), x.layout.offset));
  return record(y, [x], () => (g) => [sumTo(g, x.shape)]);
}

/**
 * `x` without the dims of size 1, or without those named, which must have size 1.
 *
 * @example squeeze(zeros([1, 3, 1])).shape; // [ 3 ]
 */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  const ones = x.shape.flatMap((n, i) => (n === 1 ? [i] : []));
  const dims = dim === undefined ? ones : normalizeDims("squeeze", dim, x.rank);
  const wrong = dims.find((i) => x.shape[i] !== 1);
  if (wrong !== undefined) {
    throw new ShapeError(
      "squeeze",
      `dim ${wrong} of ${describe(x)}; only dims of size 1 can go. Name one of them.`,
      [x.shape],
    );
  }
  return reshape(
    x,
    x.shape.filter((_, i) => !dims.includes(i)),
  );
}

/**
 * `x` with a new dim of size 1 at `dim`; -1 puts it last.
 *
 * @example unsqueeze(zeros([3]), 0).shape; // [ 1, 3 ]
 */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  const at = normalizeDim("unsqueeze", dim, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/**
 * The elements `start` to `end` (excluded) along a dim, every `step`-th, as a view. Negative positions count
 * from the end, and positions past an end stop there. A negative step walks backwards, by default from the
 * last element through the first.
 *
 * @example
 * slice(arange(6), 0, 1, 6, 2); // [1, 3, 5]
 * slice(arange(6), 0, 4, undefined, -2); // [4, 2, 0]
 */
export function slice(x: Tensor, dim: number, start?: number, end?: number, step = 1): Tensor {
  const at = normalizeDim("slice", dim, x.rank);
  const [first, length] = range("slice", x.shape[at], start, end, step);
  return window(x, at, first, length, step);
}

/** The first position and the number of those that a range with a step takes of `size`. */
export function range(
  op: string,
  size: number,
  start: number | undefined,
  end: number | undefined,
  step: number,
): readonly [number, number] {
  if (!Number.isInteger(step) || step === 0) {
    throw new ArgumentError(op, `a step of ${step}; it must be a whole number but 0. Mend it.`);
  }
  // A walk backwards may stop before position 0, which is -1 here.
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const place = (position: number | undefined, natural: number) => {
    if (position === undefined) return natural;
    if (!Number.isInteger(position) && Math.abs(position) !== Number.POSITIVE_INFINITY) {
      throw new ArgumentError(
        op,
        `a position of ${position}; positions are whole numbers. Mend it.`,
      );
    }
    return Math.min(high, Math.max(low, position < 0 ? position + size : position));
  };
  const first = place(start, step > 0 ? low : high);
  const last = place(end, step > 0 ? high : low);
  return [first, Math.max(0, Math.ceil((last - first) / step))];
}

/** A view of `length` elements along `dim` from `first` on, every `step`-th; its gradient is {@link embed}. */
export function window(
  x: Tensor,
  dim: number,
  first: number,
  length: number,
  step: number,
): Tensor {
  const { shape, strides, offset } = x.layout;
  const stride = strides[dim];
  const layout = layoutOf(
    shape.map((n, i) => (i === dim ? length : n)),
    strides.map((s, i) => (i === dim ? s * step : s)),
    length === 0 ? offset : offset + first * stride,
  );
  const y = run.view("slice", x, layout);
  return record(y, [x], () => (g) => [embed(g, dim, shape[dim], first, step)]);
}

/** `size` elements `value` along `dim`, among which `x` stands from `first` on at every `step`-th place. */
export function embed(
  x: Tensor,
  dim: number,
  size: number,
  first: number,
  step: number,
  value = 0,
): Tensor {
  const shape = x.shape.map((n, i) => (i === dim ? size : n));
  const y = run.full(x, x.dtype, shape, value);
  const target = window(y, dim, first, x.shape[dim], step);
  run.copy(
    x.dtype,
    x.shape,
    run.start(x),
    x.layout.strides,
    run.start(target),
    target.layout.strides,
  );
  return record(y, [x], () => (g) => [window(g, dim, first, x.shape[dim], step)]);
}

/**
 * `length` elements along `dim` from `start` on, as a view; refuses a range that is not there.
 *
 * @example narrow(arange(6), 0, 2, 3); // [2, 3, 4]
 */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const at = normalizeDim("narrow", dim, x.rank);
  const size = x.shape[at];
  const whole = Number.isInteger(start) && Number.isInteger(length);
  if (!whole || start < 0 || length < 0 || start + length > size) {
    throw new ShapeError(
      "narrow",
      `${length} elements from ${start} along dim ${dim} of ${describe(x)}; it has ${size} there. Stay inside.`,
      [x.shape],
    );
  }
  return window(x, at, start, length, 1);
}

/**
 * What stands at one position of a dim, that dim gone, as a view; negative positions count from the end.
 *
 * @example select(tensor([[1, 2], [3, 4]]), 0, -1); // [3, 4]
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  const at = normalizeDim("select", dim, x.rank);
  const size = x.shape[at];
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new ShapeError(
      "select",
      `position ${index} along dim ${dim} of ${describe(x)}; it has ${size} there. Stay inside.`,
      [x.shape],
    );
  }
  return squeeze(window(x, at, index < 0 ? index + size : index, 1, 1), at);
}

/**
 * The same elements in row-major order without gaps: a copy of a view that is not so, else `x` itself.
 *
 * @example contiguous(transpose(tensor([[1, 2], [3, 4]]))); // [[1, 3], [2, 4]]
 */
export function contiguous(x: Tensor): Tensor {
  const y = run.contiguous(x);
  return y === x ? x : record(y, [x], () => (g) => [g]);
}
