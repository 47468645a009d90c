/**
 * What Winograd's convolution and its weight's gradient share: tiles, counted over images, phases, rows and columns and
 * taken in blocks.
 *
 * The workspace, one for each thread: the block's points of the input, those of 24 rows of the output, the input
 * transformed along y, a tile's outputs, zeros, rows of the input whose elements lie apart, tables of the tiles and of
 * their rows.
 */

import { bytes } from "./lanes";
import { outputsAlong, pointsAlong } from "./winograd-transforms";

/**
 * What `backend/wasm/winograd-images.ts` writes: x is `[batch, channels, ...]`, in groups; pad is that before the first.
 * Each of the `tapsZ` taps along depth, and of those that a stride along y and x takes one after another, is taken as a
 * channel of its own, which sees another plane, or others of its elements. Where the taps are dilated, so are the outputs
 * of a tile: each remainder is a phase with tiles of its own. Along a dim the stride or the dilation is 1.
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
  /** Taps of the weight, and those that a channel sees of them. */
  kernelY: i32;
  kernelX: i32;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  /** Channels of a group on both sides, those that were made of others among them, and of a whole image. */
  channels: i32;
  imageChannels: i32;
  rows: i32;
  otherChannels: i32;
}

/** The first of a channel's taps along y, and along x; the plane of a group's weight that they are in. */
@inline
export function firstTapY(s: Tiles, channel: i32): i32 {
  return s.strideY == 1 ? 0 : (channel / s.strideX) % s.strideY;
}

@inline
export function firstTapX(s: Tiles, channel: i32): i32 {
  return s.strideX == 1 ? 0 : channel % s.strideX;
}

@inline
export function planeOf(s: Tiles, channel: i32): i32 {
  const phases = s.strideY * s.strideX;
  return phases == 1 ? channel : channel / phases;
}

/** Points of a tile. */
@inline
export function pointsOf(s: Tiles): i32 {
  return pointsAlong(s.tapsY) * pointsAlong(s.tapsX);
}

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
/** A row of up to 64 tiles with its border. */
export const zerosBytes: usize = 64 * 16 + 64;
export const linesAt: usize = zerosAt + zerosBytes;
export const tableAt: usize = linesAt + 6 * zerosBytes;

/** A tile in the table: its 6 columns in the strip, its place in y (or g), and how much of it lies there. */
export const entry: usize = 16;

/** Tiles of a block at most. */
export const blockTiles: i32 = 64;

/** Tiles of a block that lie in a row: where in an image the first one's first element lies; none is the end. */
@unmanaged
export class Row {
  tiles: i32;
  z: i32;
  y: i32;
  x: i32;
  /** Bytes before the image. */
  image: usize;
}

export const rowsAt: usize = tableAt + (<usize>blockTiles) * entry;

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

/** Parts of a size that hold `n`. */
@inline
export function parts(n: i32, size: i32): i32 {
  return size == 1 ? n : (n + size - 1) / size;
}

/** The tables of `count` tiles from number `first` on, that of the tiles up to the next multiple of 8. */
export function locate(s: Tiles, first: i32, count: i32, y: usize, workspace: usize): void {
  const high = outputsAlong(s.tapsY);
  const wide = outputsAlong(s.tapsX);
  const across = parts(parts(s.outWidth, s.dilationX), wide);
  const down = parts(parts(s.outHeight, s.dilationY), high);
  const imageBytes = channelBytes(s) * <usize>s.imageChannels;
  // Counted from a row of tiles to the next.
  let tx = first % across;
  let rest = first / across;
  let table = workspace + tableAt;
  let row = workspace + rowsAt;
  let column: usize = 0;
  for (let i = 0; i < count; rest++) {
    const ty = rest % down;
    const phase = rest / down;
    const phaseX = phase % s.dilationX;
    const phaseY = (phase / s.dilationX) % s.dilationY;
    const plane = phase / s.dilationX / s.dilationY;
    const z = plane % s.outDepth;
    const image = plane / s.outDepth;
    const top = phaseY + ty * high * s.dilationY;
    const left = phaseX + tx * wide * s.dilationX;
    const size = min(count - i, across - tx);
    const at = changetype<Row>(row);
    at.tiles = size;
    at.z = z - s.padZ;
    at.y = top * s.strideY - s.padY;
    at.x = left * s.strideX - s.padX;
    at.image = <usize>image * imageBytes;
    row += offsetof<Row>();
    const place =
      ((image * s.otherChannels * s.outDepth + z) * s.outHeight + top) * s.outWidth + left;
    const rows = max(0, min(high, parts(s.outHeight - top, s.dilationY)));
    let to = y + bytes<f32>(place);
    let columns = parts(s.outWidth - left, s.dilationX);
    for (let tile = 0; tile < size; tile++) {
      store<usize>(table, column);
      store<usize>(table, to, 4);
      store<i32>(table, columns > 0 ? rows : 0, 8);
      store<i32>(table, max(0, min(wide, columns)), 12);
      table += entry;
      to += bytes<f32>(wide * s.dilationX);
      columns -= wide;
      column += bytes<f32>(wide);
    }
    column += 16;
    i += size;
    tx = 0;
  }
  changetype<Row>(row).tiles = 0;
  memory.fill(table, 0, <usize>(-count & 7) * entry);
}
