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
import { outputsOf, weightPoints } from "./winograd-transforms";

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

/**
 * `count` tiles from number `first` on: u holds the weight's points, `[36, rows, channels]` with the last rounded up
 * to 4; bias is `[rows]` or 0 for none.
 */
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
  const k = s.channels;
  const block = blockOf(k);
  const panelBytes = (<usize>k) << 5;
  const inputStep = panelBytes * (block >> 3) + gap;
  const yRow = bytes<f32>(block);
  const outputStep = yRow * rowBlock + gap;
  const uRow = bytes<f32>((k + 3) & -4);
  const strip = workspace + stripAt;
  const outputs = workspace + outputAt;
  const table = workspace + tableAt;
  const plane = bytes<f32>(s.height * s.width);
  const outPlane = bytes<f32>(s.outHeight * s.outWidth);
  memory.fill(workspace + zerosAt, 0, zerosBytes);
  for (let t = 0; t < count; t += block) {
    const size = min(block, count - t);
    locate(s, first + t, size, y, table);
    for (let c = 0; c < k; c++) {
      const channel = x + <usize>c * plane;
      transformDown(s, first + t, size, channel, strip, workspace + zerosAt);
      for (let i = 0; i < size; i += 4) {
        const at = table + <usize>i * entry;
        transformAcross(
          strip + load<usize>(at),
          strip + load<usize>(at, entry),
          strip + load<usize>(at, 2 * entry),
          strip + load<usize>(at, 3 * entry),
          workspace + <usize>(i >> 3) * panelBytes + (((<usize>c) << 5) + bytes<f32>(i & 4)),
          inputStep,
        );
      }
    }
    for (let r = 0; r < s.rows; r += rowBlock) {
      const rows = min(rowBlock, s.rows - r);
      for (let point = 0; point < points; point++) {
        const a = u + (<usize>(point * s.rows + r)) * uRow;
        for (let i = 0; i < rows; i += tileRows) {
          const to = outputs + <usize>point * outputStep + <usize>i * yRow;
          for (let j = 0; j < size; j += 8) {
            const panel = workspace + <usize>point * inputStep + <usize>(j >> 3) * panelBytes;
            const rowsHere = min(tileRows, rows - i);
            const from = a + <usize>i * uRow;
            tile<f32>(k, rowsHere, from, uRow, panel, 32, replace, 0, to + bytes<f32>(j), yRow);
          }
        }
      }
      for (let i = 0; i < rows; i++) {
        const o = r + i;
        const added = bias ? bias + bytes<f32>(o) : 0;
        for (let j = 0; j < size; j += 4) {
          transformBack(
            s,
            outputs + <usize>i * yRow + bytes<f32>(j),
            outputStep,
            added,
            table + <usize>j * entry,
            <usize>o * outPlane,
            workspace + patchAt,
          );
        }
      }
    }
  }
}

/**
 * The points of a weight, `[36, rows, channels]` with the last rounded up to 4, for `count` rows from number `first`
 * on. The steps, in elements: from a row, a channel, a tap to the next; w is the first tap.
 */
@kernel
export function winogradWeightF32(
  first: i32,
  count: i32,
  rows: i32,
  channels: i32,
  rowStep: i32,
  channelStep: i32,
  tapStep: i32,
  w: usize,
  u: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const wide = (channels + 3) & -4;
  const step = bytes<f32>(rows * wide);
  for (let row = first; row < first + count; row++) {
    for (let c = 0; c < channels; c += 4) {
      // Channels beyond the last repeat it: nothing reads their points.
      const at = w + bytes<f32>(row * rowStep);
      const a = at + bytes<f32>(c * channelStep);
      const b = at + bytes<f32>(min(c + 1, channels - 1) * channelStep);
      const d = at + bytes<f32>(min(c + 2, channels - 1) * channelStep);
      const e = at + bytes<f32>(min(c + 3, channels - 1) * channelStep);
      for (let kx = 0; kx < 3; kx++) {
        const to = workspace + ((<usize>kx) << 4);
        weightPoints(
          taps4(a, b, d, e, kx * tapStep),
          taps4(a, b, d, e, (3 + kx) * tapStep),
          taps4(a, b, d, e, (6 + kx) * tapStep),
          to,
          48,
        );
      }
      let to = u + bytes<f32>(row * wide + c);
      for (let point: usize = 0; point < 6; point++) {
        const from = workspace + point * 48;
        weightPoints(v128.load(from), v128.load(from, 16), v128.load(from, 32), to, step);
        to += 6 * step;
      }
    }
  }
}

@inline
function taps4(a: usize, b: usize, c: usize, d: usize, tap: i32): v128 {
  const at = bytes<f32>(tap);
  const ab = v128.load_lane<f32>(b + at, v128.load32_zero(a + at), 1);
  return v128.load_lane<f32>(d + at, v128.load_lane<f32>(c + at, ab, 2), 3);
}

/** Whether this build has the kernels whose sums are not the reference engine's. */
@kernel
export function isFast(): bool {
  return ASC_FEATURE_RELAXED_SIMD;
}
