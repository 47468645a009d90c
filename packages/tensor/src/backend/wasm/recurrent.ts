/** Recurrent nets: the weight is packed once for all steps, and sequences are shared out among threads. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { withBlock } from "../blocks.ts";
import type { CellName, RecurrentKernels, Sequences } from "../recurrent.ts";
import { cellSizes } from "../recurrent.ts";
import { cutRows } from "./cut.ts";
import type { Module, Piece } from "./module.ts";
import { floatName } from "./module.ts";

/** The number of a cell in the kernels. */
const cellNumbers: Readonly<Record<CellName, number>> = { rnnTanh: 0, rnnRelu: 1, gru: 2, lstm: 3 };

/** Sequences of a piece: three tiles of the product, since each piece reads the whole weight at each step. */
const sequencesOfPiece = 18;
/** Products of the weight's elements that a piece is worth. */
const productsOfPiece = 2 ** 21;

/** Kernels of whole sequences. */
export function createRecurrent(module: Module): RecurrentKernels {
  /** Calls a kernel on groups of sequences; the weight is read as `[k, n]` and stands packed where `rest` puts it. */
  function run(
    kernel: "recurrent" | "recurrentGrad",
    cell: CellName,
    dtype: DType,
    { steps, batch, hidden }: Sequences,
    weight: readonly [n: number, k: number, b: Address, row: number, column: number],
    rest: (packed: Address) => readonly number[],
  ): void {
    const { gates, kept } = cellSizes[cell];
    const [n, k] = weight;
    const bytes = Math.ceil((n * bytesPerElement(dtype)) / 32) * 32 * k;
    withBlock(bytes, (packed) => {
      module.run(floatName("pack", dtype), [[...weight, packed]]);
      const one = Math.ceil(productsOfPiece / (steps * gates * hidden * hidden));
      const sizes = [cellNumbers[cell], gates, kept];
      const last = rest(packed);
      const piece = (first: number, count: number): Piece => [
        ...sizes,
        first,
        count,
        steps,
        hidden,
        ...last,
      ];
      module.run(floatName(kernel, dtype), cutRows(batch, Math.max(sequencesOfPiece, one), piece));
    });
  }

  return {
    recurrent(cell, dtype, sequences, keeps, at) {
      const { hidden, sizes } = sequences;
      const n = cellSizes[cell].gates * hidden;
      const { x, bias, h, c, y, lastC, kept } = at;
      run("recurrent", cell, dtype, sequences, [n, hidden, at.weight, 1, hidden], (packed) => [
        Number(keeps),
        sizes,
        x,
        packed,
        bias,
        h,
        c,
        y,
        lastC,
        kept,
      ]);
    },
    recurrentGrad(cell, dtype, sequences, at) {
      const { hidden, sizes } = sequences;
      const k = cellSizes[cell].gates * hidden;
      const { h, c, y, kept, gy, gLastC, gx, gState, gh, gc } = at;
      run("recurrentGrad", cell, dtype, sequences, [hidden, k, at.weight, hidden, 1], (packed) => [
        sizes,
        packed,
        h,
        c,
        y,
        kept,
        gy,
        gLastC,
        gx,
        gState,
        gh,
        gc,
      ]);
    },
  };
}
