/** Matrix product. */

import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Kernel, Module } from "./module.ts";

/** `y = a b + bias`; without any step of k the reference engine spreads the bias. */
export function createMatmul(module: Module): Pick<Backend, "matmul"> {
  let float32: Kernel | undefined;
  let float64: Kernel | undefined;
  return {
    matmul: (dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y) => {
      if (k === 0) {
        reference.matmul(dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y);
      } else if (dtype === "float32") {
        float32 ??= module.kernel("matmulF32");
        float32(m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, module.workspace());
      } else {
        float64 ??= module.kernel("matmulF64");
        float64(m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, module.workspace());
      }
    },
  };
}
