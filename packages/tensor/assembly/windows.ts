/**
 * Windows that slide over images, read as the columns of a matrix that is never made. A window is known by its
 * place (address and coordinates of its first tap), a tap by its shift from there; both are tables of 16 bytes an
 * entry, so that an element of the matrix takes one addition where a whole vector of windows lies inside.
 */

import { bytes, lanes } from "./lanes";

/** What `backend/wasm/conv.ts` writes; each triple goes over depth, height and width. */
@unmanaged
export class Windows {
  /** The images' sizes, the windows along each dim, the taps of each. */
  depth: i32;
  height: i32;
  width: i32;
  countZ: i32;
  countY: i32;
  countX: i32;
  tapsZ: i32;
  tapsY: i32;
  tapsX: i32;
  /** The first window's first tap; the steps from a window and from a tap to the next. */
  firstZ: i32;
  firstY: i32;
  firstX: i32;
  stepZ: i32;
  stepY: i32;
  stepX: i32;
  tapStepZ: i32;
  tapStepY: i32;
  tapStepX: i32;
  /** Channels whose windows are summed, and those of a whole image; the same of the other side, y or g. */
  channels: i32;
  imageChannels: i32;
  rows: i32;
  otherChannels: i32;
  /** Elements of the other side's planes, where in one the first window's sum lies, and the steps from there. */
  plane: i32;
  start: i32;
  apartZ: i32;
  apartY: i32;
  apartX: i32;
}

/** Entries of a table of windows: address, then z, y, x of the first tap; of taps: offset, then the shifts. */
export const entry: usize = 16;

/** The vectors of windows: in line, `stepX` apart and inside with all taps; inside; in one row; any. */
export const line: i32 = 0;
const inside: i32 = 1;
const row: i32 = 2;
const apart: i32 = 3;

/** Stands in for windows that are missing: no tap of theirs lies in the image. */
const nowhere: i32 = -(1 << 30);

/** Windows in an image. */
@inline
export function windowsOf(s: Windows): i32 {
  return s.countZ * s.countY * s.countX;
}

/** Taps of a window in all channels. */
@inline
export function depthOf(s: Windows): i32 {
  return s.channels * s.tapsZ * s.tapsY * s.tapsX;
}

/**
 * Writes the table of `count` windows from number `first` on, counted over images and places, up to the next
 * multiple of 2 vectors; `kinds` gets the kind of each vector, `sums` (0 for none) where their sums lie in y.
 */
export function locate<T>(
  s: Windows,
  first: i32,
  count: i32,
  x: usize,
  table: usize,
  kinds: usize,
  y: usize,
  sums: usize,
): void {
  const width = 2 * lanes<T>();
  const end = (count + width - 1) & -width;
  const imageBytes = bytes<T>(s.imageChannels * s.depth * s.height * s.width);
  const otherBytes = bytes<T>(s.otherChannels * s.plane);
  const windowStep = bytes<T>(s.stepX);
  const sumStep = bytes<T>(s.apartX);
  let rowOfWindows = first / s.countX;
  let ox = first % s.countX;
  let begins = true;
  let z = 0;
  let h = 0;
  let isInside = false;
  let start: usize = 0;
  let sum: usize = 0;
  for (let i = 0; i < end; ) {
    if (begins || ox == s.countX) {
      if (!begins) {
        ox = 0;
        rowOfWindows++;
      }
      begins = false;
      const oy = rowOfWindows % s.countY;
      const rest = rowOfWindows / s.countY;
      const oz = rest % s.countZ;
      const image = <usize>(rest / s.countZ);
      z = oz * s.stepZ + s.firstZ;
      h = oy * s.stepY + s.firstY;
      isInside =
        fits(z, s.tapsZ, s.tapStepZ, s.depth) && fits(h, s.tapsY, s.tapStepY, s.height);
      start = x + image * imageBytes + bytes<T>((z * s.height + h) * s.width + s.firstX);
      sum = y + image * otherBytes + bytes<T>(s.start + oz * s.apartZ + oy * s.apartY);
    }
    const isRow =
      i % lanes<T>() == 0 && i + lanes<T>() <= count && ox + lanes<T>() <= s.countX;
    const size = isRow ? lanes<T>() : 1;
    const w = ox * s.stepX + s.firstX;
    for (let lane = 0; lane < size; lane++) {
      store<usize>(table, start + <usize>ox * windowStep);
      store<i32>(table, i < count ? z : nowhere, 4);
      store<i32>(table, h, 8);
      store<i32>(table, w + lane * s.stepX, 12);
      if (sums) {
        store<usize>(sums, sum + <usize>ox * sumStep);
        sums += 4;
      }
      table += entry;
      ox++;
      i++;
    }
    if (isRow) {
      const isLine =
        isInside &&
        fits(w, s.tapsX, s.tapStepX, s.width) &&
        fits(w + (lanes<T>() - 1) * s.stepX, s.tapsX, s.tapStepX, s.width);
      store<i32>(kinds, isLine ? line : row);
      kinds += 4;
    } else if (i % lanes<T>() == 0) {
      store<i32>(kinds, kindOf<T>(s, table - entry * lanes<T>()));
      kinds += 4;
    }
  }
}

