/** The points of the input for Winograd's convolution and its weight's gradient: along y, then across. */

import { copyLine } from "./bands";
import { bytes, loadPart } from "./lanes";
import {
  channelBytes,
  firstTapX,
  firstTapY,
  linesAt,
  parts,
  planeOf,
  Row,
  rowsAt,
  stripRow,
  Tiles,
  zerosAt,
  zerosBytes,
} from "./winograd-tiles";
import { inputPoints, outputsAlong, pointsAlong } from "./winograd-transforms";

/** The input of a block's tiles of a channel, transformed along y; x is the first channel of the first image. */
export function transformDown(s: Tiles, channel: i32, x: usize, strip: usize, workspace: usize): void {
  const zeros = workspace + zerosAt;
  const n = pointsAlong(s.tapsY);
  const wide = outputsAlong(s.tapsX);
  const rowBytes = bytes<f32>(s.width);
  const planeBytes = bytes<f32>(s.height * s.width);
  const stepY = s.strideY * s.dilationY;
  const stepX = s.strideX * s.dilationX;
  const tapY = firstTapY(s, channel);
  const tapX = firstTapX(s, channel);
  const plane = planeOf(s, channel);
  const tapZ = plane % s.tapsZ;
  x += <usize>(plane / s.tapsZ) * channelBytes(s);
  const zero = f32x4.splat(0);
  for (let row = workspace + rowsAt; ; row += offsetof<Row>()) {
    const at = changetype<Row>(row);
    const size = at.tiles;
    if (size == 0) break;
    const z = at.z + tapZ;
    const columns = wide * size + s.tapsX - 1;
    // The columns that lie in the image.
    const first = at.x + tapX;
    const left = first < 0 ? parts(-first, stepX) : 0;
    const right = min(columns, parts(s.width - first, stepX));
    // Rows of a plane that is not there lie outside as those of the padding do.
    const top = <u32>z < <u32>s.depth ? at.y + tapY : -6 * stepY;
    // Where column `left` would lie in row 0.
    const start = x + at.image + <usize>z * planeBytes + bytes<f32>(first + left * stepX);
    let r0 = rowAt(s, top, start, rowBytes, zeros);
    let r1 = rowAt(s, top + stepY, start, rowBytes, zeros);
    let r2 = rowAt(s, top + 2 * stepY, start, rowBytes, zeros);
    let r3 = rowAt(s, top + 3 * stepY, start, rowBytes, zeros);
    let r4 = rowAt(s, top + 4 * stepY, start, rowBytes, zeros);
    let r5 = rowAt(s, top + 5 * stepY, start, rowBytes, zeros);
    if (stepX > 1) {
      const apart = bytes<f32>(stepX);
      const count = right - left;
      const lines = workspace + linesAt;
      r0 = gather(count, r0, apart, zeros, lines);
      r1 = gather(count, r1, apart, zeros, lines + zerosBytes);
      r2 = gather(count, r2, apart, zeros, lines + 2 * zerosBytes);
      r3 = gather(count, r3, apart, zeros, lines + 3 * zerosBytes);
      r4 = gather(count, r4, apart, zeros, lines + 4 * zerosBytes);
      r5 = gather(count, r5, apart, zeros, lines + 5 * zerosBytes);
    }
    if (left > 0) inputPoints(n, zero, zero, zero, zero, zero, zero, strip, stripRow);
    let to = strip + bytes<f32>(left);
    let column = left;
    for (; column + 4 <= right; column += 4) {
      inputPoints(
        n,
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
    if (column < right) {
      const part = right - column;
      inputPoints(
        n,
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
      column += 4;
    }
    for (; column < columns; column += 4) {
      inputPoints(n, zero, zero, zero, zero, zero, zero, to, stripRow);
      to += 16;
    }
    strip += bytes<f32>(wide * size + 4);
  }
}

@inline
function rowAt(s: Tiles, row: i32, start: usize, rowBytes: usize, zeros: usize): usize {
  return <u32>row < <u32>s.height ? start + <usize>row * rowBytes : zeros;
}

/** A row's elements that lie `step` bytes apart, side by side; zeros are so already. */
function gather(count: i32, from: usize, step: usize, zeros: usize, to: usize): usize {
  if (from == zeros) return zeros;
  copyLine<f32>(count, from, step, to);
  return to;
}

/** The second half of the input's transform: four tiles, or channels, to lanes of their points `step` bytes apart. */
export function transformAcross(
  s: Tiles,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  to: usize,
  step: usize,
): void {
  // Constants for 3x3 taps, the most common.
  if (s.tapsY == 3 && s.tapsX == 3) pointsAcross(6, 6, a, b, c, d, to, step);
  else pointsAcross(pointsAlong(s.tapsY), pointsAlong(s.tapsX), a, b, c, d, to, step);
}

@inline
function pointsAcross(
  down: i32,
  n: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  to: usize,
  step: usize,
): void {
  for (let row = 0; row < down; row++) {
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
      n,
      v128.shuffle<f64>(low01, low23, 0, 2),
      v128.shuffle<f64>(low01, low23, 1, 3),
      v128.shuffle<f64>(high01, high23, 0, 2),
      v128.shuffle<f64>(high01, high23, 1, 3),
      v128.shuffle<f64>(last01, last23, 0, 2),
      v128.shuffle<f64>(last01, last23, 1, 3),
      to,
      step,
    );
    to += <usize>n * step;
    a += stripRow;
    b += stripRow;
    c += stripRow;
    d += stripRow;
  }
}
