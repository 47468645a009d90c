/** Taps of vectors of windows, read from the images: see `windows.ts`. */

import { bytes, lanes } from "./lanes";
import { entry, inside, line, row, Windows } from "./windows";

/** Elements that lie `step` bytes apart. */
@inline
export function loadLine<T>(x: usize, step: usize): v128 {
  if (step == sizeof<T>()) return v128.load(x);
  if (sizeof<T>() == 8) return v128.load_lane<f64>(x + step, v128.load64_zero(x), 1);
  if (step == 8) return v128.shuffle<f32>(v128.load(x), v128.load(x + 12), 0, 2, 5, 7);
  return lanesOf<T>(x, x + step, x + 2 * step, x + 3 * step);
}

@inline
function lanesOf<T>(a: usize, b: usize, c: usize, d: usize): v128 {
  if (sizeof<T>() == 8) return v128.load_lane<f64>(b, v128.load64_zero(a), 1);
  const low = v128.load_lane<f32>(b, v128.load32_zero(a), 1);
  return v128.load_lane<f32>(d, v128.load_lane<f32>(c, low, 2), 3);
}

/** One tap of a vector of windows that does not lie in line: 0 in the padding. */
function tapOf<T>(s: Windows, kind: i32, windows: usize, tap: usize): v128 {
  const offset = load<usize>(tap);
  if (kind == inside) {
    return lanesOf<T>(
      load<usize>(windows) + offset,
      load<usize>(windows, entry) + offset,
      lanes<T>() > 2 ? load<usize>(windows, 2 * entry) + offset : 0,
      lanes<T>() > 2 ? load<usize>(windows, 3 * entry) + offset : 0,
    );
  }
  const dz = load<i32>(tap, 4);
  const dy = load<i32>(tap, 8);
  const dx = load<i32>(tap, 12);
  if (kind == row) {
    const z = load<i32>(windows, 4) + dz;
    const y = load<i32>(windows, 8) + dy;
    if (<u32>z >= <u32>s.depth || <u32>y >= <u32>s.height) return v128.splat<T>(0);
    const x = load<i32>(windows, 12) + dx;
    const from = load<usize>(windows) + offset;
    const step = s.stepX;
    if (x >= 0 && x + (lanes<T>() - 1) * step < s.width) return loadLine<T>(from, bytes<T>(step));
    if (step <= 2) {
      const isInside = insideOf<T>(s, windows, tap);
      if (!v128.any_true(isInside)) return isInside;
      if (canReadBeside(from)) {
        return v128.and(loadLine<T>(from, bytes<T>(step)), isInside);
      }
    }
  }
  let value = v128.splat<T>(elementOf<T>(s, windows, offset, dz, dy, dx));
  windows += entry;
  value = v128.replace_lane<T>(value, 1, elementOf<T>(s, windows, offset, dz, dy, dx));
  if (sizeof<T>() == 4) {
    windows += entry;
    value = v128.replace_lane<T>(value, 2, elementOf<T>(s, windows, offset, dz, dy, dx));
    windows += entry;
    value = v128.replace_lane<T>(value, 3, elementOf<T>(s, windows, offset, dz, dy, dx));
  }
  return value;
}

/** One tap of one window, or 0. */
@inline
function elementOf<T>(s: Windows, window: usize, offset: usize, dz: i32, dy: i32, dx: i32): T {
  const z = load<i32>(window, 4) + dz;
  const y = load<i32>(window, 8) + dy;
  const x = load<i32>(window, 12) + dx;
  if (<u32>z < <u32>s.depth && <u32>y < <u32>s.height && <u32>x < <u32>s.width) {
    return load<T>(load<usize>(window) + offset);
  }
  return <T>0;
}

/** Any tap of any vector of windows. */
@inline
export function windowVector<T>(s: Windows, kind: i32, windows: usize, tap: usize): v128 {
  if (kind == line) {
    return loadLine<T>(load<usize>(windows) + load<usize>(tap), bytes<T>(s.stepX));
  }
  return tapOf<T>(s, kind, windows, tap);
}

/** Packs `k` steps of a vector of windows, of which each `taps` are a channel's, as elements of 32 bytes. */
export function packTaps<T>(
  s: Windows,
  k: i32,
  taps: i32,
  kind: i32,
  windows: usize,
  steps: usize,
  to: usize,
): void {
  if (kind == line && s.stepX == 1) {
    const from = load<usize>(windows);
    for (let p = 0; p < k; p++) {
      v128.store(to, v128.load(from + load<usize>(steps)));
      steps += entry;
      to += 32;
    }
  } else if (kind == row && s.stepX <= 2) {
    for (let tap = 0; tap < min(taps, k); tap++) {
      packRow<T>(s, k - tap, taps, windows, steps, to);
      steps += entry;
      to += 32;
    }
  } else {
    for (let p = 0; p < k; p++) {
      v128.store(to, windowVector<T>(s, kind, windows, steps));
      steps += entry;
      to += 32;
    }
  }
}

/** Packs one tap of a row of windows for all channels: each `taps`-th of `k` steps. */
function packRow<T>(
  s: Windows,
  k: i32,
  taps: i32,
  windows: usize,
  steps: usize,
  to: usize,
): void {
  const isInside = insideOf<T>(s, windows, steps);
  const next = <usize>taps;
  if (!v128.any_true(isInside)) {
    for (; k > 0; k -= taps) {
      v128.store(to, isInside);
      to += 32 * next;
    }
    return;
  }
  const step = bytes<T>(s.stepX);
  const from = load<usize>(windows);
  const last = steps + <usize>((k - 1) / taps) * next * entry;
  if (!canReadBeside(from + load<usize>(last))) {
    for (; k > 0; k -= taps) {
      v128.store(to, windowVector<T>(s, row, windows, steps));
      steps += next * entry;
      to += 32 * next;
    }
    return;
  }
  for (; k > 0; k -= taps) {
    v128.store(to, v128.and(loadLine<T>(from + load<usize>(steps), step), isInside));
    steps += entry * next;
    to += 32 * next;
  }
}

/** The lanes of a row of windows, with a step of 1 or 2, whose tap lies in the image. */
@inline
function insideOf<T>(s: Windows, windows: usize, tap: usize): v128 {
  const z = load<i32>(windows, 4) + load<i32>(tap, 4);
  const y = load<i32>(windows, 8) + load<i32>(tap, 8);
  if (<u32>z >= <u32>s.depth || <u32>y >= <u32>s.height) return v128.splat<T>(0);
  const lane = sizeof<T>() == 8 ? i32x4(0, 0, 1, 1) : i32x4(0, 1, 2, 3);
  const apart = s.stepX == 2 ? i32x4.add(lane, lane) : lane;
  const x = i32x4.splat(load<i32>(windows, 12) + load<i32>(tap, 12));
  return i32x4.lt_u(i32x4.add(x, apart), i32x4.splat(s.width));
}

/** Whether the memory goes on for a row of windows from an address on, with a step of 1 or 2, inside the image or not. */
@inline
function canReadBeside(x: usize): bool {
  return x <= (<usize>memory.size() << 16) - 64;
}
