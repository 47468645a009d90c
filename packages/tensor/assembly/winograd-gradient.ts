/** The gradient of the weight of `./winograd`: at each point a product over tiles, whose sum is taken back to the taps. */

import { bytes, loadPart } from "./lanes";
import { accumulate, replace, tile, tileRows } from "./tile";
import {
  blockOf,
  blockTiles,
  entry,
  gap,
  locate,
  otherBytes,
  outputAt,
  patchAt,
  points,
  rowBlock,
  stripAt,
  stripRow,
  tableAt,
  Tiles,
  transformAcross,
  transformDown,
  zerosAt,
  zerosBytes,
} from "./winograd-tiles";
import { gradientPoints, tapsOf } from "./winograd-transforms";

/** The input's points of a block of tiles, 8 channels side by side for a tile. */
function transformChannels(
  s: Tiles,
  first: i32,
  size: i32,
  x: usize,
  to: usize,
  panelBytes: usize,
  step: usize,
  workspace: usize,
): void {
  const strip = workspace + stripAt;
  for (let c = 0; c < wideOf(s); c += 4) {
    for (let lane = 0; lane < 4; lane++) {
      const channel = min(c + lane, s.channels - 1);
      const row = strip + <usize>lane * 6 * stripRow;
      transformDown(s, first, size, channel, x, row, workspace + zerosAt);
    }
    for (let i = 0; i < size; i++) {
      const at = strip + load<usize>(workspace + tableAt + <usize>i * entry);
      transformAcross(
        at,
        at + 6 * stripRow,
        at + 12 * stripRow,
        at + 18 * stripRow,
        to + <usize>(c >> 3) * panelBytes + (((<usize>i) << 5) + bytes<f32>(c & 4)),
        step,
      );
    }
  }
}

/** A block's products for `count` rows from number `first` on of `rows`; v holds the input's points. */
function addRows(
  s: Tiles,
  first: i32,
  count: i32,
  rows: i32,
  size: i32,
  mode: i32,
  v: usize,
  panelBytes: usize,
  vStep: usize,
  y: usize,
  workspace: usize,
): void {
  const wide = wideOf(s);
  const gRow = bytes<f32>((size + 7) & -8);
  const outputStep = gRow * rowBlock + gap;
  const yRow = bytes<f32>(wide);
  const yStep = yRow * ((rows + 5) / 6) * 6;
  const outputs = workspace + outputAt;
  const outPlane = otherBytes(s);
  for (let r = first; r < first + count; r += rowBlock) {
    const some = min(rowBlock, first + count - r);
    for (let i = 0; i < some; i++) {
      for (let j = 0; j < size; j += 4) {
        transformGradient(
          s,
          workspace + tableAt + <usize>j * entry,
          <usize>(r + i) * outPlane,
          outputs + <usize>i * gRow + bytes<f32>(j),
          outputStep,
          workspace + patchAt,
        );
      }
    }
    for (let point = 0; point < points; point++) {
      for (let i = 0; i < some; i += tileRows) {
        const a = outputs + <usize>point * outputStep + <usize>i * gRow;
        const to = y + <usize>point * yStep + <usize>(r + i) * yRow;
        const rowsHere = min(tileRows, some - i);
        for (let j = 0; j < wide; j += 8) {
          const panel = v + <usize>point * vStep + <usize>(j >> 3) * panelBytes;
          tile<f32>(size, rowsHere, a, gRow, panel, 32, mode, 0, to + bytes<f32>(j), yRow);
        }
      }
    }
  }
}

/** Channels in whole panels. */
@inline
function wideOf(s: Tiles): i32 {
  return (s.channels + 7) & -8;
}

/** Bytes from a point to the next of the input's points of `block` tiles. */
@inline
function stepOf(s: Tiles, block: i32): usize {
  return ((<usize>block) << 5) * (wideOf(s) >> 3) + gap;
}

/**
 * Points of the weight's gradient from `count` tiles: `[36, rows, channels]` with rows rounded up to 6, channels to 8,
 * where few channels leave the input's points in the cache; see `winogradPointRowsF32`.
 */
@kernel
export function winogradPointsF32(
  first: i32,
  count: i32,
  sizes: usize,
  x: usize,
  g: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  const block = blockOf(wideOf(s));
  const panelBytes = (<usize>block) << 5;
  const step = stepOf(s, block);
  memory.fill(workspace + zerosAt, 0, zerosBytes);
  for (let t = 0; t < count; t += block) {
    const size = min(block, count - t);
    const mode = t ? accumulate : replace;
    locate(s, first + t, size, g, workspace + tableAt);
    transformChannels(s, first + t, size, x, workspace, panelBytes, step, workspace);
    addRows(s, 0, s.rows, s.rows, size, mode, workspace, panelBytes, step, y, workspace);
  }
}

