/**
 * Attention of one head by blocks of queries and keys: a block's scores are made, turned to weights and used where they
 * stand. Blocks of keys are the outer loop, so that each is packed once for all queries.
 */

import {
  addProduct,
  boolMask,
  edgeAt,
  keyBlock,
  keyRoom,
  lineAt,
  maskRow,
  queryBlock,
  scoresAt,
  seenOf,
} from "./attention-blocks";
import { divideBy, expRow } from "./fused";
import { bytes, lanes } from "./lanes";
import { pack, packedProduct } from "./packed";
import { peakOfRow } from "./reduce";
import { sumRow } from "./sums";

/** `x = x factor`. */
function scaleRow<T>(n: i32, factor: T, x: usize): void {
  const f = v128.splat<T>(factor);
  const whole = x + bytes<T>(n & -lanes<T>());
  const stop = x + bytes<T>(n);
  for (; x != whole; x += 16) v128.store(x, v128.mul<T>(v128.load(x), f));
  for (; x != stop; x += sizeof<T>()) store<T>(x, load<T>(x) * factor);
}

/** Takes up a block's scores: they become exponentials, y and the sum are rescaled where the peak grows. */
function takeRow<T>(seen: i32, valueWidth: i32, x: usize, kept: usize, y: usize, line: usize): void {
  const before = load<T>(kept);
  const own = peakOfRow<T>(seen, x);
  const peak = own > before ? own : before;
  const shift: T = peak == -Infinity ? <T>0 : peak;
  let sum = load<T>(kept, sizeof<T>());
  if (peak != before) {
    expRow<T>(1, shift, kept, line);
    const factor = load<T>(line);
    sum *= factor;
    scaleRow<T>(valueWidth, factor, y);
  }
  expRow<T>(seen, shift, x, x);
  store<T>(kept, peak);
  store<T>(kept, sum + sumRow<T>(seen, x), sizeof<T>());
}

/** See `AttentionKernels.attention`: `count` queries from `first` on, a multiple of a block of them. */
@inline
@kernel(f32, f64)
function attention<T>(
  first: i32,
  count: i32,
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
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  kept: usize,
  y: usize,
  workspace: usize,
): void {
  const factor = <T>scale;
  const scoreRow = bytes<T>(keyBlock);
  const scores = workspace + scoresAt;
  const edge = workspace + edgeAt;
  const line = workspace + lineAt;
  const maskBytes: usize = maskKind == boolMask ? 1 : sizeof<T>();
  const end = first + count;
  for (let i = first; i < end; i++) {
    memory.fill(y + <usize>i * yRow * sizeof<T>(), 0, bytes<T>(valueWidth));
    store<T>(kept + bytes<T>(2 * i), <T>-Infinity);
    store<T>(kept + bytes<T>(2 * i + 1), 0);
  }
  const last = causal ? min(keys, end) : keys;
  for (let c = 0; c < last; c += keyBlock) {
    const block = min(keyBlock, keys - c);
    const values = workspace + keyRoom;
    pack<T>(block, width, k + <usize>c * kRow * sizeof<T>(), 1, kRow, workspace);
    pack<T>(valueWidth, block, v + <usize>c * vRow * sizeof<T>(), vRow, 1, values);
    for (let i = first; i < end; i += queryBlock) {
      const rows = min(queryBlock, end - i);
      const n = seenOf(causal, i + rows - 1, c, block);
      if (n == 0) continue;
      const qAt = q + <usize>i * qRow * sizeof<T>();
      const yAt = y + <usize>i * yRow * sizeof<T>();
      packedProduct<T>(
        rows, n, width, qAt, qRow * sizeof<T>(), workspace, 0, false, scores, scoreRow, edge,
      );
      for (let r = 0; r < rows; r++) {
        const x = scores + <usize>r * scoreRow;
        const seen = seenOf(causal, i + r, c, n);
        if (seen > 0) {
          const at = mask + (<usize>(i + r) * maskRowStep + <usize>c * maskColumn) * maskBytes;
          maskRow<T>(seen, factor, maskKind, maskColumn, at, x);
          const yLine = yAt + <usize>r * yRow * sizeof<T>();
          takeRow<T>(seen, valueWidth, x, kept + bytes<T>(2 * (i + r)), yLine, line);
        }
        memory.fill(x + bytes<T>(seen), 0, bytes<T>(n - seen));
      }
      addProduct<T>(
        rows, valueWidth, n, block, scores, scoreRow, values, yAt, yRow * sizeof<T>(), edge,
      );
    }
  }
  for (let i = first; i < end; i++) {
    const at = kept + bytes<T>(2 * i);
    if (load<T>(at) == -Infinity) store<T>(at, 0);
    if (load<T>(at, sizeof<T>()) == 0) store<T>(at, 1, sizeof<T>());
    divideBy<T>(valueWidth, load<T>(at, sizeof<T>()), y + <usize>i * yRow * sizeof<T>());
  }
}
