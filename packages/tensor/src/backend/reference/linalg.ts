/** Linear algebra: each matrix is read into float64, computed in place by an engine's steps and rounded when it is written. */

import { bytesPerElement } from "../../dtype.ts";
import type { LinalgKernels } from "../linalg.ts";
import type { LinalgSteps } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { createDecompositions } from "./linalg-decompositions.ts";
import { matrixExponential } from "./linalg-exp.ts";
import {
  luDecompose,
  luDeterminant,
  luLogDeterminant,
  luSolve,
  pivotRatio,
  zeroPivot,
} from "./linalg-lu.ts";
import { steps } from "./linalg-steps.ts";
import { createTransfer, storeValues, withPlaces } from "./linalg-transfer.ts";
import { choleskyInPlace, solveTriangular, zeroOnDiagonal } from "./linalg-triangular.ts";

/** The kernels of linear algebra on an engine's steps. */
export function createLinalg(engine: LinalgSteps): LinalgKernels {
  const { load, store } = createTransfer(engine);

  return {
    cholesky(dtype, batch, n, a, y) {
      let failure = -1;
      // The lower triangle of a is the upper one of its transpose, whose factor is the transpose of ours.
      withPlaces([n * n, n * n], (x, spare) => {
        const size = n * n * bytesPerElement(dtype);
        for (let i = 0; i < batch && failure < 0; i++) {
          engine.transpose(dtype, n, n, a + i * size, n, 8 * spare);
          load(dtype, 8 * spare, 0, n * n, x);
          const failed = choleskyInPlace(engine, x, n, n);
          if (failed >= 0) failure = i * n + failed;
          const v = view("float64");
          for (let j = 1; j < n; j++) v.fill(0, x + j * n, x + j * n + j);
          store(dtype, 8 * spare, 0, n * n, x);
          engine.transpose(dtype, n, n, 8 * spare, n, y + i * size);
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

    ...createDecompositions(engine),

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
