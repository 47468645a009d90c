/** The gradients of `recurrent.ts`, from the last step to the first. The cells' are in `cell-gradients.ts`. */

import { GruGrad, LstmGrad, RnnReluGrad, RnnTanhGrad } from "./cell-gradients";
import { gru, rnnRelu, rnnTanh } from "./cells";
import { bytes, lanes } from "./lanes";
import { packedProduct } from "./packed";

/** A step of one sequence. */
@inline
function stepOf<C, T>(
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

function step<T>(
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
    stepOf<RnnTanhGrad, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  } else if (cell == rnnRelu) {
    stepOf<RnnReluGrad, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  } else if (cell == gru) {
    stepOf<GruGrad, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  } else {
    stepOf<LstmGrad, T>(hidden, kept, h, c, y, gy, gx, gState, gh, gc);
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
      step<T>(
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
    const k = hidden * gates;
    const from = gState + at * xRow;
    packedProduct<T>(rows, hidden, k, from, xRow, weight, 0, cell == gru, gh + own, n, workspace);
  }
}
