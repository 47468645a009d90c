/** The kernels of linear algebra and of Fourier transforms. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** How `triangularSolve` reads its matrix. */
export interface TriangularForm {
  /** Reads the upper triangle, else the lower one. */
  readonly upper: boolean;
  /** Solves with the transpose of what is read. */
  readonly transpose: boolean;
  /** Takes the diagonal for ones, whatever stands there. */
  readonly unit: boolean;
}

/**
 * Functions of `batch` contiguous matrices of float dtype. All compute in float64 and round at the end. Those that may fail give -1,
 * or for matrix `i` of `n` rows that failed at row `j` the number `i * n + j`; what they wrote until then means nothing.
 */
export interface LinalgKernels {
  /** The lower `y` with `a = y yᵀ` of the lower triangle of `a`; fails where a leading minor is not positive. */
  cholesky(dtype: DType, batch: number, n: number, a: Address, y: Address): number;

  /** `y` with `a y = b`, a triangular `[n, n]`, b and y `[n, m]`; fails at a 0 on the diagonal. */
  triangularSolve(
    dtype: DType,
    batch: number,
    n: number,
    m: number,
    form: TriangularForm,
    a: Address,
    b: Address,
    y: Address,
  ): number;

  /** `y` with `a y = b`, a `[n, n]`, b and y `[n, m]`, by LU with partial pivoting; fails at a pivot of 0. */
  solve(
    dtype: DType,
    batch: number,
    n: number,
    m: number,
    a: Address,
    b: Address,
    y: Address,
  ): number;

  /** The determinant of each `[n, n]`; gives the least ratio of a pivot to the greatest of its matrix. */
  det(dtype: DType, batch: number, n: number, a: Address, y: Address): number;

  /** The sign of each determinant and the logarithm of its absolute value. */
  slogdet(dtype: DType, batch: number, n: number, a: Address, sign: Address, log: Address): void;

  /** `a = q r`: a `[m, n]` with `m >= n`, q `[m, k]`, r `[k, n]` with no negative diagonal; `k` is m or n. */
  qr(
    dtype: DType,
    batch: number,
    m: number,
    n: number,
    k: number,
    a: Address,
    q: Address,
    r: Address,
  ): void;

  /** Ascending eigenvalues `[n]` and eigenvectors in columns of the symmetric matrix in the lower triangle. */
  eigh(
    dtype: DType,
    batch: number,
    n: number,
    a: Address,
    values: Address,
    vectors: Address,
  ): number;

  /** `a = u diag(s) vh` with `k = min(m, n)`: u `[m, k]`, s `[k]` descending, vh `[k, n]`; fails at row 0. */
  svd(
    dtype: DType,
    batch: number,
    m: number,
    n: number,
    a: Address,
    u: Address,
    s: Address,
    vh: Address,
  ): number;

  /** `e` to the power of each `[n, n]`. */
  matrixExp(dtype: DType, batch: number, n: number, a: Address, y: Address): void;
}

/** Fourier transforms over the middle of `[outer, n, inner]`, `n > 0`; in float64, rounded at the end. */
export interface FourierKernels {
  /** `y[k] = scale Σ x[j] e^(sign 2 pi i j k / n)` of complex pairs. */
  fft(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    sign: number,
    scale: number,
    x: Address,
    y: Address,
  ): void;

  /** The first `⌊n / 2⌋ + 1` pairs of the transform with sign -1 of `n` real numbers. */
  rfft(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    scale: number,
    x: Address,
    y: Address,
  ): void;

  /**
   * `n` real numbers, the transform with sign 1 of pairs of which the first `⌊n / 2⌋ + 1` are given and the rest their
   * conjugates; the imaginary part of the first, and for even `n` of the last, counts for nothing.
   */
  irfft(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    scale: number,
    x: Address,
    y: Address,
  ): void;
}
