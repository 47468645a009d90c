/** QR, eigenvalue and singular value decompositions of batches; small matrices are decomposed by rotations of pairs of rows. */

import type { LinalgKernels } from "../linalg.ts";
import type { LinalgSteps } from "../linalg-steps.ts";
import { eighInPlace, eighPlaces } from "./linalg-eigh.ts";
import { svdDecompose } from "./linalg-hestenes.ts";
import { eighDecompose } from "./linalg-jacobi.ts";
import { lowerTriangular, orthogonalRows, settleSigns } from "./linalg-qr.ts";
import { blockRows } from "./linalg-reflections.ts";
import { svdInPlace, svdPlaces } from "./linalg-svd.ts";
import { createTransfer, storeValues, values, withPlaces } from "./linalg-transfer.ts";

/** Rows up to which rotations of pairs are faster. */
const fewRows = 18;

/** The kernels on an engine's steps. */
export function createDecompositions(
  engine: LinalgSteps,
): Pick<LinalgKernels, "qr" | "eigh" | "svd"> {
  const { load, store, loadTransposed, storeTransposed } = createTransfer(engine);

  return {
    qr(dtype, batch, m, n, k, a, q, r) {
      const room = blockRows * Math.max(blockRows, n, k);
      withPlaces([n * m, n * m, Math.max(n, k) * m, k * m, room], (x, v, z, y, spare) => {
        const reflections = { steps: engine, size: m, v, z, spare };
        for (let i = 0; i < batch; i++) {
          loadTransposed(dtype, a, i, m, n, x, z);
          lowerTriangular(reflections, x, n);
          orthogonalRows(reflections, n, k, y);
          settleSigns(x, y, n, m);
          storeTransposed(dtype, q, i, k, m, y, m, z);
          storeTransposed(dtype, r, i, n, k, x, m, z);
        }
      });
    },

    eigh(dtype, batch, n, a, lambda, vectors) {
      if (n <= fewRows) {
        for (let i = 0; i < batch; i++) {
          const found = eighDecompose(values(dtype, a, i, n * n), n);
          if (found === undefined) return i * n;
          storeValues(dtype, lambda, i, found.values);
          storeValues(dtype, vectors, i, found.vectors);
        }
        return -1;
      }
      let failure = -1;
      withPlaces(eighPlaces(n), (...places) => {
        const [matrix, rows, spare] = places;
        for (let i = 0; i < batch && failure < 0; i++) {
          load(dtype, a, i, n * n, matrix);
          const found = eighInPlace(engine, n, places);
          if (found === undefined) failure = i * n;
          else {
            storeValues(dtype, lambda, i, found);
            storeTransposed(dtype, vectors, i, n, n, rows, n, spare);
          }
        }
      });
      return failure;
    },

    svd(dtype, batch, m, n, a, u, s, vh) {
      const [k, size] = m < n ? [m, n] : [n, m];
      if (k <= fewRows) {
        for (let i = 0; i < batch; i++) {
          const found = svdDecompose(values(dtype, a, i, m * n), m, n);
          if (found === undefined) return i * m;
          storeValues(dtype, u, i, found.u);
          storeValues(dtype, s, i, found.s);
          storeValues(dtype, vh, i, found.vh);
        }
        return -1;
      }
      let failure = -1;
      withPlaces(svdPlaces(k, size), (...places) => {
        const [x, spare] = places;
        for (let i = 0; i < batch && failure < 0; i++) {
          if (m < n) load(dtype, a, i, k * size, x);
          else loadTransposed(dtype, a, i, m, n, x, spare);
          const found = svdInPlace(engine, k, size, m < n, places);
          if (found === undefined) failure = i * m;
          else {
            const [left, right] = m < n ? [found.near, found.far] : [found.far, found.near];
            storeValues(dtype, s, i, found.values);
            store(dtype, vh, i, k * n, right);
            storeTransposed(dtype, u, i, k, m, left, m, spare);
          }
        }
      });
      return failure;
    },
  };
}
