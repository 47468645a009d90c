/** The points of the weight of Winograd's convolution: see `./winograd`. */

import { bytes } from "./lanes";
import { weightPoints } from "./winograd-transforms";

/**
 * The points of a weight, `[36, rows, channels]` with the last rounded up to 4, for `count` rows from number `first`
 * on. Each of the `tapsZ` taps along depth is a channel. The steps, in elements: from a row, a channel, a tap along depth
 * and any to the next; w is the first tap.
 */
@kernel
export function winogradWeightF32(
  first: i32,
  count: i32,
  rows: i32,
  channels: i32,
  rowStep: i32,
  tapsZ: i32,
  channelStep: i32,
  depthStep: i32,
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
      const last = channels - 1;
      const a = at + channelAt(c, tapsZ, channelStep, depthStep);
      const b = at + channelAt(min(c + 1, last), tapsZ, channelStep, depthStep);
      const d = at + channelAt(min(c + 2, last), tapsZ, channelStep, depthStep);
      const e = at + channelAt(min(c + 3, last), tapsZ, channelStep, depthStep);
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
function channelAt(channel: i32, tapsZ: i32, channelStep: i32, depthStep: i32): usize {
  return bytes<f32>((channel / tapsZ) * channelStep + (channel % tapsZ) * depthStep);
}

@inline
function taps4(a: usize, b: usize, c: usize, d: usize, tap: i32): v128 {
  const at = bytes<f32>(tap);
  const ab = v128.load_lane<f32>(b + at, v128.load32_zero(a + at), 1);
  return v128.load_lane<f32>(d + at, v128.load_lane<f32>(c + at, ab, 2), 3);
}
