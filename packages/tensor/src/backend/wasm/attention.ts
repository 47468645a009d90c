/** Attention: heads are shared out among threads, and the queries of long sequences. */

import type { DType } from "../../dtype.ts";
import type {
  AttentionGradRows,
  AttentionKernels,
  AttentionRows,
  AttentionSizes,
} from "../attention.ts";
import { queryBlock } from "../attention.ts";
import { slices } from "./cut.ts";
import type { FloatKernelName, Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** The number of a kind of mask in the kernels. */
const maskNumbers: Readonly<Record<AttentionSizes["mask"], number>> = {
  none: 0,
  bool: 1,
  added: 2,
};

/** Products that are worth a piece, and queries over which packing all keys once more is worth doing. */
const pieceProducts = 2 ** 19;
const pieceQueries = 2 * queryBlock;

/** Kernels of attention. */
export function createAttention(module: Module): AttentionKernels {
  /** Calls a kernel for each piece, here where all of them are little work. */
  const bind = (name: FloatKernelName) => {
    const kernel = floatKernel(module, name);
    return (dtype: DType, products: number, pieces: readonly Piece[]): void => {
      if (products >= 2 * pieceProducts) {
        module.run(floatName(name, dtype), pieces);
      } else {
        for (const piece of pieces) kernel(dtype)(...piece, module.workspace());
      }
    };
  };
  const attention = bind("attention");
  const attentionGrad = bind("attentionGrad");
  return {
    attention(dtype, sizes, rows, heads) {
      const { queries, keys, width, valueWidth } = sizes;
      const products = queries * keys * (width + valueWidth);
      const isLong = products >= 4 * pieceProducts;
      const worth = upToBlock((pieceProducts * queries) / products);
      const size = isLong ? Math.max(pieceQueries, worth) : queries;
      const shared = sizesOf(sizes, rows);
      const pieces = heads.flatMap(({ q, k, v, mask, kept, y }) =>
        slices(queries, size, (first, count) => [
          first,
          count,
          ...shared,
          ...[q, k, v, mask, kept, y],
        ]),
      );
      attention(dtype, heads.length * products, pieces);
    },
    attentionGrad(dtype, sizes, rows, heads) {
      const { queries, keys, width, valueWidth } = sizes;
      const shared = [queries, ...sizesOf(sizes, rows), ...gradRowsOf(rows)];
      const pieces = heads.map(({ q, k, v, mask, kept, y, g, gq, gk, gv }) => [
        ...shared,
        ...[q, k, v, mask, kept, y, g, gq, gk, gv],
      ]);
      attentionGrad(dtype, heads.length * queries * keys * 2 * (width + valueWidth), pieces);
    },
  };
}

/** The least multiple of a block of queries that is not below `x`. */
function upToBlock(x: number): number {
  return Math.ceil(x / queryBlock) * queryBlock;
}

function sizesOf(
  { keys, width, valueWidth, scale, causal, mask }: AttentionSizes,
  rows: AttentionRows,
): Piece {
  const sizes = [keys, width, valueWidth, scale, Number(causal), maskNumbers[mask]];
  return [...sizes, rows.q, rows.k, rows.v, rows.mask, rows.maskColumn, rows.y];
}

function gradRowsOf({ g, gq, gk, gv }: AttentionGradRows): Piece {
  return [g, gq, gk, gv];
}
