/** Scans: what a reduction has come to at each position of a dim, with gradients. */

import { backend } from "../backend/current.ts";
import type { ScanName } from "../backend/order.ts";
import { isFloat, toFloat } from "../dtype.ts";
import { DTypeError, describe } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { normalizeDim, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { equal, where } from "./compare.ts";
import { gather } from "./indexing.ts";
import { concat } from "./join.ts";
import { narrow } from "./movement.ts";
import { exp } from "./unary.ts";

/** Options of {@link cumsum} and {@link cumprod}. */
export interface ScanOptions {
  /** Leaves each element out of its own result, which begins with 0 (a product with 1). Default false. */
  readonly exclusive?: boolean | undefined;
  /** Runs from the end to the start. Default false. */
  readonly reverse?: boolean | undefined;
}

/**
 * The sums of the elements up to each one along `dim`: `y[i] = Σ x[k], k ≤ i`, added in float64. Bool and uint8 are
 * summed as int32; sums of integers beyond 2^31 wrap around.
 *
 * @example cumsum(tensor([1, 2, 3]), 0); // [1, 3, 6]
 * @example cumsum(tensor([1, 2, 3]), 0, { exclusive: true, reverse: true }); // [5, 3, 0]
 */
export function cumsum(x: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  const { exclusive = false, reverse = false } = options;
  const at = normalizeDim("cumsum", dim, x.rank);
  const total = inclusiveSum(x, at, reverse);
  return exclusive ? moved(total, at, reverse, 0) : total;
}

function inclusiveSum(x: Tensor, dim: number, reverse: boolean): Tensor {
  const y = scan("cumsum", numeric(x), dim, reverse);
  return record(y, [x], () => (g) => [inclusiveSum(g, dim, !reverse)]);
}

/**
 * The products of the elements up to each one along `dim`: `y[i] = Π x[k], k ≤ i`, multiplied in float64. Bool and
 * uint8 are multiplied as int32; products of integers beyond 2^31 wrap around. The gradient divides by nothing, so that
 * zeros are as good as other numbers.
 *
 * @example cumprod(tensor([1, 2, 3, 4]), 0); // [1, 2, 6, 24]
 */
export function cumprod(x: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  const { exclusive = false, reverse = false } = options;
  const at = normalizeDim("cumprod", dim, x.rank);
  const product = inclusiveProduct(x, at, reverse);
  return exclusive ? moved(product, at, reverse, 1) : product;
}

function inclusiveProduct(x: Tensor, dim: number, reverse: boolean): Tensor {
  const y = scan("cumprod", numeric(x), dim, reverse);
  return record(y, [x], () => (g) => {
    // dx[j] = Π x[k], k < j, times Σ g[i] Π x[k], j < k ≤ i; the sum is a recurrence.
    const factors = reverse ? moved(x, dim, false, 0) : x;
    return [
      mul(
        moved(inclusiveProduct(x, dim, reverse), dim, reverse, 1),
        recurrence(factors, g, dim, !reverse),
      ),
    ];
  });
}

/** `x` moved on by one along `dim`, `first` where nothing came before. */
function moved(x: Tensor, dim: number, reverse: boolean, first: number): Tensor {
  const n = x.shape[dim];
  if (n === 0) return x;
  const rest = narrow(x, dim, reverse ? 1 : 0, n - 1);
  const shape = x.shape.map((size, i) => (i === dim ? 1 : size));
  const edge = run.full(x, x.dtype, shape, first);
  return concat(reverse ? [rest, edge] : [edge, rest], dim);
}

/**
 * `ln Σ eˣ` of the elements up to each one along `dim`, the greatest so far taken out, so that nothing overflows.
 *
 * @example logcumsumexp(tensor([1000, 1000]), 0); // [1000, 1000.6932]
 */
export function logcumsumexp(x: Tensor, dim: number): Tensor {
  const at = normalizeDim("logcumsumexp", dim, x.rank);
  const y = scan("logcumsumexp", run.cast(x, toFloat(x.dtype)), at, false);
  return record(y, [x], () => (g) => {
    // dx[j] = e^(x[j] - y[j]) q[j] with q[j] = g[j] + e^(y[j] - y[j + 1]) q[j + 1]: no exponent is above 0.
    const n = x.shape[at];
    if (n === 0) return [g];
    const floor = where(equal(y, Number.NEGATIVE_INFINITY), 0, y);
    const before = concat([narrow(y, at, 0, 1), narrow(y, at, 0, n - 1)], at);
    const q = recurrence(exp(sub(before, floor)), g, at, true);
    return [mul(exp(sub(x, floor)), q)];
  });
}

/**
 * `y[t] = b[t] + a[t] y[t - 1]` along `dim`, or `b[t] + a[t + 1] y[t + 1]` in reverse; the one is the gradient of the
 * other.
 */
export function recurrence(a: Tensor, b: Tensor, dim: number, reverse: boolean): Tensor {
  const factors = run.contiguous(a);
  const terms = run.contiguous(b);
  const y = run.empty("recurrence", b, b.dtype, contiguousLayout(b.shape));
  const sizes = around(b, dim);
  backend().recurrence(
    b.dtype,
    ...sizes,
    reverse,
    run.start(factors),
    run.start(terms),
    run.start(y),
  );
  return record(y, [a, b], () => (g) => {
    const adjoint = recurrence(a, g, dim, !reverse);
    const product = reverse
      ? mul(moved(adjoint, dim, false, 0), y)
      : mul(adjoint, moved(y, dim, false, 0));
    return [product, adjoint];
  });
}

/** Values with the positions along a dim that they came from. */
export interface Picked {
  /** The elements; their gradients flow to where they came from. */
  readonly values: Tensor;
  /** The position of each along the dim, as int32. */
  readonly indices: Tensor;
}

/**
 * The greatest element up to each one along `dim` with its position, the first of equal ones; once a NaN came, NaN.
 *
 * @example cummax(tensor([1, 3, 2]), 0).values; // [1, 3, 3]
 */
export function cummax(x: Tensor, dim: number): Picked {
  return leading("cummax", x, dim);
}

/**
 * The least element up to each one along `dim` with its position, the first of equal ones; once a NaN came, NaN.
 *
 * @example cummin(tensor([3, 1, 2]), 0).indices; // [0, 1, 1]
 */
export function cummin(x: Tensor, dim: number): Picked {
  return leading("cummin", x, dim);
}

function leading(name: "cummax" | "cummin", x: Tensor, dim: number): Picked {
  if (x.dtype === "bool") {
    throw new DTypeError(name, `${describe(x)}; it takes numbers. Cast it: x.cast("uint8").`);
  }
  const at = normalizeDim(name, dim, x.rank);
  const indices = scan(name, x, at, false);
  return { values: gather(x, at, indices), indices };
}

function scan(name: ScanName, x: Tensor, dim: number, reverse: boolean): Tensor {
  const source = run.contiguous(x);
  const dtype = name === "cummax" || name === "cummin" ? "int32" : x.dtype;
  const y = run.empty(name, x, dtype, contiguousLayout(x.shape));
  backend().scan[name](x.dtype, ...around(x, dim), reverse, run.start(source), run.start(y));
  return y;
}

/** Floats as they are, whole numbers and bool as int32. */
function numeric(x: Tensor): Tensor {
  return isFloat(x.dtype) ? x : run.cast(x, "int32");
}

/** The sizes before, at and after a dim. */
function around(x: Tensor, dim: number): readonly [number, number, number] {
  return [sizeOf(x.shape.slice(0, dim)), x.shape[dim], sizeOf(x.shape.slice(dim + 1))];
}
