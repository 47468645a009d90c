/** The weight of Winograd's convolution: see `./winograd`. */

import { bytes } from "./lanes";
import { firstTapX, firstTapY, planeOf, Tiles } from "./winograd-tiles";
import { pointsAlong, weightPoints } from "./winograd-transforms";

/** Taps along x and y that the transforms know: those that a channel has fewer are 0. */
const mostTaps: i32 = 5;
const halfAt: usize = <usize>(mostTaps * mostTaps) * 16;
/** Channels whose first taps are in a table: the bytes before one, its place along y and x. */
const blockChannels: i32 = 1024;
const entry: usize = 12;
const tableAt: usize = halfAt + <usize>(mostTaps * 6) * 16;

/**
 * The points of a weight, `[points, rows, channels]` with the last rounded up to 4, for `count` rows from number `first`
 * on. The steps, in elements: from a row, a channel of the images, a tap along depth, y and x to the next; w is the first
 * tap.
 */
@kernel
export function winogradWeightF32(
  first: i32,
  count: i32,
  rows: i32,
  rowStep: i32,
  channelStep: i32,
  depthStep: i32,
  stepY: i32,
  stepX: i32,
  sizes: usize,
  w: usize,
  u: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  const tapsY = <usize>s.tapsY;
  const down = pointsAlong(s.tapsY);
  const across = pointsAlong(s.tapsX);
  const wide = (s.channels + 3) & -4;
  const step = bytes<f32>(rows * wide);
  const half = workspace + halfAt;
  const table = workspace + tableAt;
  const row4 = (<usize>mostTaps) << 4;
  const isWhole = s.tapsY * s.strideY == s.kernelY && s.tapsX * s.strideX == s.kernelX;
  // [taps down, taps across], then [taps down, points across].
  memory.fill(workspace, 0, tableAt);
  for (let block = 0; block < s.channels; block += blockChannels) {
    const size = min(blockChannels, s.channels - block);
    for (let c = 0; c < ((size + 3) & -4); c++) {
      // Channels beyond the last repeat it: nothing reads their points.
      const channel = block + min(c, size - 1);
      const plane = planeOf(s, channel);
      const ky = firstTapY(s, channel);
      const kx = firstTapX(s, channel);
      const place = (plane / s.tapsZ) * channelStep + (plane % s.tapsZ) * depthStep;
      const at = table + <usize>c * entry;
      store<usize>(at, bytes<f32>(place + ky * stepY + kx * stepX));
      store<i32>(at, ky, 4);
      store<i32>(at, kx, 8);
    }
    for (let row = first; row < first + count; row++) {
      for (let c = 0; c < size; c += 4) {
        takeTaps(s, isWhole, w + bytes<f32>(row * rowStep), table + <usize>c * entry, stepY, stepX, workspace);
        for (let ty: usize = 0; ty < tapsY; ty++) {
          pointsAlongDim(across, s.tapsX, workspace + ty * row4, 16, half + ty * 96, 16);
        }
        let to = u + bytes<f32>(row * wide + block + c);
        for (let point: usize = 0; point < <usize>across; point++) {
          pointsAlongDim(down, <i32>tapsY, half + point * 16, 96, to, <usize>across * step);
          to += step;
        }
      }
    }
  }
}

/** The taps of four channels, 0 where the weight has none. */
@inline
function takeTaps(
  s: Tiles,
  isWhole: bool,
  w: usize,
  table: usize,
  stepY: i32,
  stepX: i32,
  to: usize,
): void {
  const tapsX = (<usize>s.tapsX) << 4;
  const x = bytes<f32>(s.strideX * stepX);
  let c0 = w + load<usize>(table);
  let c1 = w + load<usize>(table, entry);
  let c2 = w + load<usize>(table, 2 * entry);
  let c3 = w + load<usize>(table, 3 * entry);
  for (let ty = 0; ty < s.tapsY; ty++) {
    let at: usize = 0;
    for (let tx: usize = 0; tx < tapsX; tx += 16) {
      if (isWhole) {
        const low = v128.load_lane<f32>(c1 + at, v128.load32_zero(c0 + at), 1);
        const three = v128.load_lane<f32>(c2 + at, low, 2);
        v128.store(to + tx, v128.load_lane<f32>(c3 + at, three, 3));
      } else {
        const dy = ty * s.strideY;
        const dx = <i32>(tx >> 4) * s.strideX;
        store<f32>(to + tx, tapOf(s, table, dy, dx, c0 + at));
        store<f32>(to + tx, tapOf(s, table + entry, dy, dx, c1 + at), 4);
        store<f32>(to + tx, tapOf(s, table + 2 * entry, dy, dx, c2 + at), 8);
        store<f32>(to + tx, tapOf(s, table + 3 * entry, dy, dx, c3 + at), 12);
      }
      at += x;
    }
    const y = bytes<f32>(s.strideY * stepY);
    c0 += y;
    c1 += y;
    c2 += y;
    c3 += y;
    to += (<usize>mostTaps) << 4;
  }
}

/** A tap so far from the first one of a channel in the table, or 0. */
function tapOf(s: Tiles, channel: usize, dy: i32, dx: i32, at: usize): f32 {
  const isThere =
    load<i32>(channel, 4) + dy < s.kernelY && load<i32>(channel, 8) + dx < s.kernelX;
  return isThere ? load<f32>(at) : <f32>0;
}

/** Points of taps along a dim that lie `apart` bytes apart, of 3 with constants. */
@inline
function pointsAlongDim(n: i32, r: i32, from: usize, apart: usize, to: usize, step: usize): void {
  const x0 = v128.load(from);
  const x1 = v128.load(from + apart);
  const x2 = v128.load(from + 2 * apart);
  if (r == 3) {
    weightPoints(6, 3, x0, x1, x2, x0, x0, to, step);
    return;
  }
  const x3 = v128.load(from + 3 * apart);
  const x4 = v128.load(from + 4 * apart);
  weightPoints(n, r, x0, x1, x2, x3, x4, to, step);
}
