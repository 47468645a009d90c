/** Reading and writing at indices. */

import type { DType } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { sizedKernel } from "./copy.ts";
import type { Kernel, Module } from "./module.ts";

type Indexing = Pick<
  Backend,
  "findOutOfRange" | "gather" | "scatterAdd" | "indexSelect" | "indexAdd"
>;

/** The suffixes of the kernels that add. */
const suffixes: Partial<Record<DType, string>> = { float32: "F32", float64: "F64", int32: "I32" };

/** Kernels that take or add at positions; sums of bytes are left to the reference engine. */
export function createIndexing(module: Module): Indexing {
  const gather = sizedKernel(module, "gather");
  const indexSelect = sizedKernel(module, "indexSelect");
  let findOutOfRange: Kernel | undefined;
  return {
    findOutOfRange(n, size, index) {
      findOutOfRange ??= module.kernel("findOutOfRange");
      return findOutOfRange(n, size, index);
    },
    gather(dtype, outer, size, n, inner, x, index, y) {
      gather(dtype)(outer, size, n, inner, x, index, y);
    },
    scatterAdd(dtype, outer, size, n, inner, x, index, y) {
      const suffix = suffixes[dtype];
      if (suffix) module.kernel(`scatterAdd${suffix}`)(outer, size, n, inner, x, index, y);
      else reference.scatterAdd(dtype, outer, size, n, inner, x, index, y);
    },
    indexSelect(dtype, outer, size, n, inner, x, index, y) {
      indexSelect(dtype)(outer, size, n, inner, x, index, y);
    },
    indexAdd(dtype, outer, size, n, inner, x, index, y) {
      const suffix = suffixes[dtype];
      if (suffix) module.kernel(`indexAdd${suffix}`)(outer, size, n, inner, x, index, y);
      else reference.indexAdd(dtype, outer, size, n, inner, x, index, y);
    },
  };
}
