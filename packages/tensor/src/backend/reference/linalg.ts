/** Linear algebra: each matrix is read into float64, computed and rounded when it is written. */

import type { DType } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import type { LinalgKernels } from "../linalg.ts";
import { view } from "../memory.ts";
import { eighDecompose } from "./linalg-eigh.ts";
import { matrixExponential } from "./linalg-exp.ts";
import {
  luDecompose,
  luDeterminant,
  luLogDeterminant,
  luSolve,
  pivotRatio,
  zeroPivot,
} from "./linalg-lu.ts";
import { qrDecompose } from "./linalg-qr.ts";
import { svdDecompose } from "./linalg-svd.ts";
import { choleskyInPlace, triangularSolveInPlace } from "./linalg-triangular.ts";
import { indexOf } from "./loops.ts";

/** The `i`-th block of `size` elements from an address on, in float64. */
function load(dtype: DType, address: Address, i: number, size: number): Float64Array {
  const start = indexOf(dtype, address) + i * size;
  return Float64Array.from(view(dtype).subarray(start, start + size));
}

/** Writes the `i`-th block of the size that `values` have. */
function store(dtype: DType, address: Address, i: number, values: ArrayLike<number>): void {
  view(dtype).set(values, indexOf(dtype, address) + i * values.length);
}

/** Runs `each` for every matrix until one fails at a row. */
function untilFailure(batch: number, n: number, each: (i: number) => number): number {
  for (let i = 0; i < batch; i++) {
    const row = each(i);
    if (row >= 0) return i * n + row;
  }
  return -1;
}

/** The kernels of linear algebra. */
export const linalg: LinalgKernels = {
  cholesky(dtype, batch, n, a, y) {
    return untilFailure(batch, n, (i) => {
      const matrix = load(dtype, a, i, n * n);
      const failed = choleskyInPlace(matrix, n);
      store(dtype, y, i, matrix);
      return failed;
    });
  },

  triangularSolve(dtype, batch, n, m, form, a, b, y) {
    return untilFailure(batch, n, (i) => {
      const x = load(dtype, b, i, n * m);
      const failed = triangularSolveInPlace(load(dtype, a, i, n * n), n, form, x, m);
      store(dtype, y, i, x);
      return failed;
    });
  },

  solve(dtype, batch, n, m, a, b, y) {
    return untilFailure(batch, n, (i) => {
      const lu = luDecompose(load(dtype, a, i, n * n), n);
      const failed = zeroPivot(lu);
      if (failed < 0) store(dtype, y, i, luSolve(lu, load(dtype, b, i, n * m), m));
      return failed;
    });
  },

  det(dtype, batch, n, a, y) {
    let least = 1;
    for (let i = 0; i < batch; i++) {
      const lu = luDecompose(load(dtype, a, i, n * n), n);
      store(dtype, y, i, [luDeterminant(lu)]);
      least = Math.min(least, pivotRatio(lu));
    }
    return least;
  },

  slogdet(dtype, batch, n, a, sign, log) {
    for (let i = 0; i < batch; i++) {
      const [s, l] = luLogDeterminant(luDecompose(load(dtype, a, i, n * n), n));
      store(dtype, sign, i, [s]);
      store(dtype, log, i, [l]);
    }
  },

  qr(dtype, batch, m, n, k, a, q, r) {
    for (let i = 0; i < batch; i++) {
      const found = qrDecompose(load(dtype, a, i, m * n), m, n, k);
      store(dtype, q, i, found.q);
      store(dtype, r, i, found.r);
    }
  },

  eigh(dtype, batch, n, a, values, vectors) {
    return untilFailure(batch, n, (i) => {
      const found = eighDecompose(load(dtype, a, i, n * n), n);
      if (found === undefined) return 0;
      store(dtype, values, i, found.values);
      store(dtype, vectors, i, found.vectors);
      return -1;
    });
  },

  svd(dtype, batch, m, n, a, u, s, vh) {
    return untilFailure(batch, m, (i) => {
      const found = svdDecompose(load(dtype, a, i, m * n), m, n);
      if (found === undefined) return 0;
      store(dtype, u, i, found.u);
      store(dtype, s, i, found.s);
      store(dtype, vh, i, found.vh);
      return -1;
    });
  },

  matrixExp(dtype, batch, n, a, y) {
    for (let i = 0; i < batch; i++) {
      store(dtype, y, i, matrixExponential(load(dtype, a, i, n * n), n));
    }
  },
};
