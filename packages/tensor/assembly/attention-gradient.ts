/** The gradients of attention: the weights of each block are made anew from what the forward kernel kept of its rows. */

import {
  addProduct,
  boolMask,
  edgeAt,
  keyBlock,
  keyRoom,
  lineAt,
  maskRow,
  queriesAt,
  queryBlock,
  scoreRoom,
  scoresAt,
  seenOf,
} from "./attention-blocks";
import { divideBy, expRow } from "./fused";
import { bytes, lanes } from "./lanes";
import { pack, packedProduct } from "./packed";
import { sumRow } from "./sums";
import { transpose4 } from "./transpose";

/** The sum of products of two rows. */
function dot<T>(n: i32, a: usize, b: usize, line: usize): T {
  const whole = bytes<T>(n & -lanes<T>());
  const stop = bytes<T>(n);
  let at: usize = 0;
  for (; at != whole; at += 16) {
    v128.store(line + at, v128.mul<T>(v128.load(a + at), v128.load(b + at)));
  }
  for (; at != stop; at += sizeof<T>()) store<T>(line + at, load<T>(a + at) * load<T>(b + at));
  return sumRow<T>(n, line);
}

/** `x = w (x - total) scale`, up to a vector's end. */
function scoreGradRow<T>(n: i32, total: T, scale: T, w: usize, x: usize): void {
  const less = v128.splat<T>(total);
  const factor = v128.splat<T>(scale);
  const stop = x + bytes<T>(n);
  for (; x < stop; x += 16) {
    const g = v128.mul<T>(v128.load(w), v128.sub<T>(v128.load(x), less));
    v128.store(x, v128.mul<T>(g, factor));
    w += 16;
  }
}

/** Writes a block of scores with a row for each key; the rows and keys behind the last ones are spoilt. */
function turn<T>(rows: i32, n: i32, x: usize, y: usize): void {
  const xRow = bytes<T>(keyBlock);
  const yRow = bytes<T>(queryBlock);
  if (sizeof<T>() == 4) {
    for (let r = 0; r < rows; r += 4) {
      for (let j = 0; j < n; j += 4) {
        const from = x + <usize>r * xRow + bytes<T>(j);
        transpose4(from, xRow, y + <usize>j * yRow + bytes<T>(r), yRow);
      }
    }
    return;
  }
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < n; j++) {
      const value = load<T>(x + <usize>r * xRow + bytes<T>(j));
      store<T>(y + <usize>j * yRow + bytes<T>(r), value);
    }
  }
}

@inline
function clearRows<T>(rows: i32, n: i32, y: usize, yRow: usize): void {
  for (; rows > 0; rows--) {
    memory.fill(y, 0, bytes<T>(n));
    y += yRow;
  }
}

/** See `AttentionKernels.attentionGrad`. */
@inline
@kernel(f32, f64)
function attentionGrad<T>(
  queries: i32,
  keys: i32,
  width: i32,
  valueWidth: i32,
  scale: f64,
  causal: bool,
  maskKind: i32,
  qRow: usize,
  kRow: usize,
  vRow: usize,
  maskRowStep: usize,
  maskColumn: usize,
  yRow: usize,
  gRow: usize,
  gqRow: usize,
  gkRow: usize,
  gvRow: usize,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  kept: usize,
  y: usize,
  g: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  workspace: usize,
): void {
  const factor = <T>scale;
  const scoreRow = bytes<T>(keyBlock);
  const turnedRow = bytes<T>(queryBlock);
  const weights = workspace + scoresAt;
  const grads = weights + scoreRoom;
  const turned = grads + scoreRoom;
  const packed = workspace + queriesAt;
  const values = workspace + keyRoom;
  const keyRows = values + keyRoom;
  const edge = workspace + edgeAt;
  const line = workspace + lineAt;
  const maskBytes: usize = maskKind == boolMask ? 1 : sizeof<T>();
  yRow *= sizeof<T>();
  gqRow *= sizeof<T>();
  gkRow *= sizeof<T>();
  gvRow *= sizeof<T>();
  clearRows<T>(queries, width, gq, gqRow);
  clearRows<T>(keys, width, gk, gkRow);
  clearRows<T>(keys, valueWidth, gv, gvRow);
  const last = causal ? min(keys, queries) : keys;
  for (let c = 0; c < last; c += keyBlock) {
    const block = min(keyBlock, keys - c);
    const kAt = k + <usize>c * kRow * sizeof<T>();
    pack<T>(block, width, kAt, 1, kRow, workspace);
    pack<T>(block, valueWidth, v + <usize>c * vRow * sizeof<T>(), 1, vRow, values);
    pack<T>(width, block, kAt, kRow, 1, keyRows);
    for (let i = 0; i < queries; i += queryBlock) {
      const rows = min(queryBlock, queries - i);
      const n = seenOf(causal, i + rows - 1, c, block);
      if (n == 0) continue;
      const qAt = q + <usize>i * qRow * sizeof<T>();
      const gAt = g + <usize>i * gRow * sizeof<T>();
      packedProduct<T>(
        rows, n, width, qAt, qRow * sizeof<T>(), workspace, 0, false, weights, scoreRow, edge,
      );
      packedProduct<T>(
        rows, n, valueWidth, gAt, gRow * sizeof<T>(), values, 0, false, grads, scoreRow, edge,
      );
      for (let r = 0; r < rows; r++) {
        const x = weights + <usize>r * scoreRow;
        const seen = seenOf(causal, i + r, c, n);
        const at = mask + (<usize>(i + r) * maskRowStep + <usize>c * maskColumn) * maskBytes;
        const own = kept + bytes<T>(2 * (i + r));
        maskRow<T>(seen, factor, maskKind, maskColumn, at, x);
        expRow<T>(seen, load<T>(own), x, x);
        divideBy<T>(seen, load<T>(own, sizeof<T>()), x);
        memory.fill(x + bytes<T>(seen), 0, bytes<T>(n - seen));
        const gLine = gAt + <usize>r * gRow * sizeof<T>();
        const total = dot<T>(valueWidth, gLine, y + <usize>(i + r) * yRow, line);
        scoreGradRow<T>(n, total, factor, x, grads + <usize>r * scoreRow);
      }
      addProduct<T>(
        rows, width, n, block, grads, scoreRow, keyRows, gq + <usize>i * gqRow, gqRow, edge,
      );
      turn<T>(rows, n, weights, turned);
      pack<T>(valueWidth, rows, gAt, gRow, 1, packed);
      addProduct<T>(
        n, valueWidth, rows, rows, turned, turnedRow, packed, gv + <usize>c * gvRow, gvRow, edge,
      );
      turn<T>(rows, n, grads, turned);
      pack<T>(width, rows, qAt, qRow, 1, packed);
      addProduct<T>(
        n, width, rows, rows, turned, turnedRow, packed, gk + <usize>c * gkRow, gkRow, edge,
      );
    }
  }
}
