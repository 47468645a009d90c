/**
 * Convolutions of 3x3 taps with a stride of 1 by Winograd's F(4x4, 3x3), a quarter of the multiplications of
 * `./conv`, in float32 and the fast build alone: see `./winograd-transforms`. Each point of a block of tiles is a
 * product of matrices.
 */

import { bytes, storePart } from "./lanes";
import { replace, tile, tileRows } from "./tile";
import { storeRows } from "./transpose";
import {
  blockOf,
  entry,
  gap,
  locate,
  otherBytes,
  outputAt,
  patchAt,
  points,
  rowBlock,
  stripAt,
  tableAt,
  Tiles,
  transformAcross,
  transformDown,
  zerosAt,
  zerosBytes,
} from "./winograd-tiles";
import { outputsOf } from "./winograd-transforms";

/** Four tiles of y from their points, `step` bytes apart; a bias of 0 is none. */
function transformBack(
  s: Tiles,
  from: usize,
  step: usize,
  bias: usize,
  table: usize,
  down: usize,
  patch: usize,
): void {
  // [6 points down, 4 columns], then [4 columns, 4 rows].
  for (let row: usize = 0; row < 6; row++) {
    outputsOf(from, step, patch + row * 64);
    from += 6 * step;
  }
  const y0 = load<usize>(table, 4) + down;
  const y1 = load<usize>(table, entry + 4) + down;
  const y2 = load<usize>(table, 2 * entry + 4) + down;
  const y3 = load<usize>(table, 3 * entry + 4) + down;
  for (let column: usize = 0; column < 4; column++) {
    outputsOf(patch + column * 16, 64, patch + 384 + column * 64);
  }
  const added = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  const rowBytes = bytes<f32>(s.outWidth);
  const whole =
    load<i32>(table, 8) + load<i32>(table, entry + 8) + load<i32>(table, 2 * entry + 8) +
      load<i32>(table, 3 * entry + 8) + load<i32>(table, 12) + load<i32>(table, entry + 12) +
      load<i32>(table, 2 * entry + 12) + load<i32>(table, 3 * entry + 12) == 32;
  for (let row: usize = 0; row < 4; row++) {
    const at = patch + 384 + row * 16;
    const to = patch + row * 64;
    storeRows(
      f32x4.add(v128.load(at), added),
      f32x4.add(v128.load(at, 64), added),
      f32x4.add(v128.load(at, 128), added),
      f32x4.add(v128.load(at, 192), added),
      to,
      16,
    );
    const offset = row * rowBytes;
    if (whole) {
      v128.store(y0 + offset, v128.load(to));
      v128.store(y1 + offset, v128.load(to, 16));
      v128.store(y2 + offset, v128.load(to, 32));
      v128.store(y3 + offset, v128.load(to, 48));
    } else {
      putRow(table, row, y0 + offset, to);
      putRow(table + entry, row, y1 + offset, to + 16);
      putRow(table + 2 * entry, row, y2 + offset, to + 32);
      putRow(table + 3 * entry, row, y3 + offset, to + 48);
    }
  }
}

/** What lies in y of a tile's row. */
function putRow(table: usize, row: usize, y: usize, from: usize): void {
  if (<i32>row >= load<i32>(table, 8)) return;
  const columns = load<i32>(table, 12);
  if (columns == 4) v128.store(y, v128.load(from));
  else storePart<f32>(y, v128.load(from), columns);
}

/** The points of a block of tiles of the input, 8 tiles side by side for a channel. */
function transformInput(
  s: Tiles,
  first: i32,
  size: i32,
  x: usize,
  to: usize,
  step: usize,
  workspace: usize,
): void {
  const k = s.channels;
  const panelBytes = (<usize>k) << 5;
  const strip = workspace + stripAt;
  const table = workspace + tableAt;
  for (let c = 0; c < k; c++) {
    transformDown(s, first, size, c, x, strip, workspace + zerosAt);
    for (let i = 0; i < size; i += 4) {
      const at = table + <usize>i * entry;
      transformAcross(
        strip + load<usize>(at),
        strip + load<usize>(at, entry),
        strip + load<usize>(at, 2 * entry),
        strip + load<usize>(at, 3 * entry),
        to + <usize>(i >> 3) * panelBytes + (((<usize>c) << 5) + bytes<f32>(i & 4)),
        step,
      );
    }
  }
}

