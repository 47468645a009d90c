/** Differences, areas under points, and how variables go together. */

import { toFloat } from "../dtype.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { checkCount, normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { notEqual } from "./compare.ts";
import { concat } from "./join.ts";
import { matmul } from "./matmul.ts";
import { narrow, reshape, transpose, unsqueeze } from "./movement.ts";
import { clamp } from "./range.ts";
import { mean, sum } from "./reduce.ts";
import { diagonal } from "./triangles.ts";
import { cast, sqrt } from "./unary.ts";

/** Options of {@link diff}. */
export interface DiffOptions {
  /** How often differences are taken. Default 1. */
  readonly order?: number | undefined;
  /** What comes before the first elements along the dim. Default nothing. */
  readonly prepend?: Tensor | undefined;
  /** What comes after the last elements along the dim. Default nothing. */
  readonly append?: Tensor | undefined;
}

/**
 * The differences of neighbours along `dim`, the last by default: `y[i] = x[i + 1] - x[i]`. Of bool, whether they differ.
 *
 * @example diff(tensor([1, 4, 9])); // [3, 5]
 * @example diff(tensor([1, 4, 9]), -1, { order: 2 }); // [2]
 */
export function diff(x: Tensor, dim = -1, options: DiffOptions = {}): Tensor {
  const { order = 1, prepend, append } = options;
  const at = normalizeDim("diff", dim, x.rank);
  checkCount("diff", "order", order);
  const whole = [prepend, x, append].filter((part) => part !== undefined);
  let y = whole.length === 1 ? x : concat(whole, at);
  for (let i = 0; i < order && y.shape[at] > 0; i++) {
    const n = y.shape[at] - 1;
    const [before, after] = [narrow(y, at, 0, n), narrow(y, at, 1, n)];
    y = x.dtype === "bool" ? notEqual(after, before) : sub(after, before);
  }
  return y;
}

/** Options of {@link trapezoid}. */
export interface TrapezoidOptions {
  /** Where the points lie: as `y`, or one list for its dim. Default evenly. */
  readonly x?: Tensor | undefined;
  /** How far apart even points lie. Default 1. */
  readonly spacing?: number | undefined;
}

/**
 * The area under points joined by lines along `dim`, the last by default: `Σ (x[i + 1] - x[i]) (y[i] + y[i + 1]) / 2`.
 *
 * @example trapezoid(tensor([1, 2, 3])); // 4
 * @example trapezoid(tensor([1, 2, 3]), -1, { x: tensor([0, 1, 3]) }); // 6.5
 */
export function trapezoid(y: Tensor, dim = -1, options: TrapezoidOptions = {}): Tensor {
  const { x, spacing = 1 } = options;
  const at = normalizeDim("trapezoid", dim, y.rank);
  if (x !== undefined && options.spacing !== undefined) {
    throw new ArgumentError(
      "trapezoid",
      "both places and a spacing; one says where the points lie. Drop the other.",
    );
  }
  const n = y.shape[at];
  if (n === 0) return sum(cast(y, toFloat(y.dtype)), at);
  const middles = div(add(narrow(y, at, 0, n - 1), narrow(y, at, 1, n - 1)), 2);
  if (x === undefined) return mul(sum(middles, at), spacing);
  const isList = x.rank === 1 && x.size === n;
  if (!isList && x.shape.join() !== y.shape.join()) {
    throw new ShapeError(
      "trapezoid",
      `places ${describe(x)} for ${describe(y)}; they must have its shape, or be [${n}]. Mend them.`,
      [x.shape, y.shape],
    );
  }
  const sizes = y.shape.map((_, i) => (i === at ? n : 1));
  return sum(mul(diff(isList ? reshape(x, sizes) : x, at), middles), at);
}

/** Options of {@link cov}. */
export interface CovOptions {
  /** What is taken off the count: 1 for a sample (the default), 0 for a population. */
  readonly correction?: number | undefined;
}

/**
 * The covariances of variables `[variables, observations]`: `[variables, variables]`, with the variances on the diagonal.
 * One variable `[observations]` gives its variance. Integers give float32.
 *
 * @example cov(tensor([[0, 1, 2], [2, 1, 0]])); // [[1, -1], [-1, 1]]
 */
export function cov(x: Tensor, options: CovOptions = {}): Tensor {
  return covariances("cov", x, options);
}

function covariances(op: string, x: Tensor, { correction = 1 }: CovOptions): Tensor {
  const n = x.shape.at(-1) ?? 0;
  if (x.rank < 1 || x.rank > 2 || n === 0) {
    throw new ShapeError(
      op,
      `${describe(x)}; it takes [variables, observations] with at least one of these. Reshape it.`,
      [x.shape],
    );
  }
  if (!(correction >= 0 && correction < n)) {
    throw new ArgumentError(
      op,
      `a correction of ${correction} for ${n} observations; it must lie between 0 and ${n}, ${n} excluded. Pass { correction: 0 }.`,
    );
  }
  const values = cast(x, toFloat(x.dtype));
  const rows = x.rank === 1 ? unsqueeze(values, 0) : values;
  const deviations = sub(rows, mean(rows, 1, { keepdim: true }));
  const matrix = div(matmul(deviations, transpose(deviations)), n - correction);
  return x.rank === 1 ? reshape(matrix, []) : matrix;
}

/**
 * The correlations of variables `[variables, observations]`, Pearson's: each covariance over both standard deviations,
 * between -1 and 1. NaN for a variable that is constant. One variable gives 1.
 *
 * @example corrcoef(tensor([[0, 1, 2], [5, 3, 1]])); // [[1, -1], [-1, 1]]
 */
export function corrcoef(x: Tensor): Tensor {
  const matrix = covariances("corrcoef", x, { correction: 0 });
  if (x.rank === 1) return div(matrix, matrix);
  const deviation = sqrt(diagonal(matrix));
  const scaled = div(div(matrix, unsqueeze(deviation, 1)), deviation);
  return clamp(scaled, { min: -1, max: 1 });
}
