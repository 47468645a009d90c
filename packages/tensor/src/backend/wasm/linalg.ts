/** The steps of linear algebra as kernels; what the algorithms make of them is the reference engine's. */

import type { Backend } from "../backend.ts";
import type { LinalgKernels } from "../linalg.ts";
import type { LinalgSteps } from "../linalg-steps.ts";
import { createLinalg } from "../reference/linalg.ts";
import type { Module } from "./module.ts";

/** Linear algebra on the kernels of a module. */
export function createLinalgKernels(
  module: Module,
  { cast, copy }: Pick<Backend, "cast" | "copy">,
): LinalgKernels {
  const steps: LinalgSteps = {
    cast,
    transpose(dtype, m, n, x, xRow, y) {
      copy(dtype, [n, m], x, [1, xRow], y, [m, 1]);
    },
    product(subtracts, m, n, k, a, aRow, aColumn, b, bRow, bColumn, y, yRow) {
      if (m === 1 && bColumn === 1) {
        module.kernel("rowProduct")(subtracts ? 1 : 0, n, k, 8 * a, aColumn, 8 * b, bRow, 8 * y);
        return;
      }
      if (n === 1 && aColumn === 1) {
        module.kernel("columnProduct")(
          subtracts ? 1 : 0,
          m,
          k,
          8 * a,
          aRow,
          8 * b,
          bRow,
          8 * y,
          yRow,
        );
        return;
      }
      const operands = [m, n, k, 8 * a, aRow, aColumn, 8 * b, bRow, bColumn] as const;
      const workspace = module.workspace();
      if (subtracts) module.kernel("matmulSubtractF64")(...operands, 8 * y, yRow, workspace);
      else module.kernel("matmulF64")(...operands, 0, 8 * y, yRow, workspace);
    },
    substitute(n, m, a, aRow, aColumn, backwards, unit, x, xRow) {
      const kernel = module.kernel("substitute");
      kernel(n, m, 8 * a, aRow, aColumn, backwards ? 1 : 0, unit ? 1 : 0, 8 * x, xRow);
    },
  };
  return createLinalg(steps);
}
