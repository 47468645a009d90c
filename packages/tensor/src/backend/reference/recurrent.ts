/** Recurrent cells over packed sequences; every step is rounded to the dtype. */

import type { DType, TypedArray } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { int32View, view } from "../memory.ts";
import type { CellName, RecurrentKernels, Sequences } from "../recurrent.ts";
import { cellSizes } from "../recurrent.ts";
import { indexOf, round } from "./loops.ts";
import { sigmoid, tanh } from "./math.ts";
import { matmul } from "./matmul.ts";

/** Where one row of a step lies, by element. */
interface ForwardRow {
  readonly x: number;
  /** The state's part of the gates, and then what is kept. */
  readonly state: number;
  /** The state before, and after. */
  readonly h: number;
  readonly y: number;
  /** The cell, changed in place. */
  readonly c: number;
}

interface BackwardRow {
  readonly kept: number;
  readonly h: number;
  readonly y: number;
  /** The cell before. */
  readonly c: number;
  readonly gy: number;
  readonly gx: number;
  readonly gState: number;
  /** The gradients by the state and the cell, from the step behind and for the step before. */
  readonly gh: number;
  readonly gc: number;
}

/** A cell on `n` hidden units of one row. */
interface Cell {
  forward(values: TypedArray, n: number, isFloat32: boolean, row: ForwardRow): void;
  backward(values: TypedArray, n: number, isFloat32: boolean, row: BackwardRow): void;
}

/** The slope of sigmoid, and of tanh, by the function's value. */
function throughSigmoid(isFloat32: boolean, g: number, y: number): number {
  return round(isFloat32, round(isFloat32, g * y) * round(isFloat32, 1 - y));
}

function throughTanh(isFloat32: boolean, g: number, y: number): number {
  return round(isFloat32, g * round(isFloat32, 1 - round(isFloat32, y * y)));
}

function rnn(
  activation: (a: number) => number,
  through: (isFloat32: boolean, g: number, y: number) => number,
): Cell {
  return {
    forward(values, n, isFloat32, { x, state, y }) {
      for (let j = 0; j < n; j++) {
        values[y + j] = activation(round(isFloat32, values[x + j] + values[state + j]));
      }
    },
    backward(values, n, isFloat32, { y, gy, gx, gh }) {
      for (let j = 0; j < n; j++) {
        const g = round(isFloat32, values[gy + j] + values[gh + j]);
        values[gx + j] = through(isFloat32, g, values[y + j]);
      }
    },
  };
}

const gru: Cell = {
  forward(values, n, isFloat32, { x, state, h, y }) {
    const gate = (k: number) =>
      round(isFloat32, sigmoid(round(isFloat32, values[x + k] + values[state + k])));
    for (let j = 0; j < n; j++) {
      const r = gate(j);
      const z = gate(n + j);
      const fromState = values[state + 2 * n + j];
      const inner = round(isFloat32, values[x + 2 * n + j] + round(isFloat32, r * fromState));
      const fresh = round(isFloat32, tanh(inner));
      values[state + j] = r;
      values[state + n + j] = z;
      values[state + 3 * n + j] = fresh;
      values[y + j] = fresh + round(isFloat32, z * round(isFloat32, values[h + j] - fresh));
    }
  },
  backward(values, n, isFloat32, { kept, h, gy, gx, gState, gh }) {
    for (let j = 0; j < n; j++) {
      const [r, z] = [values[kept + j], values[kept + n + j]];
      const [fromState, fresh] = [values[kept + 2 * n + j], values[kept + 3 * n + j]];
      const g = round(isFloat32, values[gy + j] + values[gh + j]);
      const toFresh = round(isFloat32, g * round(isFloat32, 1 - z));
      const toZ = round(isFloat32, g * round(isFloat32, values[h + j] - fresh));
      const gn = throughTanh(isFloat32, toFresh, fresh);
      const gr = throughSigmoid(isFloat32, round(isFloat32, gn * fromState), r);
      const gz = throughSigmoid(isFloat32, toZ, z);
      for (const [k, value] of [gr, gz, gn].entries()) {
        values[gx + k * n + j] = value;
        values[gState + k * n + j] = k === 2 ? gn * r : value;
      }
      values[gh + j] = g * z;
    }
  },
};

