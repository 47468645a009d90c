/** Determinants, with their gradients. */

import { backend } from "../backend/current.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul } from "./binary.ts";
import { constant } from "./constants.ts";
import { indexSelect } from "./indexing.ts";
import { checkSquare, inv } from "./linalg-solve.ts";
import { reshape, transpose, unsqueeze } from "./movement.ts";

/** A ratio of pivots below which an inverse has lost too many digits. */
const nearlySingular = 1e-6;

/**
 * The determinant of square matrices. Its gradient is the matrix of cofactors: `det(a) a⁻ᵀ`, or where a matrix of the batch is
 * singular or nearly so the determinants of all its minors, which costs `n²` of them.
 *
 * @example det(tensor([[1, 2], [3, 4]])); // -2
 */
export function det(a: Tensor): Tensor {
  const [batch, n] = checkSquare("det", a);
  const y = run.empty("det", a, a.dtype, contiguousLayout(batch));
  const source = run.contiguous(a);
  const ratio = backend().linalg.det(a.dtype, y.size, n, run.start(source), run.start(y));
  return record(y, [a], () => (g) => {
    const weight = (x: Tensor) => unsqueeze(unsqueeze(x, -1), -1);
    if (ratio < nearlySingular) return [mul(weight(g), cofactors(a, n))];
    return [mul(weight(mul(g, y)), transpose(inv(a)))];
  });
}

/** `(-1)^(i + j)` times the determinant of `a` without row i and column j. */
function cofactors(a: Tensor, n: number): Tensor {
  const batch = a.shape.slice(0, -2);
  const positions: number[] = [];
  const others = (skipped: number) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => i !== skipped);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (const row of others(i)) for (const column of others(j)) positions.push(row * n + column);
    }
  }
  const index = constant(a, "int32", [positions.length], positions);
  const minors = indexSelect(reshape(a, [...batch, n * n]), -1, index);
  const signs = Array.from({ length: n * n }, (_, i) =>
    ((i % n) + Math.floor(i / n)) % 2 === 0 ? 1 : -1,
  );
  const determinants = det(reshape(minors, [...batch, n, n, n - 1, n - 1]));
  return mul(determinants, constant(a, a.dtype, [n, n], signs));
}

/** What {@link slogdet} gives. */
export interface SignedLogDeterminant {
  /** 1, -1, or 0 for a singular matrix. */
  readonly sign: Tensor;
  /** `ln |det a|`, -Infinity for a singular matrix. */
  readonly logAbs: Tensor;
}

/**
 * The sign of the determinant and the logarithm of its absolute value, which neither overflows nor underflows. The gradient of
 * the logarithm is `a⁻ᵀ`; of a singular matrix there is none, and it is refused.
 *
 * @example slogdet(tensor([[0, 1], [1, 0]])).sign; // -1
 */
export function slogdet(a: Tensor): SignedLogDeterminant {
  const [batch, n] = checkSquare("slogdet", a);
  const sign = run.empty("slogdet", a, a.dtype, contiguousLayout(batch));
  const y = run.empty("slogdet", a, a.dtype, contiguousLayout(batch));
  const source = run.contiguous(a);
  backend().linalg.slogdet(
    a.dtype,
    sizeOf(batch),
    n,
    run.start(source),
    run.start(sign),
    run.start(y),
  );
  const logAbs = record(y, [a], () => (g) => [
    mul(unsqueeze(unsqueeze(g, -1), -1), transpose(inv(a))),
  ]);
  return { sign, logAbs };
}
