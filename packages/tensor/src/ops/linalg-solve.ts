/** Systems of linear equations, inverses and determinants, with their gradients. */

import { backend } from "../backend/current.ts";
import type { TriangularForm } from "../backend/linalg.ts";
import { promote } from "../dtype.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { broadcastShapes, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul } from "./binary.ts";
import { identity } from "./constants.ts";
import { matmul } from "./matmul.ts";
import { expand, squeeze, transpose, unsqueeze } from "./movement.ts";
import { diagonal, diagonalMatrix, tril, triu } from "./triangles.ts";
import { cast, neg } from "./unary.ts";

/** Refuses what is no float tensor of square matrices; gives the batch's shape and the number of rows. */
export function checkSquare(op: string, x: Tensor): readonly [readonly number[], number] {
  run.checkFloat(op, x);
  const n = x.shape.at(-1);
  if (n === undefined || n !== x.shape.at(-2)) {
    throw new ShapeError(
      op,
      `${describe(x)}; its last two sizes must be equal, as of square matrices. Reshape it.`,
      [x.shape],
    );
  }
  return [x.shape.slice(0, -2), n];
}

/** Refuses a tensor without matrices; gives the batch's shape, rows and columns. */
export function checkMatrix(op: string, x: Tensor): readonly [readonly number[], number, number] {
  run.checkFloat(op, x);
  if (x.rank >= 2)
    return [x.shape.slice(0, -2), x.shape.at(-2) as number, x.shape.at(-1) as number];
  throw new ShapeError(op, `${describe(x)}; it takes matrices, at least two dims. Unsqueeze it.`, [
    x.shape,
  ]);
}

/** Throws for a kernel's failure code; `why` says what is wrong at a row. */
export function refuseFailure(
  op: string,
  x: Tensor,
  failure: number,
  why: (row: number) => string,
): void {
  if (failure < 0) return;
  const n = x.shape.at(-2) as number;
  const which = x.rank > 2 ? `matrix ${Math.floor(failure / n)} of ${describe(x)}` : describe(x);
  throw new ArgumentError(op, `${which} ${why(failure % n)}`);
}

/**
 * The lower triangular `L` with `a = L Lᵀ` for symmetric positive definite matrices; the lower triangle alone is read. The
 * gradient is the symmetric one (Murray 2016, Differentiation of the Cholesky decomposition).
 *
 * @example cholesky(tensor([[4, 2], [2, 5]])); // [[2, 0], [1, 2]]
 */
export function cholesky(a: Tensor): Tensor {
  const [batch, n] = checkSquare("cholesky", a);
  const y = run.empty("cholesky", a, a.dtype, contiguousLayout(a.shape));
  const source = run.contiguous(a);
  const failure = backend().linalg.cholesky(
    a.dtype,
    sizeOf(batch),
    n,
    run.start(source),
    run.start(y),
  );
  refuseFailure(
    "cholesky",
    a,
    failure,
    (row) =>
      `is not positive definite; its leading minor of order ${row + 1} is not positive. Add to its diagonal, or use eigh.`,
  );
  return record(y, [a], () => (g) => {
    const inner = tril(matmul(transpose(y), g));
    const phi = inner.sub(mul(diagonalMatrix(diagonal(inner, 0, -2, -1)), 0.5));
    // L⁻ᵀ φ L⁻¹, the right factor by the transposed system.
    const left = triangularSolve(y, phi, { transpose: true });
    const gradient = transpose(triangularSolve(y, transpose(left), { transpose: true }));
    return [mul(add(gradient, transpose(gradient)), 0.5)];
  });
}

/** Options of {@link triangularSolve}; all are false by default. */
export type TriangularSolveOptions = Partial<TriangularForm>;

/**
 * `x` with `a x = b` for triangular `a` of `[..., n, n]` and `b` of `[..., n, m]`, leading dims broadcast. The other triangle is
 * not read, nor the diagonal with `unit`; `transpose` solves `aᵀ x = b`. Refuses a 0 on the diagonal.
 *
 * @example triangularSolve(tensor([[2, 0], [1, 4]]), tensor([[2], [9]])); // [[1], [2]]
 */
