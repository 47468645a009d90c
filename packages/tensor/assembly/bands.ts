/**
 * Bands of images, laid out so that windows are each other's neighbours: a window's place is one number, to which a
 * tap adds another, and a vector of windows is read at once wherever it lies. Rows of windows are `pitch` apart;
 * between the last of a row and the first of the next there are places that are none.
 *
 * For that, rows and columns of the images that lie a step of the windows apart come together, as a phase; the padding
 * is made of zeros. A plane of an image that one tap along z sees makes a layer: `taps` of them a channel.
 */

import { bytes, lanes } from "./lanes";
import { loadLine } from "./window-taps";
import { Windows } from "./windows";

/** Sizes of a band's parts, in elements where nothing else is said. */
@unmanaged
export class Band {
  /** Rows of windows in a band, windows of a row, places from a row to the next, and up to the last window. */
  rows: i32;
  columns: i32;
  pitch: i32;
  places: i32;
  /** Phases along y and x, of a phase the rows and the elements, from a layer to the next. */
  phasesY: i32;
  phasesX: i32;
  phaseRows: i32;
  phase: i32;
  layer: i32;
  /** Where the first of a window's taps lie from where its tap number 0 lies. */
  leastY: i32;
  leastX: i32;
}

/** Bytes that a band's sizes and place take. */
export const bandBytes: usize = 128;
export const placeAt: usize = 64;

/** Sets the sizes of bands of `rows` rows of `columns` windows. */
export function measure(b: Band, s: Windows, rows: i32, columns: i32): void {
  const spanY = (s.tapsY - 1) * s.tapStepY;
  const spanX = (s.tapsX - 1) * s.tapStepX;
  b.leastY = min(0, spanY);
  b.leastX = min(0, spanX);
  b.phasesY = min(s.stepY, abs(spanY) + 1);
  b.phasesX = min(s.stepX, abs(spanX) + 1);
  b.rows = rows;
  b.columns = columns;
  b.pitch = columns + abs(spanX) / s.stepX;
  b.places = (rows - 1) * b.pitch + columns;
  b.phaseRows = rows + abs(spanY) / s.stepY;
  b.phase = b.phaseRows * b.pitch;
  // An odd multiple of a cache line, so that layers do not share the cache's sets; some elements stay between them.
  b.layer = ((b.phasesY * b.phasesX * b.phase + 19) & -16) | 16;
}

/** A band among those of all images: its image, where its first window lies among the image's, its windows. */
@unmanaged
export class Place {
  image: i32;
  z: i32;
  y: i32;
  x: i32;
  rows: i32;
  columns: i32;
  /** Places up to its last window. */
  places: i32;
}

/** Finds band number `at`, counted over images, depth, height and width. */
export function find(s: Windows, b: Band, at: i32, place: Place): void {
  const across = (s.countX + b.columns - 1) / b.columns;
  const down = (s.countY + b.rows - 1) / b.rows;
  place.x = (at % across) * b.columns;
  at /= across;
  place.y = (at % down) * b.rows;
  at /= down;
  place.z = at % s.countZ;
  place.image = at / s.countZ;
  place.rows = min(b.rows, s.countY - place.y);
  place.columns = min(b.columns, s.countX - place.x);
  place.places = (place.rows - 1) * b.pitch + place.columns;
}

/**
 * Writes where taps lie from their windows' places, in bytes, for `count` taps of `taps` in order, from number `first`
 * on; layer 0 is the first one's.
 */
export function tapPlaces<T>(s: Windows, b: Band, first: i32, count: i32, table: usize): void {
  const plane = s.tapsY * s.tapsX;
  let layer = 0;
  let ky = (first % plane) / s.tapsX;
  let kx = first % s.tapsX;
  for (let i = 0; i < count; i++) {
    const y = ky * s.tapStepY - b.leastY;
    const x = kx * s.tapStepX - b.leastX;
    const phase = (y % s.stepY) * b.phasesX + (x % s.stepX);
    const place = phase * b.phase + (y / s.stepY) * b.pitch + x / s.stepX;
    store<usize>(table, bytes<T>(layer * b.layer + place));
    table += 4;
    if (++kx == s.tapsX) {
      kx = 0;
      if (++ky == s.tapsY) {
        ky = 0;
        layer++;
      }
    }
  }
}

/** Lays out `count` layers of a band from number `first` on; x is the group's first channel in image 0. */
export function layOut<T>(
  s: Windows,
  b: Band,
  place: Place,
  first: i32,
  count: i32,
  x: usize,
  to: usize,
): void {
  const firstRow = place.y * s.stepY + s.firstY + b.leastY;
  const firstColumn = place.x * s.stepX + s.firstX + b.leastX;
  const imageChannel = place.image * s.imageChannels;
  const phaseRows = place.rows + b.phaseRows - b.rows;
  for (let i = 0; i < count; i++) {
    const z = place.z * s.stepZ + s.firstZ + ((first + i) % s.tapsZ) * s.tapStepZ;
    const channel = imageChannel + (first + i) / s.tapsZ;
    const plane = x + bytes<T>((channel * s.depth + z) * s.height * s.width);
    let phase = to;
    for (let py = 0; py < b.phasesY; py++) {
      for (let px = 0; px < b.phasesX; px++) {
        const column = firstColumn + px;
        // The places whose columns lie in the image.
        const left = min(b.pitch, column < 0 ? (s.stepX - 1 - column) / s.stepX : 0);
        const last = s.width - 1 - column;
        const right = max(left, last < 0 ? 0 : min(b.pitch, last / s.stepX + 1));
        let row = phase;
        for (let r = 0; r < phaseRows; r++) {
          const y = firstRow + r * s.stepY + py;
          if (<u32>z < <u32>s.depth && <u32>y < <u32>s.height) {
            zeros<T>(row, left);
            const from = plane + bytes<T>(y * s.width + column + left * s.stepX);
            copyLine<T>(right - left, from, bytes<T>(s.stepX), row + bytes<T>(left));
            zeros<T>(row + bytes<T>(right), b.pitch - right);
          } else {
            memory.fill(row, 0, bytes<T>(b.pitch));
          }
          row += bytes<T>(b.pitch);
        }
        // Vectors that begin in the last row reach behind it.
        v128.store(row, i64x2.splat(0));
        phase += bytes<T>(b.phase);
      }
    }
    to += bytes<T>(b.layer);
  }
}

@inline
function zeros<T>(to: usize, count: i32): void {
  for (; count > 0; count--) {
    store<T>(to, <T>0);
    to += sizeof<T>();
  }
}

/** Copies `count` elements that lie `step` bytes apart. */
@inline
export function copyLine<T>(count: i32, from: usize, step: usize, to: usize): void {
  const end = to + bytes<T>(count);
  const apart = step * <usize>lanes<T>();
  for (; to + 16 <= end; to += 16) {
    v128.store(to, loadLine<T>(from, step));
    from += apart;
  }
  for (; to < end; to += sizeof<T>()) {
    store<T>(to, load<T>(from));
    from += step;
  }
}
