/** Bounds, signs, what stands in for what is not finite, and what lies between, with their gradients. */

import { isFloat, promote, toFloat } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { record, withRecording } from "../graph.ts";
import type { Operand } from "../run.ts";
import * as run from "../run.ts";
import { broadcastShapes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual, where } from "./compare.ts";
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of the field
import { isFinite, logicalAnd, logicalOr } from "./logical.ts";
import { abs, cast, neg } from "./unary.ts";

/** The bounds of {@link clamp}: numbers, or tensors that broadcast with `x`. */
export interface ClampOptions {
  /** The least value; by default there is none. */
  readonly min?: Operand | undefined;
  /** The greatest value; by default there is none. */
  readonly max?: Operand | undefined;
}

/**
 * Each element, but at least `min` and at most `max`: `y = min(max(x, min), max)`; NaN stays. As in PyTorch
 * the gradient is 1 at both bounds and 0 beyond, and where `min > max` all is `max`.
 *
 * @example clamp(tensor([-2, 0.5, 7]), { min: 0, max: 1 }); // [0, 0.5, 1]
 */
export function clamp(x: Tensor, { min, max }: ClampOptions): Tensor {
  if (min === undefined && max === undefined) {
    throw new ArgumentError("clamp", "no bound; it takes min, max or both. Name one: { min: 0 }.");
  }
  const low = min === undefined ? undefined : bound(x, min);
  const high = max === undefined ? undefined : bound(x, max);
  const raised = low ? run.binary("maximum", x, low) : x;
  const y = high ? run.binary("minimum", raised, high) : raised;
  return record(y, [x, ...(low ? [low] : []), ...(high ? [high] : [])], () => (g) => {
    const ofX = () => {
      const above = low ? where(greaterEqual(x, low), g, 0) : g;
      return high ? where(lessEqual(x, high), above, 0) : above;
    };
    const ofLow = (least: Tensor) => () => {
      const isLow = less(x, least);
      return where(high ? logicalAnd(isLow, less(least, high)) : isLow, g, 0);
    };
    const ofHigh = (greatest: Tensor) => () => {
      const isHigh = greater(x, greatest);
      return where(low ? logicalOr(isHigh, less(greatest, low)) : isHigh, g, 0);
    };
    return [ofX, ...(low ? [ofLow(low)] : []), ...(high ? [ofHigh(high)] : [])];
  });
}

function bound(x: Tensor, value: Operand): Tensor {
  const [, limit] = run.pair("clamp", x, value);
  broadcastShapes("clamp", x.shape, limit.shape);
  return limit;
}

/** What {@link nanToNum} puts in. */
export interface NanToNumOptions {
  /** In place of NaN. Default 0. */
  readonly nan?: number | undefined;
  /** In place of Infinity. Default the greatest number of the dtype. */
  readonly posInf?: number | undefined;
  /** In place of -Infinity. Default the least number of the dtype. */
  readonly negInf?: number | undefined;
}

/**
 * Each element, with numbers in place of NaN and the infinities. The gradient is 0 where one was put in.
 *
 * @example nanToNum(tensor([1, NaN, Infinity]), { posInf: 9 }); // [1, 0, 9]
 */
export function nanToNum(x: Tensor, options: NanToNumOptions = {}): Tensor {
  if (!isFloat(x.dtype)) return x;
  const greatest = x.dtype === "float32" ? 3.4028234663852886e38 : Number.MAX_VALUE;
  const { nan = 0, posInf = greatest, negInf = -greatest } = options;
  const infinity = Number.POSITIVE_INFINITY;
  const y = withRecording(false, () => {
    const bounded = where(equal(x, infinity), posInf, where(equal(x, -infinity), negInf, x));
    return where(notEqual(x, x), nan, bounded);
  });
  return record(y, [x], () => (g) => [where(isFinite(x), g, 0)]);
}

/**
 * What lies between two operands: `y = a + w (b - a)`, which is `a` at `w = 0` and `b` at `w = 1` exactly.
 *
 * @example lerp(tensor([0, 10]), tensor([4, 20]), 0.25); // [1, 12.5]
 */
export function lerp(a: Operand, b: Operand, weight: Operand): Tensor {
  const [x, z] = run.pair("lerp", a, b);
  const [, w] = run.pair("lerp", x, weight);
  const y = withRecording(false, () => {
    const way = sub(z, x);
    return where(less(w, 0.5), add(x, mul(w, way)), sub(z, mul(sub(1, w), way)));
  });
  return record(y, [x, z, w], () => (g) => [
    () => mul(g, sub(1, w)),
    () => mul(g, w),
    () => mul(g, sub(z, x)),
  ]);
}

/**
 * The size of `a` with the sign of `b`, that of a zero too; NaN counts as positive. Integers give float32. No gradient
 * flows to `b`, and none to `a` where it is 0.
 *
 * @example copysign(tensor([1, -2, 3]), tensor([-1, 1, -0])); // [-1, 2, -3]
 */
export function copysign(a: Operand, b: Operand): Tensor {
  const [x, sign] = run.pair("copysign", a, b);
  broadcastShapes("copysign", x.shape, sign.shape);
  const size = abs(cast(x, toFloat(promote(x.dtype, sign.dtype))));
  // 1 / -0 is -∞.
  const isNegative = less(where(equal(sign, 0), div(1, sign), sign), 0);
  return where(isNegative, neg(size), size);
}
