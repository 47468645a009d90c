/** Diagonals, triangles and constants that products and linear algebra are written with. */

import type { DType } from "../dtype.ts";
import { record } from "../graph.ts";
import type { Layout } from "../layout.ts";
import { contiguousLayout, layoutOf } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { write } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";

/** A tensor of given values in row-major order, of the same library as `like`. */
export function constant(
  like: Tensor,
  dtype: DType,
  shape: Shape,
  values: ArrayLike<number>,
): Tensor {
  const y = run.empty("constant", like, dtype, contiguousLayout(shape));
  write(y.storage, values);
  return y;
}

/** The identity matrix of `n` rows in the dtype of `like`. */
export function identity(like: Tensor, n: number): Tensor {
  return constant(
    like,
    like.dtype,
    [n, n],
    Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  );
}

/** The elements of matrices whose column less their row is at most `last` (lower) or at least `first` (upper). */
export function band(x: Tensor, first: number, last: number): Tensor {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const mask = Float64Array.from({ length: m * n }, (_, i) => {
    const distance = (i % n) - Math.floor(i / n);
    return distance >= first && distance <= last ? 1 : 0;
  });
  return mul(x, constant(x, x.dtype, [m, n], mask));
}

/** The elements on the diagonal of two dims in a new last dim, as a view. */
export function diagonalOf(x: Tensor, dim0 = x.rank - 2, dim1 = x.rank - 1): Tensor {
  const y = run.view("diagonal", x, diagonalLayout(x.layout, dim0, dim1));
  return record(y, [x], () => (g) => [embedDiagonal(g, x.shape, dim0, dim1)]);
}

function diagonalLayout({ shape, strides, offset }: Layout, dim0: number, dim1: number): Layout {
  const rest = shape.flatMap((_, i) => (i === dim0 || i === dim1 ? [] : [i]));
  const n = Math.min(shape[dim0], shape[dim1]);
  return layoutOf(
    [...rest.map((i) => shape[i]), n],
    [...rest.map((i) => strides[i]), strides[dim0] + strides[dim1]],
    offset,
  );
}

/** Zeros of `shape` with `x` on the diagonal of two dims. */
function embedDiagonal(x: Tensor, shape: Shape, dim0: number, dim1: number): Tensor {
  const y = run.full(x, x.dtype, shape, 0);
  const target = run.view("diagonal", y, diagonalLayout(y.layout, dim0, dim1));
  const to = target.layout.strides;
  run.copy(x.dtype, x.shape, run.start(x), x.layout.strides, run.start(target), to);
  return record(y, [x], () => (g) => [diagonalOf(g, dim0, dim1)]);
}

/** Square matrices of zeros with `x`, `[..., n]`, on their diagonals. */
export function diagonalMatrix(x: Tensor): Tensor {
  const n = x.shape.at(-1) as number;
  return embedDiagonal(x, [...x.shape, n], x.rank - 1, x.rank);
}
