/**
 * What attention shares forward and back. A block has 48 queries and 128 keys; the workspace has room for three packed
 * blocks of keys or values, three of scores, one of queries, a tile and a row.
 */

import { bytes, lanes } from "./lanes";
import { packedProduct } from "./packed";

export const queryBlock: i32 = 48;
export const keyBlock: i32 = 128;

/** Bytes of a block of 256 float64 for each key or query, and of a block of scores. */
export const keyRoom: usize = <usize>keyBlock * 2048;
export const queryRoom: usize = <usize>queryBlock * 2048;
export const scoreRoom: usize = <usize>queryBlock * keyBlock * 8;

export const scoresAt: usize = 3 * keyRoom;
export const queriesAt: usize = scoresAt + 3 * scoreRoom;
export const edgeAt: usize = queriesAt + queryRoom;
export const lineAt: usize = edgeAt + 256;

/** The kinds of masks, in the order of `maskNumbers`. */
export const boolMask: i32 = 1;
export const addedMask: i32 = 2;

/** `y += a b` with k steps of a b that was packed for `steps` of them, at most 256. */
export function addProduct<T>(
  m: i32,
  n: i32,
  k: i32,
  steps: i32,
  a: usize,
  aRow: usize,
  b: usize,
  y: usize,
  yRow: usize,
  edge: usize,
): void {
  const width = 2 * lanes<T>();
  for (let j = 0; j < n; j += width) {
    packedProduct<T>(m, min(width, n - j), k, a, aRow, b, 0, true, y, yRow, edge);
    b += <usize>steps * 32;
    y += 32;
  }
}

/** Keys of a block of `n` from `first` on that a query sees, where it sees none behind its own. */
@inline
export function seenOf(causal: bool, query: i32, first: i32, n: i32): i32 {
  return causal ? max(0, min(n, query + 1 - first)) : n;
}

/** `x = x scale + mask` of the first scores of a row; what lies behind them up to a vector's end is spoilt. */
export function maskRow<T>(
  n: i32,
  scale: T,
  maskKind: i32,
  maskColumn: usize,
  mask: usize,
  x: usize,
): void {
  const factor = v128.splat<T>(scale);
  const stop = x + bytes<T>(n);
  for (let at = x; at < stop; at += 16) v128.store(at, v128.mul<T>(v128.load(at), factor));
  if (maskKind == boolMask) {
    for (; x != stop; x += sizeof<T>()) {
      if (!load<u8>(mask)) store<T>(x, <T>-Infinity);
      mask += maskColumn;
    }
  } else if (maskKind == addedMask) {
    for (; x != stop; x += sizeof<T>()) {
      store<T>(x, load<T>(x) + load<T>(mask));
      mask += maskColumn * sizeof<T>();
    }
  }
}
