/**
 * Recurrent cells over packed sequences, all steps in one call: a product with the packed weight, then the gates of
 * each row. A call takes `count` sequences from `first` on, which no other's depend on.
 */

import { Gru, Lstm, RnnRelu, RnnTanh } from "./cells";
import { bytes, lanes } from "./lanes";
import { packedProduct } from "./packed";

/** The cells, in the order of `cellSizes`. */
const rnnTanh: i32 = 0;
const rnnRelu: i32 = 1;
const gru: i32 = 2;

@inline
function forwardUnits<C, T>(
  hidden: i32,
  x: usize,
  state: usize,
  h: usize,
  c: usize,
  y: usize,
): void {
  const cell = changetype<C>(0);
  for (let j = 0; j < hidden; j += lanes<T>()) {
    const part = hidden - j < lanes<T>() ? hidden - j : 0;
    const to = bytes<T>(j);
    cell.forward<T>(part, bytes<T>(hidden), x + to, state + to, h + to, c + to, y + to);
  }
}

function forwardRow<T>(
  cell: i32,
  hidden: i32,
  x: usize,
  state: usize,
  h: usize,
  c: usize,
  y: usize,
): void {
  if (cell == rnnTanh) forwardUnits<RnnTanh, T>(hidden, x, state, h, c, y);
  else if (cell == rnnRelu) forwardUnits<RnnRelu, T>(hidden, x, state, h, c, y);
  else if (cell == gru) forwardUnits<Gru, T>(hidden, x, state, h, c, y);
  else forwardUnits<Lstm, T>(hidden, x, state, h, c, y);
}

@inline
function backwardUnits<C, T>(
  hidden: i32,
  kept: usize,
  h: usize,
  c: usize,
  y: usize,
  gy: usize,
  gx: usize,
  gState: usize,
  gh: usize,
  gc: usize,
): void {
  const cell = changetype<C>(0);
  for (let j = 0; j < hidden; j += lanes<T>()) {
    const part = hidden - j < lanes<T>() ? hidden - j : 0;
    const to = bytes<T>(j);
    cell.backward<T>(
      part,
      bytes<T>(hidden),
      kept + to,
      h + to,
      c + to,
      y + to,
      gy + to,
      gx + to,
      gState + to,
      gh + to,
      gc + to,
    );
  }
}

function backwardRow<T>(
  cell: i32,
  hidden: i32,
  kept: usize,
  h: usize,
  c: usize,
  y: usize,
  gy: usize,
  gx: usize,
  gState: usize,
  gh: usize,
  gc: usize,
): void {
  if (cell == rnnTanh) {
    backwardUnits<RnnTanh, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  } else if (cell == rnnRelu) {
    backwardUnits<RnnRelu, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  } else if (cell == gru) {
    backwardUnits<Gru, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  } else {
    backwardUnits<Lstm, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  }
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
    packedProduct<T>(
      rows,
      hidden * gates,
      hidden,
      before,
      n,
      weight,
      bias,
      false,
      state,
      stateRow,
      workspace,
    );
    for (let r: usize = 0; r < <usize>rows; r++) {
      forwardRow<T>(
        cell,
        hidden,
        xAt + r * xRow,
        state + r * stateRow,
        before + r * n,
        lastC + own + r * n,
        yAt + r * n,
      );
    }
    before = yAt;
    at += size;
  }
}

/** See `RecurrentKernels.recurrentGrad`. */
@inline
@kernel(f32, f64)
function recurrentGrad<T>(
  cell: i32,
  gates: i32,
  units: i32,
  first: i32,
  count: i32,
  steps: i32,
  hidden: i32,
  sizes: usize,
  weight: usize,
  h: usize,
  c: usize,
  y: usize,
  kept: usize,
  gy: usize,
  gLastC: usize,
  gx: usize,
  gState: usize,
  gh: usize,
  gc: usize,
  workspace: usize,
): void {
  const n = bytes<T>(hidden);
  const xRow = n * gates;
  const keptRow = n * units;
  const own = <usize>first * n;
  memory.fill(gh + own, 0, <usize>count * n);
  if (gc) memory.copy(gc + own, gLastC + own, <usize>count * n);
  let at: usize = first;
  for (let t = 0; t < steps; t++) at += load<i32>(sizes + bytes<i32>(t));
  for (let t = steps - 1; t >= 0; t--) {
    const size = load<i32>(sizes + bytes<i32>(t));
    at -= size;
    const rows = min(count, size - first);
    if (rows <= 0) continue;
    let hAt = h + own;
    let cAt = c + own;
    let cRow = n;
    if (t) {
      const earlier = at - load<i32>(sizes + bytes<i32>(t - 1));
      hAt = y + earlier * n;
      cAt = kept + earlier * keptRow + keptRow - n;
      cRow = keptRow;
    }
    for (let r: usize = 0; r < <usize>rows; r++) {
      backwardRow<T>(
        cell,
        hidden,
        kept + (at + r) * keptRow,
        hAt + r * n,
        cAt + r * cRow,
        y + (at + r) * n,
        gy + (at + r) * n,
        gx + (at + r) * xRow,
        gState + (at + r) * xRow,
        gh + own + r * n,
        gc + own + r * n,
      );
    }
    // What a gru hands on directly stands in gh, and the product is added to it.
    packedProduct<T>(
      rows,
      hidden,
      hidden * gates,
      gState + at * xRow,
      xRow,
      weight,
      0,
      cell == gru,
      gh + own,
      n,
      workspace,
    );
  }
}