const lstm: Cell = {
  forward(values, n, isFloat32, { x, state, c, y }) {
    const sum = (k: number) => round(isFloat32, values[x + k] + values[state + k]);
    for (let j = 0; j < n; j++) {
      const i = round(isFloat32, sigmoid(sum(j)));
      const f = round(isFloat32, sigmoid(sum(n + j)));
      const g = round(isFloat32, tanh(sum(2 * n + j)));
      const o = round(isFloat32, sigmoid(sum(3 * n + j)));
      const cell = round(isFloat32, round(isFloat32, f * values[c + j]) + round(isFloat32, i * g));
      for (const [k, value] of [i, f, g, o, cell].entries()) values[state + k * n + j] = value;
      values[c + j] = cell;
      values[y + j] = o * round(isFloat32, tanh(cell));
    }
  },
  backward(values, n, isFloat32, { kept, c, gy, gx, gh, gc }) {
    for (let j = 0; j < n; j++) {
      const [i, f] = [values[kept + j], values[kept + n + j]];
      const [g, o] = [values[kept + 2 * n + j], values[kept + 3 * n + j]];
      const squashed = round(isFloat32, tanh(values[kept + 4 * n + j]));
      const toY = round(isFloat32, values[gy + j] + values[gh + j]);
      const toSquashed = round(isFloat32, toY * o);
      const toCell = round(
        isFloat32,
        values[gc + j] + throughTanh(isFloat32, toSquashed, squashed),
      );
      const before = values[c + j];
      values[gx + j] = throughSigmoid(isFloat32, round(isFloat32, toCell * g), i);
      values[gx + n + j] = throughSigmoid(isFloat32, round(isFloat32, toCell * before), f);
      values[gx + 2 * n + j] = throughTanh(isFloat32, round(isFloat32, toCell * i), g);
      values[gx + 3 * n + j] = throughSigmoid(isFloat32, round(isFloat32, toY * squashed), o);
      values[gc + j] = toCell * f;
    }
  },
};

const cells: Readonly<Record<CellName, Cell>> = {
  rnnTanh: rnn(tanh, throughTanh),
  rnnRelu: rnn(
    (a) => Math.max(a, 0),
    (_, g, y) => (y > 0 ? g : 0),
  ),
  gru,
  lstm,
};

/** The rows of each step, and the packed row that each begins with. */
function stepsOf({ steps, sizes }: Sequences): { size: number; first: number }[] {
  const counts = int32View().subarray(sizes / 4, sizes / 4 + steps);
  let first = 0;
  return Array.from(counts, (size) => {
    first += size;
    return { size, first: first - size };
  });
}

/** The row of `n` elements at a packed row of an array that lies at an address. */
function rowAt(dtype: DType, address: Address, row: number, n: number): number {
  return indexOf(dtype, address) + row * n;
}

/** Kernels of recurrent nets. */
export const recurrent: RecurrentKernels = {
  recurrent(name, dtype, sequences, keeps, at) {
    const { batch, hidden } = sequences;
    const { gates, kept } = cellSizes[name];
    const values = view(dtype);
    const bytes = bytesPerElement(dtype);
    if (at.c) {
      const from = indexOf(dtype, at.c);
      values.copyWithin(indexOf(dtype, at.lastC), from, from + batch * hidden);
    }
    let before = at.h;
    for (const { size, first } of stepsOf(sequences)) {
      for (let r = 0; r < size; r++) {
        const row = {
          x: rowAt(dtype, at.x, first + r, gates * hidden),
          state:
            kept > 0
              ? rowAt(dtype, at.kept, (keeps ? first : 0) + r, kept * hidden)
              : rowAt(dtype, at.y, first + r, hidden),
          h: rowAt(dtype, before, r, hidden),
          y: rowAt(dtype, at.y, first + r, hidden),
          c: rowAt(dtype, at.lastC, r, hidden),
        };
        const [from, to] = [row.h * bytes, row.state * bytes];
        const n = gates * hidden;
        matmul(dtype, 1, n, hidden, from, hidden, 1, at.weight, 1, hidden, at.bias, to);
        cells[name].forward(values, hidden, dtype === "float32", row);
      }
      before = at.y + first * hidden * bytes;
    }
  },

  recurrentGrad(name, dtype, sequences, at) {
    const { batch, hidden } = sequences;
    const { gates, kept } = cellSizes[name];
    const values = view(dtype);
    const bytes = bytesPerElement(dtype);
    const gh = indexOf(dtype, at.gh);
    values.fill(0, gh, gh + batch * hidden);
    if (at.gc) {
      const from = indexOf(dtype, at.gLastC);
      values.copyWithin(indexOf(dtype, at.gc), from, from + batch * hidden);
    }
    const steps = stepsOf(sequences);
    for (let t = steps.length - 1; t >= 0; t--) {
      const { size, first } = steps[t];
      const before = t > 0 ? steps[t - 1].first : 0;
      for (let r = 0; r < size; r++) {
        const row = {
          kept: rowAt(dtype, at.kept, first + r, kept * hidden),
          h: t > 0 ? rowAt(dtype, at.y, before + r, hidden) : rowAt(dtype, at.h, r, hidden),
          y: rowAt(dtype, at.y, first + r, hidden),
          c:
            t > 0
              ? rowAt(dtype, at.kept, before + r, kept * hidden) + (kept - 1) * hidden
              : rowAt(dtype, at.c, r, hidden),
          gy: rowAt(dtype, at.gy, first + r, hidden),
          gx: rowAt(dtype, at.gx, first + r, gates * hidden),
          gState: rowAt(dtype, at.gState, first + r, gates * hidden),
          gh: rowAt(dtype, at.gh, r, hidden),
          gc: rowAt(dtype, at.gc, r, hidden),
        };
        cells[name].backward(values, hidden, dtype === "float32", row);
        // What a gru hands on directly stands in gh, and the product is added to it block by block.
        const [from, to] = [row.gState * bytes, row.gh * bytes];
        const k = gates * hidden;
        const added = name === "gru" ? to : 0;
        matmul(dtype, 1, hidden, k, from, k, 1, at.weight, hidden, 1, added, to);
      }
    }
  },
};
