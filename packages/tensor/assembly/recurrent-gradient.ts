/** The gradients of `recurrent.ts`, from the last step to the first. */

import { bytes, get, lanes, put } from "./lanes";
import { packedProduct } from "./packed";
import { gru, lstm, rnnRelu, rnnTanh, tanh } from "./recurrent";

/** `1 - x`. */
@inline
function rest<T>(x: v128): v128 {
  return v128.sub<T>(v128.splat<T>(1), x);
}

/** A gradient by what sigmoid, or tanh, was taken of, from the function's value. */
@inline
function throughSigmoid<T>(g: v128, y: v128): v128 {
  return v128.mul<T>(v128.mul<T>(g, y), rest<T>(y));
}

@inline
function throughTanh<T>(g: v128, y: v128): v128 {
  return v128.mul<T>(g, rest<T>(v128.mul<T>(y, y)));
}

/** A step of one sequence, by vectors of hidden units, as in `recurrent.ts`; names are those of `RecurrentGradAddresses`. */
@inline
function stepGradOf<T>(
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
  const n = bytes<T>(hidden);
  for (let j = 0; j < hidden; j += lanes<T>()) {
    const part = hidden - j < lanes<T>() ? hidden - j : 0;
    const at = bytes<T>(j);
    const toY = v128.add<T>(get<T>(part, gy + at), get<T>(part, gh + at));
    if (cell == rnnTanh) {
      put<T>(part, gx + at, throughTanh<T>(toY, get<T>(part, y + at)));
    } else if (cell == rnnRelu) {
      put<T>(part, gx + at, v128.and(toY, v128.gt<T>(get<T>(part, y + at), v128.splat<T>(0))));
    } else if (cell == gru) {
      const r = get<T>(part, kept + at);
      const z = get<T>(part, kept + at + n);
      const fromState = get<T>(part, kept + at + 2 * n);
      const fresh = get<T>(part, kept + at + 3 * n);
      const gn = throughTanh<T>(v128.mul<T>(toY, rest<T>(z)), fresh);
      const gr = throughSigmoid<T>(v128.mul<T>(gn, fromState), r);
      const toZ = v128.mul<T>(toY, v128.sub<T>(get<T>(part, h + at), fresh));
      const gz = throughSigmoid<T>(toZ, z);
      put<T>(part, gx + at, gr);
      put<T>(part, gx + at + n, gz);
      put<T>(part, gx + at + 2 * n, gn);
      put<T>(part, gState + at, gr);
      put<T>(part, gState + at + n, gz);
      put<T>(part, gState + at + 2 * n, v128.mul<T>(gn, r));
      put<T>(part, gh + at, v128.mul<T>(toY, z));
    } else {
      const i = get<T>(part, kept + at);
      const f = get<T>(part, kept + at + n);
      const g = get<T>(part, kept + at + 2 * n);
      const o = get<T>(part, kept + at + 3 * n);
      const squashed = tanh<T>(get<T>(part, kept + at + 4 * n));
      const toSquashed = throughTanh<T>(v128.mul<T>(toY, o), squashed);
      const toCell = v128.add<T>(get<T>(part, gc + at), toSquashed);
      put<T>(part, gx + at, throughSigmoid<T>(v128.mul<T>(toCell, g), i));
      put<T>(part, gx + at + n, throughSigmoid<T>(v128.mul<T>(toCell, get<T>(part, c + at)), f));
      put<T>(part, gx + at + 2 * n, throughTanh<T>(v128.mul<T>(toCell, i), g));
      put<T>(part, gx + at + 3 * n, throughSigmoid<T>(v128.mul<T>(toY, squashed), o));
      put<T>(part, gc + at, v128.mul<T>(toCell, f));
    }
  }
}

function stepGrad<T>(
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
  if (cell == rnnTanh) stepGradOf<T>(rnnTanh, hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  else if (cell == rnnRelu) stepGradOf<T>(rnnRelu, hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  else if (cell == gru) stepGradOf<T>(gru, hidden, kept, h, c, y, gy, gx, gState, gh, gc);
  else stepGradOf<T>(lstm, hidden, kept, h, c, y, gy, gx, gState, gh, gc);
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
      stepGrad<T>(
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
