/** QR, eigenvalue and singular value decompositions, with their gradients output by output. */

import { backend } from "../backend/current.ts";
import { ArgumentError, GradientError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, div, mul, sub } from "./binary.ts";
import { identity } from "./constants.ts";
import { concat } from "./join.ts";
import { checkMatrix, checkSquare, refuseFailure, triangularSolve } from "./linalg-solve.ts";
import { matmul } from "./matmul.ts";
import { narrow, transpose, unsqueeze } from "./movement.ts";
import { diagonalMatrix, tril } from "./triangles.ts";

/** What {@link qr} gives. */
export interface QrDecomposition {
  /** Orthonormal columns, `[..., m, k]`. */
  readonly q: Tensor;
  /** Upper triangular, `[..., k, n]`. */
  readonly r: Tensor;
}

/** Options of {@link qr}. */
export interface QrOptions {
  /** `reduced` has `k = min(m, n)` (the default), `complete` has `k = m`. */
  readonly mode?: "reduced" | "complete" | undefined;
}

/**
 * `a = q r` for matrices `[..., m, n]`, by Householder's reflections. The diagonal of `r` is not negative, which makes the result
 * unique for matrices of full rank. Gradients as in Walter and Lehmann 2018; the complete form has none where
 * it has columns that `a` does not determine.
 *
 * @example qr(tensor([[0, 2], [3, 4]])).r; // [[3, 4], [0, 2]]
 */
export function qr(a: Tensor, { mode = "reduced" }: QrOptions = {}): QrDecomposition {
  const [batch, m, n] = checkMatrix("qr", a);
  if (mode !== "reduced" && mode !== "complete") {
    throw new ArgumentError("qr", `the mode "${mode}"; it is reduced or complete. Name one.`);
  }
  if (m < n) {
    // The first columns give q, which turns the others.
    const square = qr(narrow(a, -1, 0, m));
    const rest = matmul(transpose(square.q), narrow(a, -1, m, n - m));
    return { q: square.q, r: concat([square.r, rest], -1) };
  }
  const k = mode === "complete" ? m : n;
  const q = run.empty("qr", a, a.dtype, contiguousLayout([...batch, m, k]));
  const r = run.empty("qr", a, a.dtype, contiguousLayout([...batch, k, n]));
  const source = run.contiguous(a);
  const count = sizeOf(batch);
  backend().linalg.qr(a.dtype, count, m, n, k, run.start(source), run.start(q), run.start(r));
  const refused = () => {
    throw new GradientError(
      "qr",
      "the complete form of tall matrices has no gradient, as they do not determine all columns. Use the reduced form.",
    );
  };
  if (k > n) {
    record(q, [a], () => refused);
    record(r, [a], () => refused);
    return { q, r };
  }
  // x R⁻ᵀ, as the transpose of a triangular system.
  const overR = (x: Tensor) => transpose(triangularSolve(r, transpose(x), { upper: true }));
  record(q, [a], () => (g) => [overR(sub(g, matmul(q, mirrored(matmul(transpose(g), q)))))]);
  record(r, [a], () => (g) => [overR(matmul(q, mirrored(matmul(r, transpose(g)))))]);
  return { q, r };
}

/** The symmetric matrix that has the lower triangle of `x`. */
function mirrored(x: Tensor): Tensor {
  return add(tril(x), transpose(tril(x, -1)));
}

/** What {@link eigh} gives. */
export interface EighDecomposition {
  /** Ascending, `[..., n]`. */
  readonly values: Tensor;
  /** In columns, orthonormal, `[..., n, n]`. */
  readonly vectors: Tensor;
}

/**
 * Eigenvalues and eigenvectors of symmetric matrices, `a = V diag(values) Vᵀ`; the lower triangle alone is read. The element of
 * greatest size in each vector is positive. The gradient is the symmetric one (Giles 2008, An extended collection of matrix
 * derivative results); that of the vectors is infinite where eigenvalues coincide. Refuses what does not converge.
 *
 * @example eigh(tensor([[2, 1], [1, 2]])).values; // [1, 3]
 */
