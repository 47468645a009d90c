/** The steps of linear algebra, see `LinalgSteps`. */

import type { LinalgSteps } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { copying } from "./copy.ts";

/** Products that are summed before the result takes them up. */
const depthBlock = 256;

/** In plain TypeScript. */
export const steps: LinalgSteps = {
  cast: copying.cast,

  transpose(dtype, m, n, x, xRow, y) {
    copying.copy(dtype, [n, m], x, [1, xRow], y, [m, 1]);
  },

  product(subtracts, m, n, k, a, aRow, aColumn, b, bRow, bColumn, y, yRow) {
    const v = view("float64");
    const sums = new Float64Array(n);
    for (let i = 0; i < m; i++) {
      for (let block = 0; block === 0 || block < k; block += depthBlock) {
        sums.fill(0);
        const end = Math.min(block + depthBlock, k);
        for (let p = block; p < end; p++) {
          const factor = v[a + i * aRow + p * aColumn];
          for (let j = 0; j < n; j++) sums[j] += factor * v[b + p * bRow + j * bColumn];
        }
        const row = y + i * yRow;
        for (let j = 0; j < n; j++) {
          if (subtracts) v[row + j] -= sums[j];
          else v[row + j] = block > 0 ? v[row + j] + sums[j] : sums[j];
        }
      }
    }
  },

  substitute(n, m, a, aRow, aColumn, backwards, unit, x, xRow) {
    const v = view("float64");
    for (let step = 0; step < n; step++) {
      const i = backwards ? n - 1 - step : step;
      const row = x + i * xRow;
      for (let k = 0; k < step; k++) {
        const other = backwards ? n - 1 - k : k;
        const factor = v[a + i * aRow + other * aColumn];
        for (let j = 0; j < m; j++) v[row + j] -= factor * v[x + other * xRow + j];
      }
      if (unit) continue;
      const pivot = v[a + i * aRow + i * aColumn];
      for (let j = 0; j < m; j++) v[row + j] /= pivot;
    }
  },
};