/**
 * The results of a block of tiles for `count` rows from number `first` on: v holds the input's points, u the weight's,
 * `[36, rows, channels]` with the last rounded up to 4; bias is `[rows]` or 0 for none.
 */
function transformRows(
  s: Tiles,
  first: i32,
  count: i32,
  rows: i32,
  size: i32,
  v: usize,
  vStep: usize,
  u: usize,
  bias: usize,
  workspace: usize,
): void {
  const k = s.channels;
  const panelBytes = (<usize>k) << 5;
  const yRow = bytes<f32>((size + 7) & -8);
  const outputStep = yRow * rowBlock + gap;
  const uRow = bytes<f32>((k + 3) & -4);
  const outputs = workspace + outputAt;
  const outPlane = otherBytes(s);
  for (let r = first; r < first + count; r += rowBlock) {
    const some = min(rowBlock, first + count - r);
    for (let point = 0; point < points; point++) {
      const a = u + <usize>(point * rows + r) * uRow;
      for (let i = 0; i < some; i += tileRows) {
        const to = outputs + <usize>point * outputStep + <usize>i * yRow;
        for (let j = 0; j < size; j += 8) {
          const panel = v + <usize>point * vStep + <usize>(j >> 3) * panelBytes;
          const rowsHere = min(tileRows, some - i);
          const from = a + <usize>i * uRow;
          tile<f32>(k, rowsHere, from, uRow, panel, 32, replace, 0, to + bytes<f32>(j), yRow);
        }
      }
    }
    for (let i = 0; i < some; i++) {
      const o = r + i;
      for (let j = 0; j < size; j += 4) {
        transformBack(
          s,
          outputs + <usize>i * yRow + bytes<f32>(j),
          outputStep,
          bias ? bias + bytes<f32>(o) : 0,
          workspace + tableAt + <usize>j * entry,
          <usize>o * outPlane,
          workspace + patchAt,
        );
      }
    }
  }
}

/** Bytes from a point to the next of the input's `count` tiles. */
@inline
function stepOf(s: Tiles, count: i32): usize {
  return (((<usize>s.channels) << 5) * ((count + 7) >> 3)) + gap;
}

/** `count` tiles from number `first` on, where few channels leave the input's points in the cache; see `winogradRowsF32`. */
@kernel
export function winogradF32(
  first: i32,
  count: i32,
  sizes: usize,
  x: usize,
  u: usize,
  bias: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  const block = blockOf(s.channels);
  const step = stepOf(s, block);
  memory.fill(workspace + zerosAt, 0, zerosBytes);
  for (let t = 0; t < count; t += block) {
    const size = min(block, count - t);
    locate(s, first + t, size, y, workspace + tableAt);
    transformInput(s, first + t, size, x, workspace, step, workspace);
    transformRows(s, 0, s.rows, s.rows, size, workspace, step, u, bias, workspace);
  }
}

/** The input's points of `count` tiles, up to 64, from number `first` on. */
@kernel
export function winogradInputF32(
  first: i32,
  count: i32,
  sizes: usize,
  x: usize,
  v: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  memory.fill(workspace + zerosAt, 0, zerosBytes);
  locate(s, first, count, 0, workspace + tableAt);
  transformInput(s, first, count, x, v, stepOf(s, count), workspace);
}

/**
 * `someRows` rows from number `firstRow` on of `count` tiles, whose points v are from `winogradInputF32`; u, bias and y
 * begin with the first of `rows` rows.
 */
@kernel
export function winogradRowsF32(
  first: i32,
  count: i32,
  firstRow: i32,
  someRows: i32,
  rows: i32,
  sizes: usize,
  v: usize,
  u: usize,
  bias: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  locate(s, first, count, y, workspace + tableAt);
  transformRows(s, firstRow, someRows, rows, count, v, stepOf(s, count), u, bias, workspace);
}

/** Whether this build has the kernels whose sums are not the reference engine's. */
@kernel
export function isFast(): bool {
  return ASC_FEATURE_RELAXED_SIMD;
}