/** Whether all `taps` from `first` on lie in `[0, size)`. */
@inline
function fits(first: i32, taps: i32, step: i32, size: i32): bool {
  const last = first + (taps - 1) * step;
  return min(first, last) >= 0 && max(first, last) < size;
}

function kindOf<T>(s: Windows, table: usize): i32 {
  const step = bytes<T>(s.stepX);
  const address = load<usize>(table);
  const z = load<i32>(table, 4);
  const y = load<i32>(table, 8);
  const x = load<i32>(table, 12);
  let isInside = true;
  let isLine = true;
  let isRow = true;
  for (let i = 0; i < lanes<T>(); i++) {
    const zi = load<i32>(table, 4);
    const yi = load<i32>(table, 8);
    const xi = load<i32>(table, 12);
    const even = load<usize>(table) == address + <usize>i * step;
    if (!even) isLine = false;
    if (!even || zi != z || yi != y || xi != x + i * s.stepX) isRow = false;
    if (
      !fits(zi, s.tapsZ, s.tapStepZ, s.depth) ||
      !fits(yi, s.tapsY, s.tapStepY, s.height) ||
      !fits(xi, s.tapsX, s.tapStepX, s.width)
    ) {
      isInside = false;
    }
    table += entry;
  }
  if (isInside) return isLine ? line : inside;
  return isRow ? row : apart;
}

/** Writes the table of `count` taps from number `first` on, counted over channels and places. */
export function shifts<T>(s: Windows, first: i32, count: i32, table: usize): void {
  let kx = first % s.tapsX;
  let rest = first / s.tapsX;
  let ky = rest % s.tapsY;
  rest /= s.tapsY;
  let kz = rest % s.tapsZ;
  let c = rest / s.tapsZ;
  const plane = s.depth * s.height * s.width;
  for (let i = 0; i < count; i++) {
    const z = kz * s.tapStepZ;
    const y = ky * s.tapStepY;
    const x = kx * s.tapStepX;
    store<usize>(table, bytes<T>(c * plane + (z * s.height + y) * s.width + x));
    store<i32>(table, z, 4);
    store<i32>(table, y, 8);
    store<i32>(table, x, 12);
    table += entry;
    if (++kx == s.tapsX) {
      kx = 0;
      if (++ky == s.tapsY) {
        ky = 0;
        if (++kz == s.tapsZ) {
          kz = 0;
          c++;
        }
      }
    }
  }
}

/** Elements that lie `step` bytes apart. */
@inline
function loadLine<T>(x: usize, step: usize): v128 {
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
