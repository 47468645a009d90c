/**
 * Recurrent cells over packed sequences, all steps in one call: a product with the packed weight, then the gates of
 * each row. A call takes `count` sequences from `first` on, which no other's depend on. The cells are in `cells.ts`.
 */

import { Gru, gru, Lstm, RnnRelu, rnnRelu, RnnTanh, rnnTanh } from "./cells";
import { bytes, lanes } from "./lanes";
import { packedProduct } from "./packed";

/** A step of one sequence. */
@inline
function stepOf<C, T>(hidden: i32, x: usize, state: usize, h: usize, c: usize, y: usize): void {
  const cell = changetype<C>(0);
  for (let j = 0; j < hidden; j += lanes<T>()) {
    const part = hidden - j < lanes<T>() ? hidden - j : 0;
    const to = bytes<T>(j);
    cell.forward<T>(part, bytes<T>(hidden), x + to, state + to, h + to, c + to, y + to);
  }
}

function step<T>(cell: i32, hidden: i32, x: usize, state: usize, h: usize, c: usize, y: usize): void {
  if (cell == rnnTanh) stepOf<RnnTanh, T>(hidden, x, state, h, c, y);
  else if (cell == rnnRelu) stepOf<RnnRelu, T>(hidden, x, state, h, c, y);
  else if (cell == gru) stepOf<Gru, T>(hidden, x, state, h, c, y);
  else stepOf<Lstm, T>(hidden, x, state, h, c, y);
}

/** See `RecurrentKernels.recurrent`; a row of x has `gates` times `hidden` elements, of what is kept `units` times. */
@inline
@kernel(f32, f64)
function recurrent<T>(
  cell: i32,
  gates: i32,
  units: i32,
  first: i32,
  count: i32,
  steps: i32,
  hidden: i32,
  keeps: bool,
  sizes: usize,
  x: usize,
  weight: usize,
  bias: usize,
  h: usize,
  c: usize,
  y: usize,
  lastC: usize,
  kept: usize,
  workspace: usize,
): void {
  const n = bytes<T>(hidden);
  const xRow = n * gates;
  const stateRow = units ? n * units : n;
  const own = <usize>first * n;
  if (c) memory.copy(lastC + own, c + own, <usize>count * n);
  let before = h + own;
  let at: usize = first;
  for (let t = 0; t < steps; t++) {
    const size = load<i32>(sizes + bytes<i32>(t));
    const rows = min(count, size - first);
    if (rows <= 0) return;
    const yAt = y + at * n;
    const xAt = x + at * xRow;
    const state = units ? kept + (keeps ? at : <usize>first) * stateRow : yAt;
    const k = hidden * gates;
    packedProduct<T>(rows, k, hidden, before, n, weight, bias, false, state, stateRow, workspace);
    for (let r: usize = 0; r < <usize>rows; r++) {
      const cAt = lastC + own + r * n;
      const stateAt = state + r * stateRow;
      step<T>(cell, hidden, xAt + r * xRow, stateAt, before + r * n, cAt, yAt + r * n);
    }
    before = yAt;
    at += size;
  }
}
