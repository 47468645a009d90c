/**
 * What Winograd's convolution and its weight's gradient share: tiles, counted over images, rows and columns and taken
 * in blocks, and the points of the input.
 *
 * The workspace, one for each thread: the block's points of the input, those of 24 rows of the output, the input
 * transformed along y, a tile's outputs, zeros, a table of the tiles.
 */

import { bytes, loadPart } from "./lanes";
import { inputPoints } from "./winograd-transforms";

/**
 * What `backend/wasm/winograd.ts` writes: x is `[batch, channels, ...]`, in groups; pad is that before the first. Each of
 * the `tapsZ` taps along depth is taken as a channel of its own, which sees another plane.
 */
@unmanaged
export class Tiles {
  depth: i32;
  height: i32;
  width: i32;
  outDepth: i32;
  outHeight: i32;
  outWidth: i32;
  padZ: i32;
  padY: i32;
  padX: i32;
  tapsZ: i32;
  /** Channels of a group on both sides, those of the taps along depth among them, and of a whole image. */
  channels: i32;
  imageChannels: i32;
  rows: i32;
  otherChannels: i32;
}

export const points: i32 = 36;
/** Rows of the output whose points are kept at a time. */
export const rowBlock: i32 = 24;
/** Bytes between the points beyond what they take, so that they do not share the cache's sets. */
export const gap: usize = 64;
/** A row of the input transformed along y: up to 64 tiles of 4 columns and as many borders of 4. */
export const stripRow: usize = 64 * 32 + 64;

const inputBytes: usize = 655360;
export const outputAt: usize = inputBytes;
export const stripAt: usize = outputAt + 262144;
export const patchAt: usize = stripAt + 4 * 6 * stripRow;
export const zerosAt: usize = patchAt + 640;
export const zerosBytes: usize = 64 * 16 + 64;
export const tableAt: usize = zerosAt + zerosBytes;

/** A tile in the table: its 6 columns in the strip, its place in y (or g), and how much of it lies there. */
export const entry: usize = 16;

/** Tiles of a block at most. */
export const blockTiles: i32 = 64;

/** Tiles of a block, a multiple of 8: such that the points of the input stay in the second-level cache. */
@inline
export function blockOf(channels: i32): i32 {
  return max(8, min(blockTiles, (2048 / channels) & -8));
}

/** Bytes of a channel of x, and of y. */
@inline
export function channelBytes(s: Tiles): usize {
  return bytes<f32>(s.depth * s.height * s.width);
}

@inline
export function otherBytes(s: Tiles): usize {
  return bytes<f32>(s.outDepth * s.outHeight * s.outWidth);
}

/** The table of `count` tiles from number `first` on, up to the next multiple of 8. */
export function locate(s: Tiles, first: i32, count: i32, y: usize, table: usize): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  let tx = first % across;
  let ty = (first / across) % down;
  let z = (first / across / down) % s.outDepth;
  let image = first / across / down / s.outDepth;
  let column: usize = 0;
  const plane = s.outHeight * s.outWidth;
  for (let i = 0; i < ((count + 7) & -8); i++) {
    if (i < count) {
      const place = (image * s.otherChannels * s.outDepth + z) * plane + (ty * s.outWidth + tx) * 4;
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
          if (++z == s.outDepth) {
            z = 0;
            image++;
          }
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

/** The input of `count` tiles of a channel, transformed along y; x is the first channel of the first image. */
export function transformDown(
  s: Tiles,
  first: i32,
  count: i32,
  channel: i32,
  x: usize,
  strip: usize,
  zeros: usize,
): void {
  const across = (s.outWidth + 3) >> 2;
  const down = (s.outHeight + 3) >> 2;
  const imageBytes = channelBytes(s) * <usize>s.imageChannels;
  const planeBytes = bytes<f32>(s.height * s.width);
  const tapZ = (channel % s.tapsZ) - s.padZ;
  x += <usize>(channel / s.tapsZ) * channelBytes(s);
  const rowBytes = bytes<f32>(s.width);
  const zero = f32x4.splat(0);
  let tx = first % across;
  let ty = (first / across) % down;
  let oz = (first / across / down) % s.outDepth;
  let image = <usize>(first / across / down / s.outDepth);
  while (count > 0) {
    const z = oz + tapZ;
    const size = min(count, across - tx);
    const columns = 4 * size + 2;
    const left = max(0, s.padX - 4 * tx);
    const right = min(columns, s.width + s.padX - 4 * tx);
    // Rows of a plane that is not there lie outside as those of the padding do.
    const top = <u32>z < <u32>s.depth ? 4 * ty - s.padY : -6;
    // Where column `left` would lie in each of the six rows.
    const start = x + image * imageBytes + <usize>z * planeBytes + bytes<f32>(4 * tx + left - s.padX);
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
    count -= size;
    // The next row of tiles: only the last part of a block ends before its row does.
    tx = 0;
    if (++ty == down) {
      ty = 0;
      if (++oz == s.outDepth) {
        oz = 0;
        image++;
      }
    }
  }
}

@inline
function rowAt(s: Tiles, row: i32, start: usize, rowBytes: usize, zeros: usize): usize {
  return <u32>row < <u32>s.height ? start + <usize>row * rowBytes : zeros;
}

/** The second half of the input's transform: four tiles, or channels, to lanes of 36 points `step` bytes apart. */
export function transformAcross(a: usize, b: usize, c: usize, d: usize, to: usize, step: usize): void {
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
