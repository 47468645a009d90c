/** Distances and angles between vectors. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { div, maximum, sub } from "./binary.ts";
import { unsqueeze } from "./movement.ts";
import { norm } from "./norm.ts";
import { vecdot } from "./products.ts";

/** Options of {@link cdist}. */
export interface CdistOptions {
  /** The order of the norm, as {@link norm} has it. Default 2. */
  readonly order?: number | undefined;
}

/**
 * The distance of each row of one tensor to each row of the other: a `[..., m, k]` and b `[..., n, k]` give
 * `[..., m, n]`, the norm of `a[i] - b[j]`; leading dims broadcast. The gradient at a distance of 0 is 0.
 *
 * @example cdist(tensor([[0, 0], [3, 0]]), tensor([[0, 4]])); // [[4], [5]]
 */
export function cdist(a: Tensor, b: Tensor, options: CdistOptions = {}): Tensor {
  if (a.rank < 2 || b.rank < 2 || a.shape.at(-1) !== b.shape.at(-1)) {
    throw new ShapeError(
      "cdist",
      `${describe(a)} and ${describe(b)}; it takes [..., m, k] and [..., n, k]. Reshape them.`,
      [a.shape, b.shape],
    );
  }
  return norm(sub(unsqueeze(a, -2), unsqueeze(b, -3)), -1, options);
}

/** Options of {@link normalize} and {@link cosineSimilarity}. */
export interface NormalizeLengthOptions {
  /** The least length that is divided by. Default 1e-12 for {@link normalize}, 1e-8 for {@link cosineSimilarity}. */
  readonly epsilon?: number | undefined;
}

/**
 * Vectors along `dim`, by default the last, of length 1: `x / max(|x|, epsilon)`.
 *
 * @example normalize(tensor([[3, 4], [0, 2]])); // [[0.6, 0.8], [0, 1]]
 */
export function normalize(x: Tensor, dim = -1, options: NormalizeLengthOptions = {}): Tensor {
  return unit("normalize", x, dim, options.epsilon ?? 1e-12);
}

/**
 * The cosine of the angle between vectors along `dim`, by default the last: `a·b / (|a| |b|)`, each length at least
 * `epsilon`; other dims broadcast.
 *
 * @example cosineSimilarity(tensor([1, 0]), tensor([[2, 0], [1, 1]])); // [1, 0.7071]
 */
export function cosineSimilarity(
  a: Tensor,
  b: Tensor,
  dim = -1,
  options: NormalizeLengthOptions = {},
): Tensor {
  const [x, z] = [a, b].map((side) => unit("cosineSimilarity", side, dim, options.epsilon ?? 1e-8));
  return vecdot(x, z, dim);
}

function unit(op: string, x: Tensor, dim: number, epsilon: number): Tensor {
  if (!(epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new ArgumentError(
      op,
      `epsilon is ${epsilon}; it must be finite and not below 0. Mend it.`,
    );
  }
  return div(x, maximum(norm(x, dim, { keepdim: true }), epsilon));
}
