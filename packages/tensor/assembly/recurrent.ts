/**
 * Recurrent cells over packed sequences, all steps in one call: a product with the packed weight, then the gates of
 * each row. A call takes `count` sequences from `first` on, which no other's depend on.
 */

import { ofLanes, Sigmoid, Tanh } from "./functions";
import { bytes, get, lanes, madd, put } from "./lanes";
import { packedProduct } from "./packed";

/** The numbers that callers know the cells by. */
export const rnnTanh: i32 = 0;
export const rnnRelu: i32 = 1;
export const gru: i32 = 2;
export const lstm: i32 = 3;

function sigmoid<T>(x: v128): v128 {
  return ofLanes<Sigmoid, T>(x);
}

export function tanh<T>(x: v128): v128 {
  return ofLanes<Tanh, T>(x);
}

/** What the input and the state give a gate together. */
@inline
function both<T>(part: i32, x: usize, state: usize): v128 {
  return v128.add<T>(get<T>(part, x), get<T>(part, state));
}

/**
 * A step of one sequence, by vectors of hidden units; `n` is the bytes of all units. The cell is a constant, so that each
 * has a loop of its own. Gates are in PyTorch's order; names are those of `RecurrentAddresses`, and `state` is the state's
 * part of the gates and what is kept.
 */
@inline
function stepOf<T>(cell: i32, hidden: i32, x: usize, state: usize, h: usize, c: usize, y: usize): void {
  const n = bytes<T>(hidden);
  for (let j = 0; j < hidden; j += lanes<T>()) {
    const part = hidden - j < lanes<T>() ? hidden - j : 0;
    const at = bytes<T>(j);
    const first = both<T>(part, x + at, state + at);
    if (cell == rnnTanh) {
      put<T>(part, y + at, tanh<T>(first));
    } else if (cell == rnnRelu) {
      put<T>(part, y + at, v128.max<T>(first, v128.splat<T>(0)));
    } else if (cell == gru) {
      const r = sigmoid<T>(first);
      const z = sigmoid<T>(both<T>(part, x + at + n, state + at + n));
      const fresh = tanh<T>(madd<T>(r, get<T>(part, state + at + 2 * n), get<T>(part, x + at + 2 * n)));
      put<T>(part, state + at, r);
      put<T>(part, state + at + n, z);
      put<T>(part, state + at + 3 * n, fresh);
      put<T>(part, y + at, madd<T>(z, v128.sub<T>(get<T>(part, h + at), fresh), fresh));
    } else {
      const i = sigmoid<T>(first);
      const f = sigmoid<T>(both<T>(part, x + at + n, state + at + n));
      const g = tanh<T>(both<T>(part, x + at + 2 * n, state + at + 2 * n));
      const o = sigmoid<T>(both<T>(part, x + at + 3 * n, state + at + 3 * n));
      const inner = madd<T>(f, get<T>(part, c + at), v128.mul<T>(i, g));
      put<T>(part, state + at, i);
      put<T>(part, state + at + n, f);
      put<T>(part, state + at + 2 * n, g);
      put<T>(part, state + at + 3 * n, o);
      put<T>(part, state + at + 4 * n, inner);
      put<T>(part, c + at, inner);
      put<T>(part, y + at, v128.mul<T>(o, tanh<T>(inner)));
    }
  }
}

function step<T>(cell: i32, hidden: i32, x: usize, state: usize, h: usize, c: usize, y: usize): void {
  if (cell == rnnTanh) stepOf<T>(rnnTanh, hidden, x, state, h, c, y);
  else if (cell == rnnRelu) stepOf<T>(rnnRelu, hidden, x, state, h, c, y);
  else if (cell == gru) stepOf<T>(gru, hidden, x, state, h, c, y);
  else stepOf<T>(lstm, hidden, x, state, h, c, y);
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
