/** What follows from the decompositions: least squares, pseudo-inverse, rank, norms, condition and functions of matrices. */

import { backend } from "../backend/current.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record, withRecording } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { equal, greater, where } from "./compare.ts";
import { identity } from "./constants.ts";
import { concat } from "./join.ts";
import { svd } from "./linalg-decompose.ts";
import { checkMatrix, checkSquare, inv } from "./linalg-solve.ts";
import { matmul } from "./matmul.ts";
import { expand, narrow, transpose, unsqueeze } from "./movement.ts";
import { max, min, sum } from "./reduce.ts";
import { abs, cast, sqrt, square } from "./unary.ts";

/** Options of {@link pinv}, {@link lstsq} and {@link matrixRank}. */
export interface RankOptions {
  /** Singular values up to this share of the greatest count as 0. Default the dtype's epsilon times the greater of rows and columns. */
  readonly rtol?: number | undefined;
}

/** Which singular values count, as bool. */
function counted(op: string, s: Tensor, a: Tensor, { rtol }: RankOptions): Tensor {
  const epsilon = a.dtype === "float32" ? 1.1920928955078125e-7 : 2.220446049250313e-16;
  const share = rtol ?? epsilon * Math.max(a.shape.at(-2) as number, a.shape.at(-1) as number);
  if (!(share >= 0)) {
    throw new ArgumentError(op, `rtol is ${share}; it must be a number from 0. Mend it.`);
  }
  return greater(s, mul(narrow(s, -1, 0, Math.min(1, s.shape.at(-1) as number)), share));
}

/**
 * The Moore-Penrose inverse `[..., n, m]` of matrices `[..., m, n]`, from their singular values; those up to
 * `rtol` times the greatest count as 0. The gradient holds where the rank does not change (Golub and Pereyra 1973).
 *
 * @example pinv(tensor([[2, 0], [0, 0]])); // [[0.5, 0], [0, 0]]
 */
export function pinv(a: Tensor, options: RankOptions = {}): Tensor {
  checkMatrix("pinv", a);
  const y = withRecording(false, () => {
    if (a.size === 0) return run.clone("pinv", transpose(a));
    const { u, s, vh } = svd(a);
    const used = counted("pinv", s, a, options);
    const inverse = where(used, div(1, where(used, s, 1)), 0);
    return matmul(transpose(vh), mul(unsqueeze(inverse, -1), transpose(u)));
  });
  return record(y, [a], () => (g) => {
    const [gt, yt] = [transpose(g), transpose(y)];
    const first = matmul(matmul(yt, g), yt);
    const left = matmul(matmul(gt, y), yt); // gᵀ P Pᵀ, before (1 - A P)
    const right = matmul(matmul(yt, y), gt); // Pᵀ P gᵀ, before (1 - P A)
    const outside = sub(left, matmul(a, matmul(y, left)));
    const inside = sub(right, matmul(matmul(right, y), a));
    return [sub(add(outside, inside), first)];
  });
}

/**
 * `x` that makes `|a x - b|` least, and of several the shortest, for `a` of `[..., m, n]` of any rank and `b` of `[..., m, k]`, leading
 * dims broadcast, or a vector `[m]`; by the pseudo-inverse, computed in float64.
 *
 * @example lstsq(tensor([[1], [1]]), tensor([1, 3])); // [2]
 */
export function lstsq(a: Tensor, b: Tensor, options: RankOptions = {}): Tensor {
  const [, m] = checkMatrix("lstsq", a);
  run.checkFloat("lstsq", b);
  if (b.rank === 0 || m !== (b.rank === 1 ? b.shape[0] : b.shape.at(-2))) {
    throw new ShapeError(
      "lstsq",
      `${describe(a)} and the right side ${describe(b)}; the latter must have ${m} rows. Reshape or transpose it.`,
      [a.shape, b.shape],
    );
  }
  const dtype = a.dtype === "float64" || b.dtype === "float64" ? "float64" : "float32";
  const epsilon = a.dtype === "float32" ? 1.1920928955078125e-7 : 2.220446049250313e-16;
  const rtol = options.rtol ?? epsilon * Math.max(m, a.shape.at(-1) as number);
  return cast(matmul(pinv(cast(a, "float64"), { rtol }), cast(b, "float64")), dtype);
}

/**
 * The number of singular values above `rtol` times the greatest, as int32.
 *
 * @example matrixRank(tensor([[1, 2], [2, 4]])); // 1
 */
export function matrixRank(a: Tensor, options: RankOptions = {}): Tensor {
  checkMatrix("matrixRank", a);
  const { s } = withRecording(false, () => svd(a));
  return sum(counted("matrixRank", s, a, options), -1);
}

