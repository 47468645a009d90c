/** Matrix products, cut over threads: an element's bits depend neither on its place nor on the cut. */

import { bytesPerElement } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { threads } from "../threads.ts";
import { cutRows, slices } from "./cut.ts";
import type { Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

type Matmul = Backend["matmul"];

/** Multiplications that make a piece: 20 us of them. */
const pieceProducts = 2 ** 19;
/** Pieces for each thread, where more of them cost nothing: so a slow thread takes fewer. */
const piecesPerThread = 4;
/** Columns that make a piece at least, and the multiple that they come in: a cache line of y. */
const pieceColumns = 64;
const columnLine = 16;
/** Rows over which the packing of b is worth doing once more, and the multiple that they come in: a tile. */
const pieceRows = 192;
const tileRows = 6;

/** `y = a b + bias`; without any step of k the reference engine spreads the bias. */
export function createMatmul(module: Module): Pick<Backend, "matmul" | "matmulBatch"> {
  const matmulKernel = floatKernel(module, "matmul");
  const batchKernel = floatKernel(module, "matmulBatch");
  return {
    matmul(...call) {
      const [dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y] = call;
      if (k === 0) {
        reference.matmul(...call);
      } else if (m * n * k < 2 * pieceProducts) {
        const workspace = module.workspace();
        matmulKernel(dtype)(m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, n, workspace);
      } else {
        module.run(floatName("matmul", dtype), cutProduct(...call));
      }
    },
    matmulBatch(dtype, batch, m, n, k, a, aBatch, aRow, aColumn, b, bBatch, bRow, bColumn, y) {
      const products = m * n * k;
      const size = bytesPerElement(dtype);
      if (k === 0) {
        reference.fill(dtype, batch * m * n, 0, y);
      } else if (batch * products < 2 * pieceProducts) {
        const workspace = module.workspace();
        batchKernel(dtype)(
          batch,
          m,
          n,
          k,
          a,
          aBatch,
          aRow,
          aColumn,
          b,
          bBatch,
          bRow,
          bColumn,
          y,
          workspace,
        );
      } else if (products < 2 * pieceProducts) {
        const pieces = cutRows(batch, Math.ceil(pieceProducts / products), (i, count) => {
          const from = a + i * aBatch * size;
          const by = b + i * bBatch * size;
          const to = y + i * m * n * size;
          return [count, m, n, k, from, aBatch, aRow, aColumn, by, bBatch, bRow, bColumn, to];
        });
        module.run(floatName("matmulBatch", dtype), pieces);
      } else {
        const pieces = Array.from({ length: batch }, (_, i) => {
          const from = a + i * aBatch * size;
          const by = b + i * bBatch * size;
          const to = y + i * m * n * size;
          return cutProduct(dtype, m, n, k, from, aRow, aColumn, by, bRow, bColumn, 0, to);
        });
        module.run(floatName("matmul", dtype), pieces.flat());
      }
    },
  };
}

/**
 * Pieces of one product: columns of b, so that each packs its own part of b, or rows of a where columns are few or
 * a would be packed by each.
 */
function cutProduct(...call: Parameters<Matmul>): Piece[] {
  const [dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y] = call;
  const size = bytesPerElement(dtype);
  const count = threads();
  if (count === 1) return [[m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, n]];
  const most = Math.min(piecesPerThread * count, Math.floor((m * n * k) / pieceProducts));
  const wide = Math.floor(n / pieceColumns);
  const packsA = aColumn !== 1;
  if ((wide >= count && (!packsA || n >= m)) || wide > m / tileRows) {
    const pieces = Math.min(wide, packsA ? count : most);
    return slices(n, upTo(n / pieces, columnLine), (first, columns) => {
      const at = first * size;
      const from = b + at * bColumn;
      return [m, columns, k, a, aRow, aColumn, from, bRow, bColumn, bias && bias + at, y + at, n];
    });
  }
  const pieces = Math.min(most, Math.max(count, Math.floor(m / pieceRows)));
  return slices(m, upTo(m / pieces, tileRows), (first, rows) => {
    const from = a + first * aRow * size;
    const to = y + first * n * size;
    return [rows, n, k, from, aRow, aColumn, b, bRow, bColumn, bias, to, n];
  });
}

/** The least multiple of `step` that is not below `x`. */
function upTo(x: number, step: number): number {
  return Math.ceil(x / step) * step;
}