export function eigh(a: Tensor): EighDecomposition {
  const [batch, n] = checkSquare("eigh", a);
  const values = run.empty("eigh", a, a.dtype, contiguousLayout([...batch, n]));
  const vectors = run.empty("eigh", a, a.dtype, contiguousLayout(a.shape));
  const source = run.contiguous(a);
  const failure = backend().linalg.eigh(
    a.dtype,
    sizeOf(batch),
    n,
    run.start(source),
    run.start(values),
    run.start(vectors),
  );
  refuseFailure("eigh", a, failure, notConverging);
  const turned = (inner: Tensor) => matmul(matmul(vectors, inner), transpose(vectors));
  record(values, [a], () => (g) => [turned(diagonalMatrix(g))]);
  record(vectors, [a], () => (g) => {
    const inner = mul(matmul(transpose(vectors), g), gaps(values));
    const gradient = turned(inner);
    return [mul(add(gradient, transpose(gradient)), 0.5)];
  });
  return { values, vectors };
}

function notConverging(): string {
  return "does not converge; its elements must be finite and of moderate size. Look for NaN in it, or scale it.";
}

/** `1 / (xⱼ - xᵢ)` beside the diagonal, 0 on it. */
function gaps(x: Tensor): Tensor {
  const unit = identity(x, x.shape.at(-1) as number);
  const differences = sub(unsqueeze(x, -2), unsqueeze(x, -1));
  return sub(div(1, add(differences, unit)), unit);
}

/** What {@link svd} gives. */
export interface SingularDecomposition {
  /** Left singular vectors in columns, `[..., m, k]`. */
  readonly u: Tensor;
  /** Singular values, descending, `[..., k]`. */
  readonly s: Tensor;
  /** Right singular vectors in rows, `[..., k, n]`. */
  readonly vh: Tensor;
}

/**
 * The thin singular value decomposition `a = U diag(s) Vʰ` of matrices `[..., m, n]`, `k = min(m, n)`. The element of
 * greatest size in each column of `u` is positive. Gradients as in Townsend 2016 (Differentiating the singular value
 * decomposition); those of the vectors are infinite where singular values coincide or are 0. Refuses what does not converge.
 *
 * @example svd(tensor([[0, 3], [2, 0]])).s; // [3, 2]
 */
export function svd(a: Tensor): SingularDecomposition {
  const [batch, m, n] = checkMatrix("svd", a);
  const k = Math.min(m, n);
  const u = run.empty("svd", a, a.dtype, contiguousLayout([...batch, m, k]));
  const s = run.empty("svd", a, a.dtype, contiguousLayout([...batch, k]));
  const vh = run.empty("svd", a, a.dtype, contiguousLayout([...batch, k, n]));
  const source = run.contiguous(a);
  const failure = backend().linalg.svd(
    a.dtype,
    sizeOf(batch),
    m,
    n,
    run.start(source),
    run.start(u),
    run.start(s),
    run.start(vh),
  );
  refuseFailure("svd", a, failure, notConverging);
  record(s, [a], () => (g) => [matmul(mul(u, unsqueeze(g, -2)), vh)]);
  record(u, [a], () => (g) => [matmul(sideGradient(u, s, g), vh)]);
  record(vh, [a], () => (g) => [
    matmul(u, transpose(sideGradient(transpose(vh), s, transpose(g)))),
  ]);
  return { u, s, vh };
}

/** `U (F ∘ (Uᵀg - gᵀU)) S + (1 - U Uᵀ) g S⁻¹` with `Fᵢⱼ = 1 / (sⱼ² - sᵢ²)`, for either side. */
function sideGradient(u: Tensor, s: Tensor, g: Tensor): Tensor {
  const projected = matmul(transpose(u), g);
  const skew = mul(sub(projected, transpose(projected)), gaps(mul(s, s)));
  const row = unsqueeze(s, -2);
  const inside = mul(matmul(u, skew), row);
  if (u.shape.at(-2) === u.shape.at(-1)) return inside; // nothing lies outside a square u
  return add(inside, div(sub(g, matmul(u, projected)), row));
}