/** The norms of matrices: Frobenius, nuclear, greatest column sum, greatest row sum and greatest singular value. */
export type MatrixNorm = "fro" | "nuc" | 1 | 2 | "inf";

/**
 * A norm of matrices `[..., m, n]`: `fro` the root of the sum of squares (the default), `nuc` the sum of singular values, 1 the
 * greatest column sum of absolute values, `inf` the greatest row sum, 2 the greatest singular value. Refuses matrices without elements.
 *
 * @example matrixNorm(tensor([[3, 0], [0, -4]]), 1); // 4
 */
export function matrixNorm(a: Tensor, order: MatrixNorm = "fro"): Tensor {
  const [, m, n] = checkMatrix("matrixNorm", a);
  if (m * n === 0) {
    throw new ShapeError(
      "matrixNorm",
      `${describe(a)} has matrices without elements; at least one is needed. Check the sizes.`,
      [a.shape],
    );
  }
  if (order === "fro") return root(sum(square(a), [-2, -1]));
  if (order === "nuc") return sum(svd(a).s, -1);
  if (order === 1) return max(sum(abs(a), -2), -1);
  if (order === "inf") return max(sum(abs(a), -1), -1);
  if (order === 2) return max(svd(a).s, -1);
  throw new ArgumentError(
    "matrixNorm",
    `the order ${JSON.stringify(order)}; it is "fro", "nuc", 1, 2 or "inf". Name one.`,
  );
}

/** The square root whose gradient at 0 is 0. */
function root(x: Tensor): Tensor {
  const zero = equal(x, 0);
  return where(zero, 0, sqrt(where(zero, 1, x)));
}

/**
 * The condition number `|a| |a⁻¹|` in a norm of {@link matrixNorm}; the default 2 is the greatest singular value by the least, for
 * matrices of any sizes, the others need square ones that have an inverse.
 *
 * @example conditionNumber(tensor([[4, 0], [0, 2]])); // 2
 */
export function conditionNumber(a: Tensor, order: MatrixNorm = 2): Tensor {
  if (order !== 2) return mul(matrixNorm(a, order), matrixNorm(inv(a), order));
  const [, m, n] = checkMatrix("conditionNumber", a);
  if (m * n === 0) {
    throw new ShapeError(
      "conditionNumber",
      `${describe(a)} has matrices without elements; at least one is needed. Check the sizes.`,
      [a.shape],
    );
  }
  const { s } = svd(a);
  return div(max(s, -1), min(s, -1));
}

/**
 * The exponential of square matrices, `Σ aᵏ / k!`, by scaling, squaring and a Padé quotient. The gradient is a block of the exponential
 * of `[[aᵀ, g], [0, aᵀ]]` (Najfeld and Havel 1995).
 *
 * @example matrixExp(tensor([[0, 1], [0, 0]])); // [[1, 1], [0, 1]]
 */
export function matrixExp(a: Tensor): Tensor {
  const [batch, n] = checkSquare("matrixExp", a);
  const y = run.empty("matrixExp", a, a.dtype, contiguousLayout(a.shape));
  const source = run.contiguous(a);
  backend().linalg.matrixExp(a.dtype, sizeOf(batch), n, run.start(source), run.start(y));
  return record(y, [a], () => (g) => {
    const t = transpose(a);
    const blocks = concat(
      [concat([t, g], -1), concat([run.full(t, t.dtype, t.shape, 0), t], -1)],
      -2,
    );
    return [narrow(narrow(matrixExp(blocks), -2, 0, n), -1, n, n)];
  });
}

/**
 * Square matrices multiplied `power` times by themselves, in `2 log₂ power` products at most; 0 gives the identity, a negative power
 * that of the inverse.
 *
 * @example matrixPower(tensor([[1, 1], [0, 1]]), 5); // [[1, 5], [0, 1]]
 */
export function matrixPower(a: Tensor, power: number): Tensor {
  const [, n] = checkSquare("matrixPower", a);
  if (!Number.isSafeInteger(power)) {
    throw new ArgumentError(
      "matrixPower",
      `the power ${power}; it must be a whole number. Mend it.`,
    );
  }
  if (power < 0) return matrixPower(inv(a), -power);
  if (power === 0) return run.contiguous(expand(identity(a, n), a.shape));
  if (power === 1) return a;
  const half = matrixPower(a, Math.floor(power / 2));
  const even = matmul(half, half);
  return power % 2 === 0 ? even : matmul(even, a);
}
