/** The gradient of the weight of `./winograd`: at each point a product over tiles; `./winograd-sum` has the rest. */

import { bytes, loadPart } from "./lanes";
import { accumulate, replace, tile, tileHeight } from "./tile";
import { transformAcross, transformDown } from "./winograd-input";
import {
  blockOf,
  blockTiles,
  entry,
  gap,
  locate,
  otherBytes,
  outputAt,
  patchAt,
  pointsOf,
  rowBlock,
  stripAt,
  stripRow,
  tableAt,
  Tiles,
  zerosAt,
  zerosBytes,
} from "./winograd-tiles";
import { gradientPoints, outputsAlong, pointsAlong } from "./winograd-transforms";

/** The input's points of a block of tiles, 8 channels side by side for a tile. */
function transformChannels(
  s: Tiles,
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
      transformDown(s, channel, x, row, workspace);
    }
    for (let i = 0; i < size; i++) {
      const at = strip + load<usize>(workspace + tableAt + <usize>i * entry);
      transformAcross(
        s,
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
  const points = pointsOf(s);
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
      for (let i = 0, height = 0; i < some; i += height) {
        height = tileHeight(some - i);
        const a = outputs + <usize>point * outputStep + <usize>i * gRow;
        const to = y + <usize>point * yStep + <usize>(r + i) * yRow;
        for (let j = 0; j < wide; j += 8) {
          const panel = v + <usize>point * vStep + <usize>(j >> 3) * panelBytes;
          tile<f32>(size, height, a, gRow, panel, 32, mode, 0, to + bytes<f32>(j), yRow);
        }
      }
    }
  }
}

/** Channels in whole panels. */
@inline
export function wideOf(s: Tiles): i32 {
  return (s.channels + 7) & -8;
}

/** Bytes from a point to the next of the input's points of `block` tiles. */
@inline
function stepOf(s: Tiles, block: i32): usize {
  return ((<usize>block) << 5) * (wideOf(s) >> 3) + gap;
}

/**
 * Points of the weight's gradient from `count` tiles: `[points, rows, channels]` with rows rounded up to 6, channels to 8,
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
    locate(s, first + t, size, g, workspace);
    transformChannels(s, size, x, workspace, panelBytes, step, workspace);
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
  locate(s, first, count, 0, workspace);
  const panelBytes = (<usize>blockTiles) << 5;
  transformChannels(s, count, x, v, panelBytes, stepOf(s, blockTiles), workspace);
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
    locate(s, first + t, size, g, workspace);
    addRows(s, firstRow, someRows, rows, size, mode, v, panelBytes, step, y, workspace);
    v += step * pointsOf(s);
  }
}

/** Four tiles of a channel of g to lanes of their points `step` bytes apart. */
function transformGradient(
  s: Tiles,
  table: usize,
  down: usize,
  to: usize,
  step: usize,
  patch: usize,
): void {
  const high = outputsAlong(s.tapsY);
  const wide = outputsAlong(s.tapsX);
  const across = pointsAlong(s.tapsX);
  const rowBytes = bytes<f32>(s.outWidth * s.dilationY);
  // [4 rows, points across], then the points down.
  if (high < 4) memory.fill(patch, 0, 384);
  for (let row = 0; row < high; row++) {
    const offset = down + <usize>row * rowBytes;
    const a = rowOf(s, table, row, offset);
    const b = rowOf(s, table + entry, row, offset);
    const c = rowOf(s, table + 2 * entry, row, offset);
    const d = rowOf(s, table + 3 * entry, row, offset);
    const low01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    gradientPoints(
      across,
      wide,
      v128.shuffle<f64>(low01, low23, 0, 2),
      v128.shuffle<f64>(low01, low23, 1, 3),
      v128.shuffle<f64>(high01, high23, 0, 2),
      v128.shuffle<f64>(high01, high23, 1, 3),
      patch + ((<usize>row) << 4),
      64,
    );
  }
  const n = pointsAlong(s.tapsY);
  for (let column = 0; column < across; column++) {
    const at = patch + ((<usize>column) << 6);
    gradientPoints(
      n,
      high,
      v128.load(at),
      v128.load(at, 16),
      v128.load(at, 32),
      v128.load(at, 48),
      to,
      <usize>across * step,
    );
    to += step;
  }
}

/** A tile's row of g, 0 beyond the edge. */
@inline
function rowOf(s: Tiles, table: usize, row: i32, offset: usize): v128 {
  if (row >= load<i32>(table, 8)) return f32x4.splat(0);
  const columns = load<i32>(table, 12);
  const at = load<usize>(table, 4) + offset;
  if (s.dilationX == 1) return columns == 4 ? v128.load(at) : loadPart<f32>(at, columns);
  const step = bytes<f32>(s.dilationX);
  let value = v128.load32_zero(at);
  if (columns > 1) value = v128.load_lane<f32>(at + step, value, 1);
  if (columns > 2) value = v128.load_lane<f32>(at + 2 * step, value, 2);
  return columns > 3 ? v128.load_lane<f32>(at + 3 * step, value, 3) : value;
}
