/** Sorting, and the quantiles that are read off sorted elements. */

import { backend } from "../backend/current.ts";
import { toFloat } from "../dtype.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { checkCount, normalizeDim, normalizeDims, reducedShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, maximum, mul, sub } from "./binary.ts";
import { equal, where } from "./compare.ts";
import { floorDivide } from "./division.ts";
import { gather } from "./indexing.ts";
import { stack } from "./join.ts";
import { permute, reshape, select } from "./movement.ts";
import type { Dims, ReduceOptions } from "./reduce.ts";
import { sum } from "./reduce.ts";
import type { Picked } from "./scan.ts";
import { cast } from "./unary.ts";

/** Options of {@link sort} and {@link argSort}. */
export interface SortOptions {
  /** From the greatest to the least. Default false. */
  readonly descending?: boolean | undefined;
}

/**
 * The elements in order along `dim`, the last by default, with the positions they came from. Equal ones keep their
 * order, and NaN comes last in either direction.
 *
 * @example sort(tensor([3, 1, 2])).values; // [1, 2, 3]
 * @example sort(tensor([3, 1, 2]), -1, { descending: true }).indices; // [0, 2, 1]
 */
export function sort(x: Tensor, dim = -1, options: SortOptions = {}): Picked {
  const indices = sortedPositions("sort", x, dim, options);
  return { values: gather(x, dim, indices), indices };
}

/**
 * The positions of the elements in order along `dim`, as int32: the indices of {@link sort}.
 *
 * @example argSort(tensor([3, 1, 2])); // [1, 2, 0]
 */
export function argSort(x: Tensor, dim = -1, options: SortOptions = {}): Tensor {
  return sortedPositions("argSort", x, dim, options);
}

function sortedPositions(
  op: string,
  x: Tensor,
  dim: number,
  { descending = false }: SortOptions,
): Tensor {
  const at = normalizeDim(op, dim, x.rank);
  const source = run.contiguous(x);
  const y = run.empty(op, x, "int32", contiguousLayout(x.shape));
  const outer = sizeOf(x.shape.slice(0, at));
  const inner = sizeOf(x.shape.slice(at + 1));
  backend().argSort(
    x.dtype,
    outer,
    x.shape[at],
    inner,
    descending,
    run.start(source),
    run.start(y),
  );
  return y;
}

/** Options of {@link topK}. */
export interface TopKOptions {
  /** Whether the greatest are wanted, else the least. Default true. */
  readonly largest?: boolean | undefined;
}

/**
 * The `k` greatest (or least) elements along `dim` in order, with their positions; the first of equal ones come
 * first, and NaN after all numbers.
 *
 * @example topK(tensor([3, 1, 4, 1, 5]), 2).values; // [5, 4]
 */
export function topK(x: Tensor, k: number, dim = -1, options: TopKOptions = {}): Picked {
  const at = normalizeDim("topK", dim, x.rank);
  checkCount("topK", "k", k);
  if (k > x.shape[at]) {
    throw new ShapeError(
      "topK",
      `the first ${k} along dim ${dim} of ${describe(x)}; it has ${x.shape[at]} there. Ask for fewer.`,
      [x.shape],
    );
  }
  const source = run.contiguous(x);
  const shape = x.shape.map((size, i) => (i === at ? k : size));
  const indices = run.empty("topK", x, "int32", contiguousLayout(shape));
  const outer = sizeOf(x.shape.slice(0, at));
  const inner = sizeOf(x.shape.slice(at + 1));
  const descending = options.largest ?? true;
  const [from, to] = [run.start(source), run.start(indices)];
  backend().topK(x.dtype, outer, x.shape[at], inner, k, descending, from, to);
  return { values: gather(x, at, indices), indices };
}

/** What stands for a quantile that lies between two elements. */
export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

/** Options of {@link quantile}. */
export interface QuantileOptions extends ReduceOptions {
  /**
   * Between two elements: `linear` (the default) the point at its share of the way, `lower` or `higher` one of them,
   * `midpoint` their mean, `nearest` the nearer, of two as near the one at an even position.
   */
  readonly interpolation?: Interpolation | undefined;
}

/**
 * The value over `dim` below which a share `q` of the elements lies: what stands at position `q (n - 1)` in their
 * order. Several shares give a first dim of their own. NaN where there is one; integers give float32.
 *
 * @example quantile(tensor([1, 2, 3, 5]), 0.5); // 2.5
 * @example quantile(tensor([1, 2, 3, 5]), [0, 1]); // [1, 5]
 */
