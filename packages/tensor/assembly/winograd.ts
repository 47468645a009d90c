/**
 * Convolutions of few taps along y and x by Winograd's transforms: a quarter of the multiplications of `./conv` for 3x3
 * with a stride of 1, in float32 and the fast build alone. See `./winograd-transforms`. Each point of a block of tiles is
 * a product of matrices.
 */

import { bytes } from "./lanes";
import { replace, tile, tileHeight } from "./tile";
import { storeRows } from "./transpose";
import { transformAcross, transformDown } from "./winograd-input";
import {
  blockOf,
  entry,
  gap,
  locate,
  otherBytes,
  outputAt,
  patchAt,
  pointsOf,
  rowBlock,
  stripAt,
  tableAt,
  Tiles,
  zerosAt,
  zerosBytes,
} from "./winograd-tiles";
import { outputsAlong, outputsOf, pointsAlong } from "./winograd-transforms";

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
  const high = outputsAlong(s.tapsY);
  const wide = outputsAlong(s.tapsX);
  // Constants for 3x3 taps, the most common.
  if (s.tapsY == 3 && s.tapsX == 3) outputsOfTiles(6, 6, 4, 4, from, step, patch);
  else outputsOfTiles(pointsAlong(s.tapsY), pointsAlong(s.tapsX), high, wide, from, step, patch);
  const y0 = load<usize>(table, 4) + down;
  const y1 = load<usize>(table, entry + 4) + down;
  const y2 = load<usize>(table, 2 * entry + 4) + down;
  const y3 = load<usize>(table, 3 * entry + 4) + down;
  const added = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  const rowBytes = bytes<f32>(s.outWidth * s.dilationY);
  const whole =
    s.dilationX == 1 &&
    load<i32>(table, 8) + load<i32>(table, entry + 8) + load<i32>(table, 2 * entry + 8) +
      load<i32>(table, 3 * entry + 8) + load<i32>(table, 12) + load<i32>(table, entry + 12) +
      load<i32>(table, 2 * entry + 12) + load<i32>(table, 3 * entry + 12) == 4 * high + 16;
  for (let row: usize = 0; row < <usize>high; row++) {
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
      putRow(s, table, row, y0 + offset, to);
      putRow(s, table + entry, row, y1 + offset, to + 16);
      putRow(s, table + 2 * entry, row, y2 + offset, to + 32);
      putRow(s, table + 3 * entry, row, y3 + offset, to + 48);
    }
  }
}

/** Four tiles' outputs, `[wide, high]` of 64 and 16 bytes, 384 bytes behind the room for what they are made of. */
@inline
function outputsOfTiles(
  down: i32,
  across: i32,
  high: i32,
  wide: i32,
  from: usize,
  step: usize,
  patch: usize,
): void {
  // [points down, outputs across], then the outputs down.
  for (let row = 0; row < down; row++) {
    outputsOf(across, wide, from, step, patch + ((<usize>row) << 6));
    from += <usize>across * step;
  }
  for (let column = 0; column < wide; column++) {
    const at = patch + ((<usize>column) << 4);
    outputsOf(down, high, at, 64, patch + 384 + ((<usize>column) << 6));
  }
}

/** What lies in y of a tile's row. */
function putRow(s: Tiles, table: usize, row: usize, y: usize, from: usize): void {
  if (<i32>row >= load<i32>(table, 8)) return;
  const columns = load<i32>(table, 12);
  if (columns == 4 && s.dilationX == 1) {
    v128.store(y, v128.load(from));
    return;
  }
  const step = bytes<f32>(s.dilationX);
  for (let i = 0; i < columns; i++) {
    store<f32>(y, load<f32>(from + bytes<f32>(i)));
    y += step;
  }
}

/** The points of a block of tiles of the input, 8 tiles side by side for a channel. */
function transformInput(
  s: Tiles,
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
    transformDown(s, c, x, strip, workspace);
    for (let i = 0; i < size; i += 4) {
      const at = table + <usize>i * entry;
      transformAcross(
        s,
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
 * `[points, rows, channels]` with the last rounded up to 4; bias is `[rows]` or 0 for none.
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
  const points = pointsOf(s);
  for (let r = first; r < first + count; r += rowBlock) {
    const some = min(rowBlock, first + count - r);
    for (let point = 0; point < points; point++) {
      const a = u + <usize>(point * rows + r) * uRow;
      for (let i = 0, height = 0; i < some; i += height) {
        height = tileHeight(some - i);
        const to = outputs + <usize>point * outputStep + <usize>i * yRow;
        for (let j = 0; j < size; j += 8) {
          const panel = v + <usize>point * vStep + <usize>(j >> 3) * panelBytes;
          const from = a + <usize>i * uRow;
          tile<f32>(k, height, from, uRow, panel, 32, replace, 0, to + bytes<f32>(j), yRow);
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
    locate(s, first + t, size, y, workspace);
    transformInput(s, size, x, workspace, step, workspace);
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
  locate(s, first, count, 0, workspace);
  transformInput(s, count, x, v, stepOf(s, count), workspace);
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
  locate(s, first, count, y, workspace);
  transformRows(s, firstRow, someRows, rows, count, v, stepOf(s, count), u, bias, workspace);
}

/** Whether this build has the kernels whose sums are not the reference engine's. */
@kernel
export function isFast(): bool {
  return ASC_FEATURE_RELAXED_SIMD;
}
