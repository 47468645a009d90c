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
 * The product over `dim`; 1 of nothing. Bool and uint8 are multiplied as int32. The gradient is the product of all
 * others, found without a division, so that zeros are as good as other numbers.
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
  const sizes = abs(source);
  if (order === Number.POSITIVE_INFINITY) return max(sizes, dims, { keepdim });
  if (order === Number.NEGATIVE_INFINITY) return min(sizes, dims, { keepdim });
  if (order === 1 || sizeOf(dims.map((i) => x.shape[i])) === 0)
    return sum(sizes, dims, { keepdim });
  return reshape(powerNorm(sizes, dims, order), reducedShape(x.shape, dims, keepdim));
}

/** The norm of magnitudes, its dims kept. The factor taken out is a constant: the norm does not depend on it. */
function powerNorm(sizes: Tensor, dims: readonly number[], order: number): Tensor {
  const extreme = order > 0 ? max : min;
  const top = extreme(sizes.detach(), dims, { keepdim: true });
  const isZero = equal(top, 0);
  const factor = where(equal(top, Number.POSITIVE_INFINITY), 1, where(isZero, 1, top));
  const scaled = div(sizes, factor);
  const keepdim = { keepdim: true };
  if (order === 2) {
    const total = sum(square(scaled), dims, keepdim);
    return where(isZero, 0, mul(sqrt(where(isZero, 1, total)), factor));
  }
  // Powers of 0 have no derivative to any order; their part in the sum is set by itself.
  const vanishes = equal(scaled, 0);
  const powers = where(vanishes, 0, pow(where(vanishes, 1, scaled), order));
  const total = where(isZero, 1, sum(powers, dims, keepdim));
  return where(isZero, 0, mul(pow(total, 1 / order), factor));
}
