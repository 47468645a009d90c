/** Matrix products, cut over threads: an element's bits depend neither on its place nor on the cut. */

import { bytesPerElement } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { threads } from "../threads.ts";
import { cutRows, slices } from "./cut.ts";
import type { Module, Piece } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

type Matmul = Backend["matmul"];
type PieceShape = readonly [rows: number, columns: number];

/** Multiply-adds from which a product is worth a second thread: 40 us of them. */
const worthThreads = 2 ** 20;
/** Multiply-adds in the time that it takes to pack an element, to read one of a, and to hand a piece to a thread. */
const packing = 6;
const reading = 3;
const handing = 2 ** 15;
/** Parts that rows and columns are cut into, and pieces for each thread at most. */
const parts = [1, 2, 3, 4, 6, 8, 12, 16];
const piecesPerThread = 8;
/** Tiles serve any even number of rows, and columns in multiples of a vector; pieces begin at a cache line of y. */
const tileRows = 2;
const tileColumns = 4;
const columnLine = 16;
/** For fewer rows a row-major b is read where it lies, which costs less the fewer they are. */
const directRows = 24;

/** `y = a b + bias`; without any step of k the reference engine spreads the bias. */
export function createMatmul(module: Module): Pick<Backend, "matmul" | "matmulBatch"> {
  const matmulKernel = floatKernel(module, "matmul");
  const batchKernel = floatKernel(module, "matmulBatch");
  return {
    matmul(...call) {
      const [dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y] = call;
      if (k === 0) {
        reference.matmul(...call);
      } else if (m * n * k < worthThreads) {
        const workspace = module.workspace();
        matmulKernel(dtype)(m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y, n, workspace);
      } else {
        const shape = pieceShape(m, n, k, aColumn !== 1, bColumn !== 1);
        module.run(floatName("matmul", dtype), cutProduct(shape, ...call));
      }
    },
    matmulBatch(dtype, batch, m, n, k, a, aBatch, aRow, aColumn, b, bBatch, bRow, bColumn, y) {
      const products = m * n * k;
      const size = bytesPerElement(dtype);
      const places = (i: number) =>
        [a + i * aBatch * size, b + i * bBatch * size, y + i * m * n * size] as const;
      if (k === 0) {
        reference.fill(dtype, batch * m * n, 0, y);
      } else if (batch * products < worthThreads) {
        const kernel = batchKernel(dtype);
        const workspace = module.workspace();
        kernel(batch, m, n, k, a, aBatch, aRow, aColumn, b, bBatch, bRow, bColumn, y, workspace);
      } else if (products < worthThreads) {
        const pieces = cutRows(batch, Math.ceil(worthThreads / 2 / products), (i, count) => {
          const [from, by, to] = places(i);
          return [count, m, n, k, from, aBatch, aRow, aColumn, by, bBatch, bRow, bColumn, to];
        });
        module.run(floatName("matmulBatch", dtype), pieces);
      } else {
        const shape = pieceShape(m, n, k, aColumn !== 1, bColumn !== 1);
        const pieces = Array.from({ length: batch }, (_, i) => {
          const [from, by, to] = places(i);
          return cutProduct(shape, dtype, m, n, k, from, aRow, aColumn, by, bRow, bColumn, 0, to);
        });
        module.run(floatName("matmul", dtype), pieces.flat());
      }
    },
  };
}

/** Pieces of one product: a grid of rows and columns. */
function cutProduct([rows, columns]: PieceShape, ...call: Parameters<Matmul>): Piece[] {
  const [dtype, m, n, k, a, aRow, aColumn, b, bRow, bColumn, bias, y] = call;
  const size = bytesPerElement(dtype);
  return slices(m, rows, (i, height) =>
    slices(n, columns, (j, width) => {
      const aPart = a + i * aRow * size;
      const bPart = b + j * bColumn * size;
      const biasPart = bias && bias + j * size;
      const yPart = y + (i * n + j) * size;
      return [height, width, k, aPart, aRow, aColumn, bPart, bRow, bColumn, biasPart, yPart, n];
    }),
  ).flat();
}

/**
 * Rows and columns of a piece, such that the slowest thread should be done first: many pieces share out evenly, also
 * where a thread is held up, but each packs its own columns of b, and reads or packs its own rows of a.
 */
function pieceShape(
  m: number,
  n: number,
  k: number,
  packsA: boolean,
  transposedB: boolean,
): PieceShape {
  const count = threads();
  let best: PieceShape = [m, n];
  if (count === 1) return best;
  let least = Infinity;
  for (const down of parts) {
    const rows = upTo(m / down, tileRows);
    const direct = packing * Math.min(1, rows / directRows);
    for (const across of parts) {
      if (down * across > piecesPerThread * count) break;
      const columns = upTo(n / across, columnLine);
      const piece =
        rows * Math.min(columns, upTo(n, tileColumns)) * k +
        (transposedB ? packing : direct) * k * columns +
        (packsA ? packing : reading) * k * rows +
        handing;
      const turns = Math.ceil((Math.ceil(m / rows) * Math.ceil(n / columns)) / count);
      // A third of a piece is what a thread may be late by.
      const time = (turns + 1 / 3) * piece;
      if (time < least) {
        least = time;
        best = [rows, columns];
      }
    }
  }
  return best;
}

/** The least multiple of `step` that is not below `x`. */
function upTo(x: number, step: number): number {
  return Math.ceil(x / step) * step;
}
