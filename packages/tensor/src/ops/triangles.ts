/** Triangles and diagonals of matrices. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import type { Layout } from "../layout.ts";
import { layoutOf } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { checkShape, normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add } from "./binary.ts";
import { greaterEqual, lessEqual, where } from "./compare.ts";
import { unsqueeze } from "./movement.ts";
import { countedPositions } from "./positions.ts";
import { sum } from "./reduce.ts";

/**
 * The lower triangle of matrices `[..., m, n]`, zeros elsewhere: `y[i][j] = j <= i + offset ? x[i][j] : 0`.
 *
 * @example tril(ones([2, 3])); // [[1, 0, 0], [1, 1, 0]]
 */
export function tril(x: Tensor, offset = 0): Tensor {
  const [rows, columns] = places("tril", x, offset);
  return where(lessEqual(columns, rows), x, zeroOf(x));
}

/**
 * The upper triangle of matrices `[..., m, n]`, zeros elsewhere: `y[i][j] = j >= i + offset ? x[i][j] : 0`.
 *
 * @example triu(ones([2, 3]), 1); // [[0, 1, 1], [0, 0, 1]]
 */
export function triu(x: Tensor, offset = 0): Tensor {
  const [rows, columns] = places("triu", x, offset);
  return where(greaterEqual(columns, rows), x, zeroOf(x));
}

/** The numbers of rows, moved by the offset, as a column, and those of columns. */
function places(op: string, x: Tensor, offset: number): readonly [Tensor, Tensor] {
  const [m, n] = checkMatrix(op, x, offset);
  // Beyond the last diagonal all is the same, and int32 holds it.
  const moved = Math.min(n, Math.max(-m, offset));
  return [unsqueeze(add(countedPositions(x, m), moved), 1), countedPositions(x, n)];
}

function zeroOf(x: Tensor): Tensor {
  return run.full(x, x.dtype, [], 0);
}

function checkMatrix(op: string, x: Tensor, offset: number): readonly [number, number] {
  checkOffset(op, offset);
  if (x.rank < 2) {
    throw new ShapeError(op, `${describe(x)}; a matrix has two dims. Reshape it.`, [x.shape]);
  }
  return x.shape.slice(-2) as [number, number];
}

function checkOffset(op: string, offset: number): void {
  if (Number.isInteger(offset)) return;
  throw new ArgumentError(op, `an offset of ${offset}; it is a whole number. Mend it.`);
}

/**
 * The elements `x[i][i + offset]` along two dims, in a new last dim, as a view.
 *
 * @example diagonal(tensor([[1, 2], [3, 4]])); // [1, 4]
 */
export function diagonal(x: Tensor, offset = 0, dim0 = 0, dim1 = 1): Tensor {
  checkOffset("diagonal", offset);
  const first = normalizeDim("diagonal", dim0, x.rank);
  const second = normalizeDim("diagonal", dim1, x.rank);
  if (first === second) {
    throw new ShapeError(
      "diagonal",
      `dims ${dim0} and ${dim1} of ${describe(x)} are one; a diagonal runs along two. Name another.`,
      [x.shape],
    );
  }
  const layout = diagonalLayout(x.layout, offset, first, second);
  return record(run.view("diagonal", x, layout), [x], () => (g) => [
    embedded(g, x.shape, offset, first, second),
  ]);
}

function diagonalLayout(
  { shape, strides, offset: start }: Layout,
  offset: number,
  dim0: number,
  dim1: number,
): Layout {
  const rest = shape.flatMap((_, i) => (i === dim0 || i === dim1 ? [] : [i]));
  const row = Math.max(0, -offset);
  const column = Math.max(0, offset);
  const n = Math.max(0, Math.min(shape[dim0] - row, shape[dim1] - column));
  return layoutOf(
    [...rest.map((i) => shape[i]), n],
    [...rest.map((i) => strides[i]), strides[dim0] + strides[dim1]],
    n === 0 ? start : start + row * strides[dim0] + column * strides[dim1],
  );
}

/** Zeros of `shape` with `x` on a diagonal. */
function embedded(x: Tensor, shape: Shape, offset: number, dim0: number, dim1: number): Tensor {
  const y = run.full(x, x.dtype, shape, 0);
  const target = run.view("diagonal", y, diagonalLayout(y.layout, offset, dim0, dim1));
  const to = target.layout.strides;
  run.copy(x.dtype, x.shape, run.start(x), x.layout.strides, run.start(target), to);
  return record(y, [x], () => (g) => [diagonal(g, offset, dim0, dim1)]);
}

/**
 * Both ways between a matrix and its diagonal: of one dim, the square matrix of zeros that has `x` on the diagonal
 * which begins `offset` places to the right of the corner (below it where negative); of two dims, that diagonal.
 *
 * @example
 * diag(tensor([1, 2])); // [[1, 0], [0, 2]]
 * diag(tensor([[1, 2], [3, 4]]), 1); // [2]
 */
export function diag(x: Tensor, offset = 0): Tensor {
  checkOffset("diag", offset);
  if (x.rank === 2) return diagonal(x, offset);
  if (x.rank !== 1) {
    throw new ShapeError(
      "diag",
      `${describe(x)}; it takes a list or a matrix. Use diagonal for more dims.`,
      [x.shape],
    );
  }
  const n = x.size + Math.abs(offset);
  checkShape("diag", [n, n]);
  return embedded(x, [n, n], offset, 0, 1);
}

/** Square matrices of zeros with `x`, `[..., n]`, on their diagonals. */
export function diagonalMatrix(x: Tensor): Tensor {
  const n = x.shape[x.rank - 1];
  return embedded(x, [...x.shape, n], 0, x.rank - 1, x.rank);
}

/**
 * The sum of the diagonal of matrices: `[..., m, n]` gives `[...]`.
 *
 * @example trace(tensor([[1, 2], [3, 4]])); // 5
 */
export function trace(x: Tensor): Tensor {
  checkMatrix("trace", x, 0);
  return sum(diagonal(x, 0, -2, -1), -1);
}
