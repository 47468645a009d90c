import { describe, expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { Address, Backend } from "../backend.ts";
import type { CellName } from "../recurrent.ts";
import { cellSizes } from "../recurrent.ts";
import { reference } from "../reference/index.ts";
import { fast, numbers, put, read, strict } from "./testing.ts";

const cells = Object.keys(cellSizes) as CellName[];
const floats = ["float32", "float64"] as const;

/** Rows of each step, and hidden units: around tiles of 6 rows, vectors, blocks of 256 and pieces of 18. */
const shapes: (readonly [sizes: readonly number[], hidden: number])[] = [
  [[1], 1],
  [[0], 3],
  [[3, 3, 2, 1], 5],
  [[7, 6], 8],
  [[2, 1], 259],
  [[20, 19, 19, 1], 96],
];

/** Everything that the two kernels write on an engine, for one case. */
function results(
  engine: Backend,
  cell: CellName,
  dtype: DType,
  [sizes, hidden]: (typeof shapes)[number],
  keeps = true,
): Record<string, number[]> {
  const { gates, kept } = cellSizes[cell];
  const [batch] = sizes as [number];
  const rows = sizes.reduce((a, b) => a + b);
  const isLstm = cell === "lstm";
  const draw = (n: number, seed: number, scale = 1) => put(dtype, numbers(n, seed, scale));
  const room = (n: number) => put(dtype, new Array<number>(n).fill(Number.NaN));
  const sequences = { steps: sizes.length, batch, hidden, sizes: put("int32", sizes) };
  const keptRows = keeps ? rows : batch;
  const shared = {
    weight: draw(gates * hidden * hidden, 1, 1 / Math.sqrt(hidden)),
    h: draw(batch * hidden, 2),
    c: isLstm ? draw(batch * hidden, 3) : 0,
    y: room(rows * hidden),
    kept: kept > 0 ? room(keptRows * kept * hidden) : 0,
  };
  const lastC = isLstm ? room(batch * hidden) : 0;
  engine.recurrent(cell, dtype, sequences, keeps, {
    ...shared,
    x: draw(rows * gates * hidden, 4),
    bias: cell === "gru" ? draw(gates * hidden, 5) : 0,
    lastC,
  });
  const all = (count: number, address: Address) => (address ? read(dtype, count, address) : []);
  const forward = { y: all(rows * hidden, shared.y), lastC: all(batch * hidden, lastC) };
  if (!keeps) return forward;
  const gradients = {
    gx: room(rows * gates * hidden),
    gh: room(batch * hidden),
    gc: isLstm ? room(batch * hidden) : 0,
  };
  const gState = cell === "gru" ? room(rows * gates * hidden) : gradients.gx;
  engine.recurrentGrad(cell, dtype, sequences, {
    ...shared,
    ...gradients,
    gState,
    gy: draw(rows * hidden, 6),
    gLastC: isLstm ? draw(batch * hidden, 7) : 0,
  });
  return {
    ...forward,
    kept: all(rows * kept * hidden, shared.kept),
    gx: all(rows * gates * hidden, gradients.gx),
    gState: all(rows * gates * hidden, gState),
    gh: all(batch * hidden, gradients.gh),
    gc: all(batch * hidden, gradients.gc),
  };
}

describe.each(cells)("%s", (cell) => {
  describe.each(floats)("%s", (dtype) => {
    test.each(shapes)("steps of %j, %i hidden units", (...shape) => {
      const wanted = results(reference, cell, dtype, shape);
      expect(Object.values(wanted).flat()).not.toContain(Number.NaN);
      expect(results(strict, cell, dtype, shape)).toEqual(wanted);
      const actual = results(fast, cell, dtype, shape);
      const bound = dtype === "float32" ? 1e-5 : 1e-14;
      for (const [name, values] of Object.entries(wanted)) {
        values.forEach((value, i) => {
          const distance = Math.abs(actual[name]![i]! - value);
          if (!(distance <= bound * (1 + Math.abs(value)))) {
            expect.unreachable(`${name}[${i}]: ${actual[name]![i]} for ${value}`);
          }
        });
      }
    });

    test("gives the same where nothing is kept for a gradient", () => {
      for (const engine of [reference, strict, fast]) {
        const { y, lastC } = results(engine, cell, dtype, shapes[2]!);
        expect(results(engine, cell, dtype, shapes[2]!, false)).toEqual({ y, lastC });
      }
    });

    test("a sequence does not depend on those beside it", () => {
      const hidden = 7;
      const y = (sizes: number[]) => results(fast, cell, dtype, [sizes, hidden]).y!;
      expect(y([1]).slice(0, hidden)).toEqual(y([9]).slice(0, hidden));
    });
  });
});
