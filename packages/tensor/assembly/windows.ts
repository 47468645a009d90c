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
export const inside: i32 = 1;
export const row: i32 = 2;
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
