/** Matrix product. */

import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

/** `y = a b + bias`; without any step of k the reference engine spreads the bias. */
export function createMatmul(module: Module): Pick<Backend, "matmul"> {
  const kernel = floatKernel(module, "matmul");
  return {
    matmul(dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y) {
      if (k === 0) {
        reference.matmul(dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y);
      } else {
        const workspace = module.workspace();
        kernel(dtype)(m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, workspace);
      }
    },
  };
}
