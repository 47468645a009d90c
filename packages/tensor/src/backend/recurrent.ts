/** Kernels of recurrent cells that go over whole sequences. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** A cell: what makes the next state of a sequence from the last one and the step's input. */
export type CellName = "rnnTanh" | "rnnRelu" | "gru" | "lstm";

/** For each hidden unit of a cell: numbers that its weights give, and numbers that its gradient asks for again. */
export interface CellSizes {
  readonly gates: number;
  readonly kept: number;
}

/**
 * Gates are in PyTorch's order: reset, update, new for gru; input, forget, cell, output for lstm. A gru keeps its
 * gates with the state's part of the new one before it; an lstm keeps its gates and the cell. An rnn's output is enough.
 */
export const cellSizes: Readonly<Record<CellName, CellSizes>> = {
  rnnTanh: { gates: 1, kept: 0 },
  rnnRelu: { gates: 1, kept: 0 },
  gru: { gates: 3, kept: 4 },
  lstm: { gates: 4, kept: 5 },
};

/**
 * A batch of sequences, packed: step after step, each with a row for every sequence that reaches it. `sizes` is int32
 * `[steps]`, the rows of each step: `batch` at the first, and never growing. Their sum is `rows`.
 */
export interface Sequences {
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
  readonly sizes: Address;
}

/** What {@link RecurrentKernels.recurrent} reads and writes; 0 for what a cell has not. */
export interface RecurrentAddresses {
  /** The input's part of the gates, `[rows, gates hidden]`. */
  readonly x: Address;
  /** `[gates hidden, hidden]`. */
  readonly weight: Address;
  /** gru: `[gates hidden]`, added to the state's part. */
  readonly bias: Address;
  /** The state before the first step, `[batch, hidden]`. */
  readonly h: Address;
  /** lstm: the cell before the first step, `[batch, hidden]`. */
  readonly c: Address;
  /** Written: the state after each step, `[rows, hidden]`. */
  readonly y: Address;
  /** lstm, written: the cell after the last step of each sequence, `[batch, hidden]`. */
  readonly lastC: Address;
  /** Written: `[rows, kept hidden]`, or `[batch, kept hidden]` of the last step alone. */
  readonly kept: Address;
}

/** What {@link RecurrentKernels.recurrentGrad} reads and writes; 0 for what a cell has not. */
export interface RecurrentGradAddresses
  extends Pick<RecurrentAddresses, "weight" | "h" | "c" | "y" | "kept"> {
  /** The gradient by y, and by lastC. */
  readonly gy: Address;
  readonly gLastC: Address;
  /** Written: the gradient by x. */
  readonly gx: Address;
  /** Written: the gradient by the state's part of the gates, like x; that by x itself but for gru. */
  readonly gState: Address;
  /** Written: the gradients by h and c. */
  readonly gh: Address;
  readonly gc: Address;
}

/** What an engine offers for recurrent nets. */
export interface RecurrentKernels {
  /**
   * Goes through all steps: the state's part of the gates is `s = h weightᵀ + bias`, as `matmul` sums it, then with
   * `σ` the logistic function and `a = x + s`:
   * rnn `y = tanh(a)` or `max(a, 0)`;
   * gru `r = σ(aᵣ)`, `z = σ(a_z)`, `n = tanh(xₙ + r sₙ)`, `y = n + z (h - n)`;
   * lstm `i = σ(aᵢ)`, `f = σ(a_f)`, `g = tanh(a_g)`, `o = σ(aₒ)`, `c = f c + i g`, `y = o tanh(c)`.
   * With `keeps` all that the gradient asks for is kept. Float dtypes.
   */
  recurrent(
    cell: CellName,
    dtype: DType,
    sequences: Sequences,
    keeps: boolean,
    at: RecurrentAddresses,
  ): void;

  /** The gradient of {@link RecurrentKernels.recurrent} through all steps, but for what is summed over them. */
  recurrentGrad(
    cell: CellName,
    dtype: DType,
    sequences: Sequences,
    at: RecurrentGradAddresses,
  ): void;
}
