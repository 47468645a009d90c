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
        const from = w + bytes<f32>(row * rowStep);
        const channel = table + <usize>c * entry;
        if (s.tapsX == 3 && isWhole) {
          const c0 = from + load<usize>(channel);
          const c1 = from + load<usize>(channel, entry);
          const c2 = from + load<usize>(channel, 2 * entry);
          const c3 = from + load<usize>(channel, 3 * entry);
          const x = bytes<f32>(s.strideX * stepX);
          let at: usize = 0;
          for (let ty: usize = 0; ty < tapsY; ty++) {
            const x0 = taps4(c0 + at, c1 + at, c2 + at, c3 + at);
            const ax = at + x;
            const x1 = taps4(c0 + ax, c1 + ax, c2 + ax, c3 + ax);
            const bx = ax + x;
            const x2 = taps4(c0 + bx, c1 + bx, c2 + bx, c3 + bx);
            weightPoints(6, 3, x0, x1, x2, x0, x0, half + ty * 96, 16);
            at += bytes<f32>(s.strideY * stepY);
          }
        } else {
          takeTaps(s, from, channel, stepY, stepX, workspace);
          for (let ty: usize = 0; ty < tapsY; ty++) {
            pointsAlongDim(across, s.tapsX, workspace + ty * row4, 16, half + ty * 96, 16);
          }
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

/** A tap of four channels. */
@inline
function taps4(a: usize, b: usize, c: usize, d: usize): v128 {
  const low = v128.load_lane<f32>(b, v128.load32_zero(a), 1);
  return v128.load_lane<f32>(d, v128.load_lane<f32>(c, low, 2), 3);
}

/** The taps of four channels, 0 where the weight has none. */
function takeTaps(s: Tiles, w: usize, table: usize, stepY: i32, stepX: i32, to: usize): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    const channel = table + lane * entry;
    for (let ty = 0; ty < s.tapsY; ty++) {
      const dy = ty * s.strideY;
      for (let tx = 0; tx < s.tapsX; tx++) {
        const dx = tx * s.strideX;
        const at = w + load<usize>(channel) + bytes<f32>(dy * stepY + dx * stepX);
        const value = tapOf(s, channel, dy, dx, at);
        store<f32>(to + bytes<f32>(4 * (ty * mostTaps + tx)) + (lane << 2), value);
      }
    }
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
