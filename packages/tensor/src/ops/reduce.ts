/** Reductions over any set of dims, with their gradients. */

import type { ReduceKernel } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import { isFloat, toFloat } from "../dtype.ts";
import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import * as run from "../run.ts";
import { normalizeDims, reducedShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul, sub } from "./binary.ts";
import { equal, where } from "./compare.ts";
import { expand, reshape } from "./movement.ts";
import { abs, cast, exp, log, sqrt } from "./unary.ts";

/** The dims that a reduction runs over: one, several, or all where it is undefined. */
export type Dims = number | readonly number[];

/** Options of a reduction. */
export interface ReduceOptions {
  /** Keeps the reduced dims with size 1. Default false. */
  readonly keepdim?: boolean | undefined;
}

/**
 * The sum over `dim`, in a fixed order of blocks, so that it has the same bits every time; 0 of nothing.
 * Bool and uint8 are summed as int32, and a sum of integers beyond 2^31 wraps around; as float64 it is exact to 2^53.
 *
 * @example
 * sum(tensor([[1, 2], [3, 4]]), 0); // [4, 6]
 * const counts = tensor([2147483647, 1], { dtype: "int32" });
 * counts.sum().item(); // -2147483648
 * counts.cast("float64").sum().item(); // 2147483648
 */
export function sum(x: Tensor, dim?: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
  const dims = normalizeDims("sum", dim, x.rank);
  const source = isFloat(x.dtype) ? x : run.cast(x, "int32");
  const y = run.reduce("sum", source, dims, source.dtype, reducedShape(x.shape, dims, keepdim));
  return record(y, [x], () => (g) => [spread(g, x, dims)]);
}

/** The gradient of a reduction's result over what was reduced: its dims put back and expanded. */
function spread(g: Tensor, x: Tensor, dims: readonly number[]): Tensor {
  return expand(reshape(g, reducedShape(x.shape, dims, true)), x.shape);
}

/**
 * The mean over `dim`; integers give float32. NaN of nothing.
 *
 * @example mean(tensor([1, 2, 6])); // 3
 */
export function mean(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  const n = countOver("mean", x, dim);
  return div(sum(cast(x, toFloat(x.dtype)), dim, options), n);
}

/** The number of elements that go into each result. */
function countOver(op: string, x: Tensor, dim: Dims | undefined): number {
  return sizeOf(normalizeDims(op, dim, x.rank).map((i) => x.shape[i]));
}

function refuseNothing(op: string, x: Tensor, dim: Dims | undefined): void {
  if (countOver(op, x, dim) > 0) return;
  throw new ShapeError(
    op,
    `${describe(x)} has nothing to reduce; at least one element is needed. Check the size.`,
    [x.shape],
  );
}

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends ReduceOptions {
  /** What is taken off the count: 1 for a sample (the default, as in PyTorch), 0 for a population. */
  readonly correction?: number | undefined;
}

/**
 * The variance over `dim`: `Σ (x - mean)² / (n - correction)`, in two passes, so that a large mean costs no
 * accuracy. NaN where no more elements are there than `correction`.
 *
 * @example variance(tensor([1, 2, 3])); // 1
 */
export function variance(x: Tensor, dim?: Dims, options: VarianceOptions = {}): Tensor {
  const { correction = 1 } = options;
  if (!(correction >= 0)) {
    throw new ArgumentError(
      "variance",
      `a correction of ${correction}; it must be 0 or more. Pass { correction: 0 }.`,
    );
  }
  const degrees = countOver("variance", x, dim) - correction;
  const divisor = degrees > 0 ? degrees : Number.NaN;
  const source = cast(x, toFloat(x.dtype));
  const dims = normalizeDims("variance", dim, x.rank);
  const to = reducedShape(x.shape, dims, options.keepdim ?? false);
  const kernel: ReduceKernel = (dtype, outer, size, inner, from, at) => {
    backend().variance(dtype, outer, size, inner, divisor, from, at);
  };
  const y = run.reduceBy("variance", kernel, source, dims, source.dtype, to);
  return record(y, [source], () => (g) => {
    const deviation = sub(source, mean(source, dims, { keepdim: true }));
    return [mul(deviation, mul(spread(g, source, dims), 2 / divisor))];
  });
}

