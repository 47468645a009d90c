/** The weight's gradient from its points, which `./winograd-gradient` makes. */

import { bytes } from "./lanes";
import { wideOf } from "./winograd-gradient";
import { firstTapX, firstTapY, planeOf, pointsOf, Tiles } from "./winograd-tiles";
import { pointsAlong, tapsOf } from "./winograd-transforms";

/** The weight's gradient, `[rows, channels, ...]`, from `parts` blocks of points, added in order, for `count` rows. */
@kernel
export function winogradSumF32(
  first: i32,
  count: i32,
  rows: i32,
  parts: i32,
  sizes: usize,
  x: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const s = changetype<Tiles>(sizes);
  const tapsY = s.tapsY;
  const tapsX = s.tapsX;
  const down = pointsAlong(tapsY);
  const across = pointsAlong(tapsX);
  const points = pointsOf(s);
  const wide = wideOf(s);
  const step = (<usize>(((rows + 5) / 6) * 6 * wide)) << 2;
  // [points down, taps across], then [taps across, taps down].
  const half = workspace + 36 * 16;
  const taps = half + 30 * 16;
  for (let row = first; row < first + count; row++) {
    for (let c = 0; c < s.channels; c += 4) {
      let from = x + bytes<f32>(row * wide + c);
      for (let point: usize = 0; point < <usize>points; point++) {
        let sum = v128.load(from);
        for (let part = 1; part < parts; part++) {
          sum = f32x4.add(sum, v128.load(from + <usize>(part * points) * step));
        }
        v128.store(workspace + point * 16, sum);
        from += step;
      }
      for (let point = 0; point < down; point++) {
        const at = workspace + ((<usize>(point * across)) << 4);
        tapsAlong(across, tapsX, at, 16, half + ((<usize>(point * tapsX)) << 4));
      }
      for (let tx = 0; tx < tapsX; tx++) {
        const at = half + ((<usize>tx) << 4);
        tapsAlong(down, tapsY, at, (<usize>tapsX) << 4, taps + ((<usize>(tx * tapsY)) << 4));
      }
      for (let lane = 0; lane < min(4, s.channels - c); lane++) {
        putTaps(s, row, c + lane, taps + bytes<f32>(lane), y);
      }
    }
  }
}

/** The gradients of taps along a dim, of 3 with constants. */
@inline
function tapsAlong(n: i32, r: i32, from: usize, step: usize, to: usize): void {
  if (r == 3) tapsOf(6, 3, from, step, to);
  else tapsOf(n, r, from, step, to);
}

/** Takes a channel's taps, `[tapsX, tapsY]` of 16 bytes each, to a row of the weight's gradient. */
@inline
function putTaps(s: Tiles, row: i32, channel: i32, from: usize, y: usize): void {
  const tapsY = s.tapsY;
  const kernelX = s.kernelX;
  const strideX = s.strideX;
  const firstX = firstTapX(s, channel);
  const plane = row * planeOf(s, s.channels) + planeOf(s, channel);
  const to = y + bytes<f32>(plane * s.kernelY * kernelX);
  for (let ky = firstTapY(s, channel); ky < s.kernelY; ky += s.strideY) {
    let at = from;
    for (let kx = firstX; kx < kernelX; kx += strideX) {
      store<f32>(to + bytes<f32>(ky * kernelX + kx), load<f32>(at));
      at += (<usize>tapsY) << 4;
    }
    from += 16;
  }
}
