/** Products of vectors and tensors made of elementwise and matrix products. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { checkCount, normalizeDim, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { matmul } from "./matmul.ts";
import { permute, reshape, unsqueeze } from "./movement.ts";
import { sum } from "./reduce.ts";
import { roll } from "./reorder.ts";

/**
 * The inner product of two vectors of one length: `Σ aᵢ bᵢ`.
 *
 * @example dot(tensor([1, 2, 3]), tensor([4, 5, 6])); // 32
 */
export function dot(a: Tensor, b: Tensor): Tensor {
  checkVectors("dot", a, b);
  if (a.size !== b.size) {
    throw new ShapeError(
      "dot",
      `${describe(a)} and ${describe(b)}; both must have one length. Mend one of them.`,
      [a.shape, b.shape],
    );
  }
  return sum(mul(a, b));
}

/**
 * The outer product of two vectors: `yᵢⱼ = aᵢ bⱼ`.
 *
 * @example outer(tensor([1, 2]), tensor([3, 4, 5])); // [[3, 4, 5], [6, 8, 10]]
 */
export function outer(a: Tensor, b: Tensor): Tensor {
  checkVectors("outer", a, b);
  return mul(unsqueeze(a, 1), b);
}

function checkVectors(op: string, a: Tensor, b: Tensor): void {
  if (a.rank === 1 && b.rank === 1) return;
  throw new ShapeError(
    op,
    `${describe(a)} and ${describe(b)}; it takes two vectors. Flatten them, or use matmul or einsum.`,
    [a.shape, b.shape],
  );
}

/**
 * The inner products along one dim, the others broadcast: `Σ a b` over `dim`, the last by default.
 *
 * @example vecdot(tensor([[1, 2], [3, 4]]), tensor([10, 1])); // [12, 34]
 */
export function vecdot(a: Tensor, b: Tensor, dim = -1): Tensor {
  const at = [normalizeDim("vecdot", dim, a.rank), normalizeDim("vecdot", dim, b.rank)];
  if (a.shape[at[0]] !== b.shape[at[1]]) {
    throw new ShapeError(
      "vecdot",
      `${describe(a)} and ${describe(b)} along dim ${dim}; both must have one size there. Mend one of them.`,
      [a.shape, b.shape],
    );
  }
  return sum(mul(a, b), dim);
}

/**
 * The vector product along one dim of size 3, the others broadcast: at right angles to both, `a₁b₂ - a₂b₁` and so on.
 *
 * @example cross(tensor([1, 0, 0]), tensor([0, 1, 0])); // [0, 0, 1]
 */
export function cross(a: Tensor, b: Tensor, dim = -1): Tensor {
  const at = [normalizeDim("cross", dim, a.rank), normalizeDim("cross", dim, b.rank)];
  if (a.shape[at[0]] !== 3 || b.shape[at[1]] !== 3) {
    throw new ShapeError(
      "cross",
      `${describe(a)} and ${describe(b)} along dim ${dim}; both must have size 3 there. Mend them.`,
      [a.shape, b.shape],
    );
  }
  const [next, beyond] = [-1, -2].map((by) => [roll(a, by, dim), roll(b, by, dim)]);
  return sub(mul(next[0], beyond[1]), mul(beyond[0], next[1]));
}

/**
 * The product summed over dims of both: over the last `dims` of `a` with the first of `b`, or over two lists
 * of dims, pair by pair. What is left of `a` comes first, then what is left of `b`.
 *
 * @example tensordot(ones([2, 3, 4]), ones([4, 3, 5]), [[2, 1], [0, 1]]).shape; // [ 2, 5 ]
 */
export function tensordot(
  a: Tensor,
  b: Tensor,
  dims: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const [left, right] = summedDims(a, b, dims);
  const sizes = left.map((dim) => a.shape[dim]);
  const wrong = right.findIndex((dim, i) => b.shape[dim] !== sizes[i]);
  if (wrong >= 0) {
    throw new ShapeError(
      "tensordot",
      `dim ${left[wrong]} of ${describe(a)} with dim ${right[wrong]} of ${describe(b)}; both must have one size. Mend the dims.`,
      [a.shape, b.shape],
    );
  }
  const aRest = a.shape.map((_, i) => i).filter((i) => !left.includes(i));
  const bRest = b.shape.map((_, i) => i).filter((i) => !right.includes(i));
  const aShape = aRest.map((i) => a.shape[i]);
  const bShape = bRest.map((i) => b.shape[i]);
  const k = sizeOf(sizes);
  const x = reshape(permute(a, [...aRest, ...left]), [sizeOf(aShape), k]);
  const z = reshape(permute(b, [...right, ...bRest]), [k, sizeOf(bShape)]);
  return reshape(matmul(x, z), [...aShape, ...bShape]);
}

function summedDims(
  a: Tensor,
  b: Tensor,
  dims: number | readonly [readonly number[], readonly number[]],
): readonly [number[], number[]] {
  if (typeof dims === "number") {
    checkCount("tensordot", "dims", dims);
    if (dims > Math.min(a.rank, b.rank)) {
      throw new ShapeError(
        "tensordot",
        `${dims} dims of ${describe(a)} and ${describe(b)}; each must have as many. Sum over fewer.`,
        [a.shape, b.shape],
      );
    }
    const count = Array.from({ length: dims }, (_, i) => i);
    return [count.map((i) => a.rank - dims + i), count];
  }
  const [left, right] = [
    dims[0].map((dim) => normalizeDim("tensordot", dim, a.rank)),
    dims[1].map((dim) => normalizeDim("tensordot", dim, b.rank)),
  ];
  const distinct = new Set(left).size === left.length && new Set(right).size === right.length;
  if (left.length !== right.length || !distinct) {
    throw new ArgumentError(
      "tensordot",
      `dims ${JSON.stringify(dims)}; they are two lists of one length that name no dim twice. Mend them.`,
    );
  }
  return [left, right];
}

/**
 * The Kronecker product: each element of `a` times the whole of `b`, `[m, n]` and `[p, q]` giving
 * `[m p, n q]`; the tensor of fewer dims takes dims of size 1 in front.
 *
 * @example kron(tensor([[1, 2]]), tensor([[1], [10]])); // [[1, 2], [10, 20]]
 */
export function kron(a: Tensor, b: Tensor): Tensor {
  const rank = Math.max(a.rank, b.rank);
  const [p, q] = [a, b].map((x) => [...new Array<number>(rank - x.rank).fill(1), ...x.shape]);
  const x = reshape(
    a,
    p.flatMap((n) => [n, 1]),
  );
  const z = reshape(
    b,
    q.flatMap((n) => [1, n]),
  );
  return reshape(
    mul(x, z),
    p.map((n, i) => n * q[i]),
  );
}
