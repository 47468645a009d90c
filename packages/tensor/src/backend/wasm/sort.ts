/** Sorting. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { OrderKernels } from "../order.ts";
import { withBlock } from "./blocks.ts";
import type { Module } from "./module.ts";

const suffixes = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  uint8: "U8",
  bool: "U8",
} as const satisfies Readonly<Record<DType, string>>;

/** Sorting of positions, line by line. */
export function createSorting(module: Module): Pick<OrderKernels, "argSort"> {
  return {
    argSort(dtype, outer, n, inner, descending, x, y) {
      const kernel = module.kernel(`argSort${suffixes[dtype]}`);
      const bytes = bytesPerElement(dtype);
      const keyBytes = dtype === "float64" ? 8 : 4;
      // Counts of each byte of the keys, and the records of a line twice.
      const scratchBytes = keyBytes * 1024 + 2 * n * 2 * keyBytes;
      withBlock(scratchBytes, (scratch) => {
        for (let o = 0; o < outer; o++) {
          for (let i = 0; i < inner; i++) {
            const first = o * n * inner + i;
            kernel(n, inner, descending ? 1 : 0, x + first * bytes, y + first * 4, scratch);
          }
        }
      });
    },
  };
}