export function triangularSolve(
  a: Tensor,
  b: Tensor,
  options: TriangularSolveOptions = {},
): Tensor {
  const { upper = false, transpose: transposed = false, unit = false } = options;
  const form: TriangularForm = { upper, transpose: transposed, unit };
  const [x, z, batch, n, m] = system("triangularSolve", a, b);
  const y = run.empty("triangularSolve", x, x.dtype, contiguousLayout(z.shape));
  const [matrix, right] = [run.contiguous(x), run.contiguous(z)];
  const failure = backend().linalg.triangularSolve(
    x.dtype,
    batch,
    n,
    m,
    form,
    run.start(matrix),
    run.start(right),
    run.start(y),
  );
  refuseFailure("triangularSolve", x, failure, (row) => singular(`element [${row},${row}]`));
  return record(y, [x, z], () => (g) => {
    const gz = triangularSolve(x, g, { ...form, transpose: !transposed });
    const edge = unit ? 1 : 0;
    const gx = () => {
      const product = transposed ? matmul(y, transpose(gz)) : matmul(gz, transpose(y));
      return neg(upper ? triu(product, edge) : tril(product, -edge));
    };
    return [gx, gz];
  });
}

function singular(place: string): string {
  return `is singular; ${place} is 0. Use lstsq or pinv, or add to its diagonal.`;
}

/** Both operands in one dtype with one batch, and the sizes of the system. */
function system(
  op: string,
  a: Tensor,
  b: Tensor,
): readonly [Tensor, Tensor, number, number, number] {
  const [aBatch, n] = checkSquare(op, a);
  const [bBatch, rows, m] = checkMatrix(op, b);
  if (rows !== n) {
    throw new ShapeError(
      op,
      `${describe(a)} and the right side ${describe(b)}; the latter must have ${n} rows. Reshape or transpose it.`,
      [a.shape, b.shape],
    );
  }
  const dtype = promote(a.dtype, b.dtype);
  const batch = broadcastShapes(op, aBatch, bBatch);
  const x = expand(cast(a, dtype), [...batch, n, n]);
  const z = expand(cast(b, dtype), [...batch, n, m]);
  return [x, z, sizeOf(batch), n, m];
}

/**
 * `x` with `a x = b` for `a` of `[..., n, n]` and `b` of `[..., n, m]`, leading dims broadcast, or a vector `[n]`; by LU with
 * partial pivoting. Refuses a matrix whose pivot is 0.
 *
 * @example solve(tensor([[2, 0], [1, 4]]), tensor([2, 9])); // [1, 2]
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  if (b.rank === 1) return squeeze(solve(a, unsqueeze(b, 1)), -1);
  const [x, z, batch, n, m] = system("solve", a, b);
  const y = run.empty("solve", x, x.dtype, contiguousLayout(z.shape));
  const [matrix, right] = [run.contiguous(x), run.contiguous(z)];
  const failure = backend().linalg.solve(
    x.dtype,
    batch,
    n,
    m,
    run.start(matrix),
    run.start(right),
    run.start(y),
  );
  refuseFailure("solve", x, failure, (row) => singular(`pivot ${row}`));
  return record(y, [x, z], () => (g) => {
    const gz = solve(transpose(x), g);
    return [() => neg(matmul(gz, transpose(y))), gz];
  });
}

/**
 * The inverse of square matrices; `solve(a, b)` is faster and more accurate than `inv(a)` times `b`. Refuses
 * a matrix whose pivot is 0.
 *
 * @example inv(tensor([[2, 0], [0, 4]])); // [[0.5, 0], [0, 0.25]]
 */
export function inv(a: Tensor): Tensor {
  const [batch, n] = checkSquare("inv", a);
  const y = run.empty("inv", a, a.dtype, contiguousLayout(a.shape));
  const source = run.contiguous(a);
  const ones = run.contiguous(expand(identity(a, n), a.shape));
  const failure = backend().linalg.solve(
    a.dtype,
    sizeOf(batch),
    n,
    n,
    run.start(source),
    run.start(ones),
    run.start(y),
  );
  refuseFailure("inv", a, failure, (row) => singular(`pivot ${row}`));
  return record(y, [a], () => (g) => {
    const t = transpose(y);
    return [neg(matmul(matmul(t, g), t))];
  });
}