export function quantile(
  x: Tensor,
  q: number | readonly number[],
  dim?: Dims,
  options: QuantileOptions = {},
): Tensor {
  const { keepdim = false, interpolation = "linear" } = options;
  const shares = typeof q === "number" ? [q] : q;
  checkShares(shares);
  const { sorted, n, shape } = sortedLines("quantile", x, dim, keepdim);
  const found = shares.map((share) => quantileOf(sorted, share * (n - 1), interpolation, shape));
  return typeof q === "number" ? (found[0] as Tensor) : stack(found);
}

function checkShares(shares: readonly number[]): void {
  const wrong = shares.find((share) => !(share >= 0 && share <= 1));
  if (wrong === undefined && shares.length > 0) return;
  throw new ArgumentError(
    "quantile",
    shares.length === 0
      ? "no share is given; at least one is needed. Pass a number from 0 to 1."
      : `a share of ${wrong}; shares lie between 0 and 1. Mend it.`,
  );
}

/** The dims that stay, and the lines over the others as `[kept, reduced]` in order, NaN last; integers give float32. */
function sortedLines(
  op: string,
  x: Tensor,
  dim: Dims | undefined,
  keepdim: boolean,
): { sorted: Tensor; n: number; shape: Shape } {
  const dims = normalizeDims(op, dim, x.rank);
  const n = sizeOf(dims.map((i) => x.shape[i]));
  if (n === 0) {
    throw new ShapeError(
      op,
      `${describe(x)} has nothing to reduce; at least one element is needed. Check the size.`,
      [x.shape],
    );
  }
  const kept = x.shape.map((_, i) => i).filter((i) => !dims.includes(i));
  const lines = reshape(permute(cast(x, toFloat(x.dtype)), [...kept, ...dims]), [
    sizeOf(kept.map((i) => x.shape[i])),
    n,
  ]);
  return { sorted: sort(lines).values, n, shape: reducedShape(x.shape, dims, keepdim) };
}

/** What stands at a position of each line; NaN where the line has one. */
function quantileOf(
  sorted: Tensor,
  position: number,
  interpolation: Interpolation,
  shape: Shape,
): Tensor {
  const last = select(sorted, 1, -1);
  const value = between(sorted, position, interpolation);
  return reshape(where(equal(last, last), value, last), shape);
}

/** What stands in sorted lines at a position that may be no whole number. */
function between(sorted: Tensor, position: number, interpolation: Interpolation): Tensor {
  const low = Math.floor(position);
  const share = position - low;
  const at = (i: number) => select(sorted, 1, i);
  if (share === 0 || interpolation === "lower") return at(low);
  if (interpolation === "higher") return at(low + 1);
  if (interpolation === "nearest") {
    const up = share === 0.5 ? low % 2 === 1 : share > 0.5;
    return at(up ? low + 1 : low);
  }
  return towards(at(low), at(low + 1), interpolation === "midpoint" ? 0.5 : share);
}

/** The point at a share of the way; equal neighbours, infinite ones among them, need no way between them. */
function towards(below: Tensor, above: Tensor, share: number): Tensor {
  return add(below, mul(where(equal(below, above), 0, sub(above, below)), share));
}

/**
 * The middle element over `dim` in their order, the mean of the two middle ones where their number is even, as
 * NumPy has it; NaN where there is one. Integers give float32.
 *
 * @example median(tensor([7, 1, 3])); // 3
 */
export function median(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  const { sorted, n, shape } = sortedLines("median", x, dim, options.keepdim ?? false);
  return quantileOf(sorted, 0.5 * (n - 1), "linear", shape);
}

/**
 * {@link median} of the elements over `dim` that are not NaN, as NumPy has it; NaN where there is none.
 *
 * @example nanmedian(tensor([7, NaN, 1, 3])); // 3
 */
export function nanmedian(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  const { sorted, shape } = sortedLines("nanmedian", x, dim, options.keepdim ?? false);
  const last = sub(sum(equal(sorted, sorted), 1, { keepdim: true }), 1);
  const [low, high] = [floorDivide(last, 2), floorDivide(add(last, 1), 2)].map((at) =>
    gather(sorted, 1, maximum(at, 0)),
  );
  return reshape(towards(low, high, 0.5), shape);
}
