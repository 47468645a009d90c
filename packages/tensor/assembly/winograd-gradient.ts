/** The gradient of the weight of `./winograd`: at each point a product over tiles, whose sum is taken back to the taps. */

import { bytes, loadPart } from "./lanes";
import { accumulate, replace, tile, tileRows } from "./tile";
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
  stripRow,
  tableAt,
  Tiles,
  transformAcross,
  transformDown,
  zerosAt,
  zerosBytes,
} from "./winograd-tiles";
import { gradientPoints, tapsOf } from "./winograd-transforms";

/**
 * Points of the weight's gradient from `count` tiles: `[36, rows, channels]` with rows rounded up to 6, channels to 8.
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
  const k = s.channels;
  const wide = (k + 7) & -8;
  const block = blockOf(wide);
  const panelBytes = (<usize>block) << 5;
  const inputStep = panelBytes * (wide >> 3) + gap;
  const gRow = bytes<f32>(block);
  const outputStep = gRow * rowBlock + gap;
  const yRow = bytes<f32>(wide);
  const yStep = yRow * ((s.rows + 5) / 6) * 6;
  const strip = workspace + stripAt;
  const outputs = workspace + outputAt;
  const table = workspace + tableAt;
  const plane = bytes<f32>(s.height * s.width);
  const outPlane = bytes<f32>(s.outHeight * s.outWidth);
  memory.fill(workspace + zerosAt, 0, zerosBytes);
  for (let t = 0; t < count; t += block) {
    const size = min(block, count - t);
    locate(s, first + t, size, g, table);
    for (let c = 0; c < wide; c += 4) {
      for (let lane = 0; lane < 4; lane++) {
        const channel = x + <usize>min(c + lane, k - 1) * plane;
        const to = strip + <usize>lane * 6 * stripRow;
        transformDown(s, first + t, size, channel, to, workspace + zerosAt);
      }
      for (let i = 0; i < size; i++) {
        const at = strip + load<usize>(table + <usize>i * entry);
        transformAcross(
          at,
          at + 6 * stripRow,
          at + 12 * stripRow,
          at + 18 * stripRow,
          workspace + <usize>(c >> 3) * panelBytes + (((<usize>i) << 5) + bytes<f32>(c & 4)),
          inputStep,
        );
      }
    }
    for (let r = 0; r < s.rows; r += rowBlock) {
      const rows = min(rowBlock, s.rows - r);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < size; j += 4) {
          transformGradient(
            s,
            table + <usize>j * entry,
            <usize>(r + i) * outPlane,
            outputs + <usize>i * gRow + bytes<f32>(j),
            outputStep,
            workspace + patchAt,
          );
        }
      }
      for (let point = 0; point < points; point++) {
        for (let i = 0; i < rows; i += tileRows) {
          const a = outputs + <usize>point * outputStep + <usize>i * gRow;
          const to = y + <usize>point * yStep + <usize>(r + i) * yRow;
          const rowsHere = min(tileRows, rows - i);
          for (let j = 0; j < wide; j += 8) {
            const panel = workspace + <usize>point * inputStep + <usize>(j >> 3) * panelBytes;
            const mode = t ? accumulate : replace;
            tile<f32>(size, rowsHere, a, gRow, panel, 32, mode, 0, to + bytes<f32>(j), yRow);
          }
        }
      }
    }
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
