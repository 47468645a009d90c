/** Products and norms over any set of dims, with their gradients. */

import { isFloat, toFloat } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { record } from "../graph.ts";
import * as run from "../run.ts";
import { normalizeDims, reducedShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { div, mul, pow } from "./binary.ts";
import { equal, notEqual, where } from "./compare.ts";
import { expand, permute, reshape } from "./movement.ts";
import type { Dims, ReduceOptions } from "./reduce.ts";
import { max, min, sum } from "./reduce.ts";
import { cumprod } from "./scan.ts";
import { abs, cast, sqrt, square } from "./unary.ts";

/**
 * The product over `dim`; 1 of nothing. Bool and uint8 are multiplied as int32, and a product of integers beyond 2^31
 * wraps around. The gradient is the product of all others, found without a division, so that zeros are as good as other
 * numbers.
 *
 * @example prod(tensor([[1, 2], [3, 4]]), 0); // [3, 8]
 */
export function prod(x: Tensor, dim?: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
  const dims = normalizeDims("prod", dim, x.rank);
  const source = isFloat(x.dtype) ? x : run.cast(x, "int32");
  const y = run.reduce("prod", source, dims, source.dtype, reducedShape(x.shape, dims, keepdim));
  return record(y, [x], () => (g) => {
    const spread = expand(reshape(g, reducedShape(x.shape, dims, true)), x.shape);
    return [mul(spread, productOfOthers(x, dims))];
  });
}

/** For each element the product over `dims` of all others: those before it times those after it. */
function productOfOthers(x: Tensor, dims: readonly number[]): Tensor {
  const kept = x.shape.map((_, i) => i).filter((i) => !dims.includes(i));
  const order = [...kept, ...dims];
  const last = permute(x, order);
  const n = sizeOf(dims.map((i) => x.shape[i]));
  const lines = reshape(last, [sizeOf(kept.map((i) => x.shape[i])), n]);
  const others = mul(
    cumprod(lines, 1, { exclusive: true }),
    cumprod(lines, 1, { exclusive: true, reverse: true }),
  );
  const back = order.map((_, i) => order.indexOf(i));
  return permute(reshape(others, last.shape), back);
}

/** Options of {@link norm}. */
export interface NormOptions extends ReduceOptions {
  /**
   * The order: any number but NaN. 2 (the default) is the length, 1 the sum of magnitudes, Infinity the greatest and
   * -Infinity the least of them, 0 the number of elements that are not 0.
   */
  readonly order?: number | undefined;
}

/**
 * The norm over `dim`: `(Σ |x|ᵖ)^(1/p)`. The greatest magnitude is taken out first, so that no power overflows or
 * vanishes. The gradient at a norm of 0 is 0. Integers give float32.
 *
 * @example norm(tensor([3, 4])); // 5
 * @example norm(tensor([[3, -4], [1, 1]]), 1, { order: 1 }); // [7, 2]
 */
export function norm(x: Tensor, dim?: Dims, options: NormOptions = {}): Tensor {
  const { order = 2, keepdim = false } = options;
  if (Number.isNaN(order)) {
    throw new ArgumentError(
      "norm",
      "order is NaN; it must be a number, Infinity or -Infinity. Mend it.",
    );
  }
  const dims = normalizeDims("norm", dim, x.rank);
  const source = cast(x, toFloat(x.dtype));
  if (order === 0) return cast(sum(notEqual(source, 0), dims, { keepdim }), source.dtype);
  if (order === Number.POSITIVE_INFINITY) return max(abs(source), dims, { keepdim });
  if (order === Number.NEGATIVE_INFINITY) return min(abs(source), dims, { keepdim });
  if (order === 1 || sizeOf(dims.map((i) => x.shape[i])) === 0)
    return sum(abs(source), dims, { keepdim });
  return reshape(powerNorm(source, dims, order), reducedShape(x.shape, dims, keepdim));
}

/** The norm, its dims kept. The factor taken out is a constant: the norm does not depend on it. */
function powerNorm(x: Tensor, dims: readonly number[], order: number): Tensor {
  const extreme = order > 0 ? max : min;
  const top = extreme(abs(x.detach()), dims, { keepdim: true });
  const isZero = equal(top, 0);
  const factor = where(equal(top, Number.POSITIVE_INFINITY), 1, where(isZero, 1, top));
  const total = where(isZero, 1, sum(sizePower(div(x, factor), order), dims, { keepdim: true }));
  return where(isZero, 0, mul(order === 2 ? sqrt(total) : pow(total, 1 / order), factor));
}

/**
 * `|x|ᵖ`, whose gradient at 0 is 0. A square is that of `x` itself: the slope of `|x|` at 0, which is set to 0, would
 * hide its curvature.
 */
export function sizePower(x: Tensor, p: number): Tensor {
  if (p === 2) return square(x);
  // Powers of 0 have no derivative to any order; they are set by themselves.
  const vanishes = equal(x, 0);
  return where(vanishes, 0, pow(where(vanishes, 1, abs(x)), p));
}
