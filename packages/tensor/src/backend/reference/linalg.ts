/** Linear algebra: each matrix is read into float64, computed in place by an engine's steps and rounded when it is written. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { withBlock } from "../blocks.ts";
import type { LinalgKernels } from "../linalg.ts";
import type { LinalgSteps, Place } from "../linalg-steps.ts";
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
import { steps } from "./linalg-steps.ts";
import { svdDecompose } from "./linalg-svd.ts";
import { choleskyInPlace, solveTriangular, zeroOnDiagonal } from "./linalg-triangular.ts";
import { indexOf } from "./loops.ts";

/** Runs with blocks of so many float64 elements each. */
function withPlaces(sizes: readonly number[], use: (...places: Place[]) => void): void {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  withBlock(8 * total, (address) => {
    let at = address / 8;
    use(
      ...sizes.map((size) => {
        at += size;
        return at - size;
      }),
    );
  });
}

/** The `i`-th block of `size` elements from an address on, as they are outside of the memory. */
function values(dtype: DType, address: Address, i: number, size: number): Float64Array {
  const start = indexOf(dtype, address) + i * size;
  return Float64Array.from(view(dtype).subarray(start, start + size));
}

/** Writes the `i`-th block of the size that `found` has. */
function storeValues(dtype: DType, address: Address, i: number, found: ArrayLike<number>): void {
  view(dtype).set(found, indexOf(dtype, address) + i * found.length);
}

/** The kernels of linear algebra on an engine's steps. */
export function createLinalg(engine: LinalgSteps): LinalgKernels {
  /** Reads the `i`-th block of `size` elements from an address on. */
  const load = (dtype: DType, address: Address, i: number, size: number, to: Place) =>
    engine.cast(dtype, "float64", size, address + i * size * bytesPerElement(dtype), 8 * to);

  /** Writes the `i`-th block of `size` elements. */
  const store = (dtype: DType, address: Address, i: number, size: number, from: Place) =>
    engine.cast("float64", dtype, size, 8 * from, address + i * size * bytesPerElement(dtype));

  return {
    cholesky(dtype, batch, n, a, y) {
      let failure = -1;
      // The lower triangle of a is the upper one of its transpose, whose factor is the transpose of ours.
      withPlaces([n * n, n * n], (x, spare) => {
        const size = n * n * bytesPerElement(dtype);
        for (let i = 0; i < batch && failure < 0; i++) {
          engine.transpose(dtype, n, a + i * size, 8 * spare);
          load(dtype, 8 * spare, 0, n * n, x);
          const failed = choleskyInPlace(engine, x, n, n);
          if (failed >= 0) failure = i * n + failed;
          const v = view("float64");
          for (let j = 1; j < n; j++) v.fill(0, x + j * n, x + j * n + j);
          store(dtype, 8 * spare, 0, n * n, x);
          engine.transpose(dtype, n, 8 * spare, y + i * size);
        }
      });
      return failure;
    },

    triangularSolve(dtype, batch, n, m, { upper, transpose, unit }, a, b, y) {
      const backwards = upper !== transpose;
      const [row, column] = transpose ? [1, n] : [n, 1];
      let failure = -1;
      withPlaces([n * n, n * m], (matrix, x) => {
        for (let i = 0; i < batch && failure < 0; i++) {
          load(dtype, a, i, n * n, matrix);
          load(dtype, b, i, n * m, x);
          const zero = unit ? -1 : zeroOnDiagonal(matrix, n, backwards);
          if (zero >= 0) failure = i * n + zero;
          else solveTriangular(engine, n, m, matrix, row, column, backwards, unit, x, m);
          store(dtype, y, i, n * m, x);
        }
      });
      return failure;
    },

    solve(dtype, batch, n, m, a, b, y) {
      let failure = -1;
      withPlaces([n * n, n * m, n * m], (matrix, right, x) => {
        for (let i = 0; i < batch && failure < 0; i++) {
          load(dtype, a, i, n * n, matrix);
          load(dtype, b, i, n * m, right);
          const lu = luDecompose(engine, matrix, n);
          const zero = zeroPivot(lu);
          if (zero >= 0) failure = i * n + zero;
          else luSolve(engine, lu, right, m, x);
          store(dtype, y, i, n * m, x);
        }
      });
      return failure;
    },

    det(dtype, batch, n, a, y) {
      let least = 1;
      withPlaces([n * n], (matrix) => {
        for (let i = 0; i < batch; i++) {
          load(dtype, a, i, n * n, matrix);
          const lu = luDecompose(engine, matrix, n);
          storeValues(dtype, y, i, [luDeterminant(lu)]);
          least = Math.min(least, pivotRatio(lu));
        }
      });
      return least;
    },

    slogdet(dtype, batch, n, a, sign, log) {
      withPlaces([n * n], (matrix) => {
        for (let i = 0; i < batch; i++) {
          load(dtype, a, i, n * n, matrix);
          const [s, l] = luLogDeterminant(luDecompose(engine, matrix, n));
          storeValues(dtype, sign, i, [s]);
          storeValues(dtype, log, i, [l]);
        }
      });
    },

    qr(dtype, batch, m, n, k, a, q, r) {
      for (let i = 0; i < batch; i++) {
        const found = qrDecompose(values(dtype, a, i, m * n), m, n, k);
        storeValues(dtype, q, i, found.q);
        storeValues(dtype, r, i, found.r);
      }
    },

    eigh(dtype, batch, n, a, lambda, vectors) {
      for (let i = 0; i < batch; i++) {
        const found = eighDecompose(values(dtype, a, i, n * n), n);
        if (found === undefined) return i * n;
        storeValues(dtype, lambda, i, found.values);
        storeValues(dtype, vectors, i, found.vectors);
      }
      return -1;
    },

    svd(dtype, batch, m, n, a, u, s, vh) {
      for (let i = 0; i < batch; i++) {
        const found = svdDecompose(values(dtype, a, i, m * n), m, n);
        if (found === undefined) return i * m;
        storeValues(dtype, u, i, found.u);
        storeValues(dtype, s, i, found.s);
        storeValues(dtype, vh, i, found.vh);
      }
      return -1;
    },

    matrixExp(dtype, batch, n, a, y) {
      withPlaces([8 * n * n], (places) => {
        for (let i = 0; i < batch; i++) {
          load(dtype, a, i, n * n, places);
          store(dtype, y, i, n * n, matrixExponential(engine, places, n));
        }
      });
    },
  };
}

/** The kernels on the reference engine's steps. */
export const linalg: LinalgKernels = createLinalg(steps);
