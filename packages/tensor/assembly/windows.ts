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
const line: i32 = 0;
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
  let ox = first % s.countX;
  let rest = first / s.countX;
  let oy = rest % s.countY;
  rest /= s.countY;
  let oz = rest % s.countZ;
  let image = <usize>(rest / s.countZ);
  const imageBytes = bytes<T>(s.imageChannels * s.depth * s.height * s.width);
  const otherBytes = bytes<T>(s.otherChannels * s.plane);
  let at = table;
  for (let i = 0; i < end; i++) {
    if (i < count) {
      const z = oz * s.stepZ + s.firstZ;
      const h = oy * s.stepY + s.firstY;
      const w = ox * s.stepX + s.firstX;
      store<usize>(at, x + image * imageBytes + bytes<T>((z * s.height + h) * s.width + w));
      store<i32>(at, z, 4);
      store<i32>(at, h, 8);
      store<i32>(at, w, 12);
      if (sums) {
        const place = s.start + oz * s.apartZ + oy * s.apartY + ox * s.apartX;
        store<usize>(sums + ((<usize>i) << 2), y + image * otherBytes + bytes<T>(place));
      }
      if (++ox == s.countX) {
        ox = 0;
        if (++oy == s.countY) {
          oy = 0;
          if (++oz == s.countZ) {
            oz = 0;
            image++;
          }
        }
      }
    } else {
      store<usize>(at, x);
      store<i32>(at, nowhere, 4);
    }
    at += entry;
  }
  const vectors = end / lanes<T>();
  for (let v = 0; v < vectors; v++) {
    store<i32>(kinds + ((<usize>v) << 2), kindOf<T>(s, table));
    table += entry * lanes<T>();
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
    if (x >= 0 && x + (lanes<T>() - 1) * s.stepX < s.width) {
      return loadLine<T>(from, bytes<T>(s.stepX));
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

/** Packs `k` taps of a vector of windows as elements of 32 bytes. */
export function packTaps<T>(
  s: Windows,
  k: i32,
  kind: i32,
  windows: usize,
  taps: usize,
  to: usize,
): void {
  if (kind == line && s.stepX == 1) {
    const from = load<usize>(windows);
    for (let p = 0; p < k; p++) {
      v128.store(to, v128.load(from + load<usize>(taps)));
      taps += entry;
      to += 32;
    }
    return;
  }
  for (let p = 0; p < k; p++) {
    v128.store(to, windowVector<T>(s, kind, windows, taps));
    taps += entry;
    to += 32;
  }
}
