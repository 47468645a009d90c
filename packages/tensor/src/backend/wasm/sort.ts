/** Sorting. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import { withBlock } from "../blocks.ts";
import type { OrderKernels } from "../order.ts";
import type { Module } from "./module.ts";

const suffixes = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  uint8: "U8",
  bool: "U8",
} as const satisfies Readonly<Record<DType, string>>;

/** Records beside twice `k` that gather before the first are chosen among them. */
const leastRoom = 64;

/** Sorting of positions, line by line. */
export function createSorting(module: Module): Pick<OrderKernels, "argSort" | "topK"> {
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
    topK(dtype, outer, n, inner, k, descending, x, y) {
      if (k === 0) return;
      const kernel = module.kernel(`topK${suffixes[dtype]}`);
      const bytes = bytesPerElement(dtype);
      const keyBytes = dtype === "float64" ? 8 : 4;
      const room = Math.min(n, 2 * k + leastRoom);
      withBlock(keyBytes * 1024 + 2 * room * 2 * keyBytes, (scratch) => {
        for (let line = 0; line < outer * inner; line++) {
          const [o, i] = [Math.floor(line / inner), line % inner];
          const from = x + (o * n * inner + i) * bytes;
          const to = y + (o * k * inner + i) * 4;
          kernel(n, inner, k, room, descending ? 1 : 0, from, to, scratch);
        }
      });
    },
  };
}