/** The input's points of `count` tiles, up to 64, from number `first` on, as the weight's gradient reads them. */
@kernel
export function winogradChannelsF32(
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
  const panelBytes = (<usize>blockTiles) << 5;
  transformChannels(s, first, count, x, v, panelBytes, stepOf(s, blockTiles), workspace);
}

/**
 * As {@link winogradPointsF32} for `someRows` rows from number `firstRow` on of `rows`, from which g and y begin; v holds
 * blocks of 64 tiles from `winogradChannelsF32`. The products are added to y where `adds` is 1.
 */
@kernel
export function winogradPointRowsF32(
  first: i32,
  count: i32,
  firstRow: i32,
  someRows: i32,
  rows: i32,
  adds: i32,
  sizes: usize,
  v: usize,
  g: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  const panelBytes = (<usize>blockTiles) << 5;
  const step = stepOf(s, blockTiles);
  for (let t = 0; t < count; t += blockTiles) {
    const size = min(blockTiles, count - t);
    const mode = t || adds ? accumulate : replace;
    locate(s, first + t, size, g, workspace + tableAt);
    addRows(s, firstRow, someRows, rows, size, mode, v, panelBytes, step, y, workspace);
    v += step * points;
  }
}

/** Four tiles of a channel of g to lanes of 36 points `step` bytes apart. */
function transformGradient(
  s: Tiles,
  table: usize,
  down: usize,
  to: usize,
  step: usize,
  patch: usize,
): void {
  const rowBytes = bytes<f32>(s.outWidth);
  // [4 rows, 6 points across], then the points down.
  for (let row = 0; row < 4; row++) {
    const offset = down + <usize>row * rowBytes;
    const a = rowOf(table, row, offset);
    const b = rowOf(table + entry, row, offset);
    const c = rowOf(table + 2 * entry, row, offset);
    const d = rowOf(table + 3 * entry, row, offset);
    const low01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    gradientPoints(
      v128.shuffle<f64>(low01, low23, 0, 2),
      v128.shuffle<f64>(low01, low23, 1, 3),
      v128.shuffle<f64>(high01, high23, 0, 2),
      v128.shuffle<f64>(high01, high23, 1, 3),
      patch + ((<usize>row) << 4),
      64,
    );
  }
  for (let column: usize = 0; column < 6; column++) {
    const at = patch + column * 64;
    gradientPoints(
      v128.load(at),
      v128.load(at, 16),
      v128.load(at, 32),
      v128.load(at, 48),
      to,
      6 * step,
    );
    to += step;
  }
}

/** A tile's row of g, 0 beyond the edge. */
@inline
function rowOf(table: usize, row: i32, offset: usize): v128 {
  if (row >= load<i32>(table, 8)) return f32x4.splat(0);
  const columns = load<i32>(table, 12);
  const at = load<usize>(table, 4) + offset;
  return columns == 4 ? v128.load(at) : loadPart<f32>(at, columns);
}

/** The weight's gradient, `[rows, channels, 3, 3]`, from `parts` blocks of points, added in order, for `count` rows. */
@kernel
export function winogradSumF32(
  first: i32,
  count: i32,
  rows: i32,
  channels: i32,
  parts: i32,
  x: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const wide = (channels + 7) & -8;
  const step = (<usize>(((rows + 5) / 6) * 6 * wide)) << 2;
  for (let row = first; row < first + count; row++) {
    for (let c = 0; c < channels; c += 4) {
      let from = x + bytes<f32>(row * wide + c);
      for (let point: usize = 0; point < <usize>points; point++) {
        let sum = v128.load(from);
        for (let part = 1; part < parts; part++) {
          sum = f32x4.add(sum, v128.load(from + <usize>part * points * step));
        }
        v128.store(workspace + point * 16, sum);
        from += step;
      }
      // [6 points down, 3 taps across], then [3 taps across, 3 taps down].
      const across = workspace + 576;
      const taps = across + 288;
      for (let point: usize = 0; point < 6; point++) {
        tapsOf(workspace + point * 96, 16, across + point * 48);
      }
      for (let kx: usize = 0; kx < 3; kx++) tapsOf(across + kx * 16, 48, taps + kx * 48);
      for (let lane = 0; lane < min(4, channels - c); lane++) {
        const to = y + <usize>((row * channels + c + lane) * 36);
        for (let kx: usize = 0; kx < 3; kx++) {
          for (let ky: usize = 0; ky < 3; ky++) {
            const value = load<f32>(taps + kx * 48 + ky * 16 + bytes<f32>(lane));
            store<f32>(to + ky * 12 + kx * 4, value);
          }
        }
      }
    }
  }
}
