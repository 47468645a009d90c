/**
 * Convolutions of 3x3 taps with a stride of 1 by Winograd's F(4x4, 3x3), a quarter of the multiplications of
 * `./conv`, in float32 and the fast build alone: see `./winograd-transforms`. Tiles are counted over images, rows and columns
 * and are taken in blocks; each point of a block is a product of matrices.
 *
 * The workspace, one for each thread: the block's points of the input, those of 24 rows of the output, the input
 * transformed along y, a tile's outputs, zeros, a table of the tiles.
 */

import { bytes, loadPart, storePart } from "./lanes";
import { accumulate, replace, storeRows, tile, tileRows } from "./tile";
import { gradientPoints, inputPoints, outputsOf, tapsOf, weightPoints } from "./winograd-transforms";

/** What `backend/wasm/winograd.ts` writes: x is `[batch, channels, ...]`, in groups; pad is that before the first. */
@unmanaged
export class Tiles {
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  padY: i32;
  padX: i32;
  /** Channels of a group on both sides, and of a whole image. */
  channels: i32;
  imageChannels: i32;
  rows: i32;
  otherChannels: i32;
}

const points: i32 = 36;
/** Rows of the output whose points are kept at a time. */
const rowBlock: i32 = 24;
/** Bytes between the points beyond what they take, so that they do not share the cache's sets. */
const gap: usize = 64;
/** A row of the input transformed along y: up to 64 tiles of 4 columns and as many borders of 4. */
const stripRow: usize = 64 * 32 + 64;

const inputBytes: usize = 655360;
const outputAt: usize = inputBytes;
const stripAt: usize = outputAt + 262144;
const patchAt: usize = stripAt + 4 * 6 * stripRow;
const zerosAt: usize = patchAt + 640;
const zerosBytes: usize = 64 * 16 + 64;
const tableAt: usize = zerosAt + zerosBytes;

/** A tile in the table: its 6 columns in the strip, its place in y (or g), and how much of it lies there. */
const entry: usize = 16;

/** Tiles of a block, a multiple of 8: such that the points of the input stay in the second-level cache. */
@inline
function blockOf(channels: i32): i32 {
  return max(8, min(64, (2048 / channels) & -8));
}

/** The table of `count` tiles from number `first` on, up to the next multiple of 8. */
function locate(s: Tiles, first: i32, count: i32, y: usize, table: usize): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  let tx = first % across;
  let ty = (first / across) % down;
  let image = first / across / down;
  let column: usize = 0;
  const plane = s.outHeight * s.outWidth;
  for (let i = 0; i < ((count + 7) & -8); i++) {
    if (i < count) {
      const place = image * s.otherChannels * plane + (ty * s.outWidth + tx) * 4;
      store<usize>(table, column);
      store<usize>(table, y + bytes<f32>(place), 4);
      store<i32>(table, min(4, s.outHeight - 4 * ty), 8);
      store<i32>(table, min(4, s.outWidth - 4 * tx), 12);
      column += 16;
      if (++tx == across) {
        tx = 0;
        column += 16;
        if (++ty == down) {
          ty = 0;
          image++;
        }
      }
    } else {
      store<usize>(table, 0);
      store<usize>(table, 0, 4);
      store<i32>(table, 0, 8);
      store<i32>(table, 0, 12);
    }
    table += entry;
  }
}