/**
 * The standard deviation over `dim`: the root of {@link variance}. Where all elements are equal its gradient is 0.
 *
 * @example std(tensor([1, 2, 3])); // 1
 */
export function std(x: Tensor, dim?: Dims, options: VarianceOptions = {}): Tensor {
  const squared = variance(x, dim, options);
  const isZero = equal(squared, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, squared)));
}

/**
 * The greatest element over `dim`; NaN where there is one. Equal ones share the gradient evenly.
 *
 * @example max(tensor([[1, 5], [7, 2]]), 1); // [5, 7]
 */
export function max(x: Tensor, dim?: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
  return extreme("max", x, dim, keepdim);
}

/**
 * The least element over `dim`; NaN where there is one. Equal ones share the gradient evenly.
 *
 * @example min(tensor([[1, 5], [7, 2]]), 1); // [1, 2]
 */
export function min(x: Tensor, dim?: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
  return extreme("min", x, dim, keepdim);
}

function extreme(name: "max" | "min", x: Tensor, dim: Dims | undefined, keepdim: boolean): Tensor {
  const dims = normalizeDims(name, dim, x.rank);
  refuseNothing(name, x, dim);
  const y = run.reduce(name, x, dims, x.dtype, reducedShape(x.shape, dims, keepdim));
  return record(y, [x], () => (g) => {
    const chosen = cast(equal(x, reshape(y, reducedShape(x.shape, dims, true))), x.dtype);
    return [mul(spread(g, x, dims), div(chosen, sum(chosen, dims, { keepdim: true })))];
  });
}

/**
 * The position of the greatest element along `dim`, or among all in row-major order, as int32; the first of equal
 * ones, the first NaN where there is one.
 *
 * @example argMax(tensor([[1, 5], [7, 2]]), 1); // [1, 0]
 */
export function argMax(x: Tensor, dim?: number, { keepdim = false }: ReduceOptions = {}): Tensor {
  return position("argMax", x, dim, keepdim);
}

/**
 * The position of the least element along `dim`, or among all in row-major order, as int32; the first of equal
 * ones, the first NaN where there is one.
 *
 * @example argMin(tensor([[1, 5], [7, 2]]), 1); // [0, 1]
 */
export function argMin(x: Tensor, dim?: number, { keepdim = false }: ReduceOptions = {}): Tensor {
  return position("argMin", x, dim, keepdim);
}

function position(
  name: "argMax" | "argMin",
  x: Tensor,
  dim: number | undefined,
  keepdim: boolean,
): Tensor {
  if (x.dtype === "bool") {
    throw new DTypeError(name, `${describe(x)}; it takes numbers. Cast it: x.cast("uint8").`);
  }
  const dims = normalizeDims(name, dim, x.rank);
  refuseNothing(name, x, dim);
  return run.reduce(name, x, dims, "int32", reducedShape(x.shape, dims, keepdim));
}

/**
 * `ln Σ eˣ` over `dim`, the greatest element taken out first, so that nothing overflows.
 *
 * @example logSumExp(tensor([1000, 1000])); // 1000.6932
 */
export function logSumExp(x: Tensor, dim?: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
  refuseNothing("logSumExp", x, dim);
  const dims = normalizeDims("logSumExp", dim, x.rank);
  const top = max(x.detach(), dim, { keepdim: true });
  // An infinite maximum would give ∞ - ∞; 0 in its place lets log and exp settle it.
  const shift = where(equal(abs(top), Number.POSITIVE_INFINITY), 0, top);
  const total = log(sum(exp(sub(x, shift)), dim, { keepdim: true }));
  return reshape(total.add(shift), reducedShape(x.shape, dims, keepdim));
}
