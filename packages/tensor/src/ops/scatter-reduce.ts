/** What several elements that go to one place come to there. */

import { backend } from "../backend/current.ts";
import { isFloat } from "../dtype.ts";
import { ArgumentError, DTypeError, describe } from "../errors.ts";
import { record } from "../graph.ts";
import * as run from "../run.ts";
import { normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, maximum, mul } from "./binary.ts";
import { equal, notEqual, where } from "./compare.ts";
import {
  checkList,
  checkScattered,
  gather,
  refuseBool,
  resized,
  scatter,
  scatterAdd,
  scattered,
} from "./indexing.ts";
import { concat } from "./join.ts";
import { expand, narrow, reshape } from "./movement.ts";
import { recurrence } from "./scan.ts";
import { argSort } from "./sort.ts";
import { cast } from "./unary.ts";

/** What {@link scatterReduce} makes of the elements at one place. */
export type ScatterReduction = "sum" | "prod" | "mean" | "amax" | "amin";

/** Options of {@link scatterReduce} and {@link indexReduce}. */
export interface ScatterReduceOptions {
  /** Whether what stands in `x` at a place counts among what goes there. Default true. */
  readonly includeSelf?: boolean | undefined;
}

/**
 * `x` with the elements of `source` that `index` sends to a place along `dim` reduced there: `y[index[i][j]][j]` is the
 * sum, product, mean (of floats), greatest or least of `x[index[i][j]][j]` and all its `source[i][j]`, for dim 0. What
 * nothing goes to stays. Equal greatest or least ones share the gradient evenly.
 *
 * @example scatterReduce(zeros([2]), 0, tensor([1, 1], { dtype: "int32" }), tensor([4, 5]), "amax"); // [0, 5]
 */
export function scatterReduce(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduction: ScatterReduction,
  options: ScatterReduceOptions = {},
): Tensor {
  const at = normalizeDim("scatterReduce", dim, x.rank);
  return reduced("scatterReduce", x, at, index, source, reduction, options);
}

/**
 * `x` with the slices of `source` along `dim` reduced at the positions in `index`, an int32 tensor of one dim, as
 * {@link scatterReduce} does it with elements.
 *
 * @example indexReduce(ones([2, 2]), 0, tensor([1, 1], { dtype: "int32" }), tensor([[2, 3], [4, 5]]), "prod"); // [[1, 1], [8, 15]]
 */
export function indexReduce(
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduction: ScatterReduction,
  options: ScatterReduceOptions = {},
): Tensor {
  const at = normalizeDim("indexReduce", dim, x.rank);
  checkList("indexReduce", index);
  const list = reshape(
    index,
    x.shape.map((_, i) => (i === at ? index.size : 1)),
  );
  const full = expand(list, resized(x, at, index.size));
  return reduced("indexReduce", x, at, full, source, reduction, options);
}

const reductions: readonly string[] = ["sum", "prod", "mean", "amax", "amin"];

function reduced(
  op: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  reduction: ScatterReduction,
  { includeSelf = true }: ScatterReduceOptions,
): Tensor {
  if (!reductions.includes(reduction)) {
    throw new ArgumentError(
      op,
      `"${reduction}" is no reduction; they are ${reductions.join(", ")}. Name one.`,
    );
  }
  if (reduction === "amax" || reduction === "amin") {
    return extremes(op, reduction, x, dim, index, source, includeSelf);
  }
  refuseBool(op, x);
  if (reduction === "mean" && !isFloat(x.dtype)) {
    throw new DTypeError(
      op,
      `the mean of ${describe(x)}; whole numbers have none. Cast them: x.cast("float32").`,
    );
  }
  checkScattered(op, x, dim, index, source);
  const neutral = reduction === "prod" ? 1 : 0;
  const base = includeSelf ? x : scatter(x, dim, index, filled(source, neutral));
  if (reduction === "prod") return products(op, base, dim, index, source);
  const total = scatterAdd(base, dim, index, source);
  if (reduction === "sum") return total;
  const own = run.full(x, x.dtype, x.shape, includeSelf ? 1 : 0);
  const counts = scatterAdd(own, dim, index, filled(source, 1));
  return div(total, includeSelf ? counts : maximum(counts, 1));
}

function filled(like: Tensor, value: number): Tensor {
  return run.full(like, like.dtype, like.shape, value);
}

function extremes(
  op: string,
  name: "amax" | "amin",
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  includeSelf: boolean,
): Tensor {
  // Any element of a place begins its greatest one as well as what stood there.
  const start = includeSelf ? x : scattered(op, backend().scatter, x, dim, index, source);
  const y = scattered(op, backend().scatterReduce[name], start, dim, index, source);
  return record(y, [x, source], () => (g) => {
    const isOwn = includeSelf ? equal(x, y) : scatter(filled(x, 1), dim, index, filled(source, 0));
    const own = cast(isOwn, x.dtype);
    const theirs = cast(equal(source, gather(y, dim, index)), x.dtype);
    const share = div(g, scatterAdd(own, dim, index, theirs));
    return [mul(share, own), () => mul(gather(share, dim, index), theirs)];
  });
}

function products(op: string, x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const y = scattered(op, backend().scatterReduce.prod, x, dim, index, source);
  return record(y, [x, source], () => (g) => [
    () => mul(g, products(op, filled(x, 1), dim, index, source)),
    () => mul(gather(mul(g, x), dim, index), productsOfOthers(source, dim, index)),
  ]);
}

/**
 * For each element the product of the others that go to its place, without a division: in the order of the places,
 * what came before it times what comes after it.
 */
function productsOfOthers(source: Tensor, dim: number, index: Tensor): Tensor {
  const n = source.shape[dim];
  if (source.size === 0) return source;
  const order = argSort(index, dim);
  const sorted = gather(source, dim, order);
  const places = gather(index, dim, order);
  const part = (x: Tensor, first: number) => narrow(x, dim, first, n - 1);
  const differ = notEqual(part(places, 1), part(places, 0));
  const edge = run.full(source, "bool", resized(source, dim, 1), 1);
  const isFirst = concat([edge, differ], dim);
  const isLast = concat([differ, edge], dim);
  const previous = concat([narrow(sorted, dim, 0, 1), part(sorted, 0)], dim);
  const before = recurrence(where(isFirst, 0, previous), cast(isFirst, source.dtype), dim, false);
  const after = recurrence(where(isFirst, 0, sorted), cast(isLast, source.dtype), dim, true);
  return scatter(filled(source, 0), dim, order, mul(before, after));
}