/** The input of `count` tiles of a channel, transformed along y; x is the channel's plane of the first image. */
function transformDown(
  s: Tiles,
  first: i32,
  count: i32,
  x: usize,
  strip: usize,
  zeros: usize,
): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const imageBytes = bytes<f32>(s.imageChannels * s.height * s.width);
  const rowBytes = bytes<f32>(s.width);
  const zero = f32x4.splat(0);
  while (count > 0) {
    const tx = first % across;
    const ty = (first / across) % down;
    const image = <usize>(first / across / down);
    const size = min(count, across - tx);
    const columns = 4 * size + 2;
    const left = max(0, s.padX - 4 * tx);
    const right = min(columns, s.width + s.padX - 4 * tx);
    const top = 4 * ty - s.padY;
    // Where column `left` would lie in each of the six rows.
    const start = x + image * imageBytes + bytes<f32>(4 * tx + left - s.padX);
    let r0 = rowAt(s, top, start, rowBytes, zeros);
    let r1 = rowAt(s, top + 1, start, rowBytes, zeros);
    let r2 = rowAt(s, top + 2, start, rowBytes, zeros);
    let r3 = rowAt(s, top + 3, start, rowBytes, zeros);
    let r4 = rowAt(s, top + 4, start, rowBytes, zeros);
    let r5 = rowAt(s, top + 5, start, rowBytes, zeros);
    if (left > 0) inputPoints(zero, zero, zero, zero, zero, zero, strip, stripRow);
    let to = strip + bytes<f32>(left);
    let at = left;
    for (; at + 4 <= right; at += 4) {
      inputPoints(
        v128.load(r0),
        v128.load(r1),
        v128.load(r2),
        v128.load(r3),
        v128.load(r4),
        v128.load(r5),
        to,
        stripRow,
      );
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
      r4 += 16;
      r5 += 16;
      to += 16;
    }
    if (at < right) {
      const part = right - at;
      inputPoints(
        loadPart<f32>(r0, part),
        loadPart<f32>(r1, part),
        loadPart<f32>(r2, part),
        loadPart<f32>(r3, part),
        loadPart<f32>(r4, part),
        loadPart<f32>(r5, part),
        to,
        stripRow,
      );
      to += 16;
      at += 4;
    }
    for (; at < columns; at += 4) {
      inputPoints(zero, zero, zero, zero, zero, zero, to, stripRow);
      to += 16;
    }
    strip += (<usize>(size + 1)) << 4;
    first += size;
    count -= size;
  }
}

@inline
function rowAt(s: Tiles, row: i32, start: usize, rowBytes: usize, zeros: usize): usize {
  return <u32>row < <u32>s.height ? start + <usize>row * rowBytes : zeros;
}

/** The second half of the input's transform: four tiles, or channels, to lanes of 36 points `step` bytes apart. */
function transformAcross(a: usize, b: usize, c: usize, d: usize, to: usize, step: usize): void {
  for (let row = 0; row < 6; row++) {
    const a0 = v128.load(a);
    const b0 = v128.load(b);
    const c0 = v128.load(c);
    const d0 = v128.load(d);
    const low01 = v128.shuffle<f32>(a0, b0, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(c0, d0, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(a0, b0, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(c0, d0, 2, 6, 3, 7);
    const last01 = v128.shuffle<f32>(v128.load64_zero(a, 16), v128.load64_zero(b, 16), 0, 4, 1, 5);
    const last23 = v128.shuffle<f32>(v128.load64_zero(c, 16), v128.load64_zero(d, 16), 0, 4, 1, 5);
    inputPoints(
      v128.shuffle<f64>(low01, low23, 0, 2),
      v128.shuffle<f64>(low01, low23, 1, 3),
      v128.shuffle<f64>(high01, high23, 0, 2),
      v128.shuffle<f64>(high01, high23, 1, 3),
      v128.shuffle<f64>(last01, last23, 0, 2),
      v128.shuffle<f64>(last01, last23, 1, 3),
      to,
      step,
    );
    to += 6 * step;
    a += stripRow;
    b += stripRow;
    c += stripRow;
    d += stripRow;
  }
}

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

/**
 * Points of the weight's gradient from `count` tiles: `[36, rows, channels]` with rows rounded up to 6, channels to 8.
 */
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

/** Whether this build has the kernels whose sums are not the reference engine's. */
export function isFast(): bool {
  return ASC_FEATURE_RELAXED_SIMD;
}
