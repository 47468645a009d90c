/**
 * The weight's gradient over bands of the images, in the fast build: each lane of a vector of places has a sum of its
 * own. The gradient lies as the bands do, with zeros in the places that are none.
 *
 * The workspace, one for each thread: sizes, where the taps lie, the gradient, layers.
 */

import { Band, bandBytes, find, layOut, measure, Place, placeAt, tapPlaces } from "./bands";
import { bytes, lanes } from "./lanes";
import { linePlaces, pairPlaces } from "./tile-taps";
import { depthOf, Windows } from "./windows";

/** Taps whose places are in the table: those of the layers that are laid out at a time. */
const mostTaps: i32 = 4096;
const tableAt: usize = bandBytes;
const gradientAt: usize = tableAt + <usize>mostTaps * 4;
const gradientBytes: usize = 458752;
const layersAt: usize = gradientAt + gradientBytes;
const layersBytes: usize = (1 << 20) - layersAt - 64;

/**
 * Sums for `rows` channels of g and `channels` of x in each of `groups` groups over `count` bands of `bandRows` by
 * `bandColumns` windows from number `first` on: y is a part of `[groups, rows, channels * taps]`.
 */
@inline
@kernel(f32, f64)
function convBandsWeight<T>(
  groups: i32,
  rows: i32,
  channels: i32,
  first: i32,
  count: i32,
  bandRows: i32,
  bandColumns: i32,
  s: Windows,
  x: usize,
  g: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const b = changetype<Band>(workspace);
  const place = changetype<Place>(workspace + placeAt);
  measure(b, s, bandRows, bandColumns);
  const plane = s.tapsY * s.tapsX;
  const allLayers = channels * s.tapsZ;
  const table = workspace + tableAt;
  const layers = workspace + layersAt;
  const gradient = workspace + gradientAt;
  const yRow = bytes<T>(depthOf(s));
  const gRow = ((bytes<T>(b.places) + 79) & -64) | 64;
  const fewRows = min(rows, max(1, <i32>(gradientBytes / gRow)));
  const fewLayers = min(allLayers, max(1, min(mostTaps / plane, <i32>(layersBytes / bytes<T>(b.layer)))));
  const groupBytes = bytes<T>(s.channels * s.depth * s.height * s.width);
  const planeBytes = bytes<T>(s.plane);
  tapPlaces<T>(s, b, 0, fewLayers * plane, table);
  for (let row = 0; row < groups * rows; row++) {
    const at = y + <usize>((row / rows) * s.rows + (row % rows)) * yRow;
    memory.fill(at, 0, bytes<T>(allLayers * plane));
  }
  for (let at = first; at < first + count; at++) {
    find(s, b, at, place);
    const vectors = (place.places + lanes<T>() - 1) / lanes<T>();
    const beside =
      g + <usize>(place.image * s.otherChannels) * planeBytes +
        bytes<T>(place.z * s.apartZ + place.y * s.apartY + place.x);
    for (let group = 0; group < groups; group++) {
      const from = x + <usize>group * groupBytes;
      for (let r = 0; r < rows; r += fewRows) {
        const row = group * s.rows + r;
        const size = min(fewRows, rows - r);
        for (let i = 0; i < size; i++) {
          const down = beside + <usize>(row + i) * planeBytes;
          layGradient<T>(s, b.pitch, place, down, gradient + <usize>i * gRow);
        }
        for (let layer = 0; layer < allLayers; layer += fewLayers) {
          const some = min(fewLayers, allLayers - layer);
          layOut<T>(s, b, place, layer, some, from, layers);
          const to = y + <usize>row * yRow + bytes<T>(layer * plane);
          addPlaces<T>(vectors, size, some * plane, layers, table, gradient, gRow, to, yRow);
        }
      }
    }
  }
}

/** Lays out a row of the gradient over a band. */
function layGradient<T>(s: Windows, pitch: i32, place: Place, from: usize, to: usize): void {
  const size = bytes<T>(place.columns);
  for (let r = 0; r < place.rows; r++) {
    let i: usize = 0;
    for (; i + 16 <= size; i += 16) v128.store(to + i, v128.load(from + i));
    for (; i < size; i += sizeof<T>()) store<T>(to + i, load<T>(from + i));
    // Behind the last of the places, up to the end of its vector.
    const end = r + 1 < place.rows ? bytes<T>(pitch) : size + 16 - sizeof<T>();
    for (; i < end; i += sizeof<T>()) store<T>(to + i, <T>0);
    from += bytes<T>(s.apartY);
    to += bytes<T>(pitch);
  }
}

/** Adds a band's products to y. */
function addPlaces<T>(
  vectors: i32,
  rows: i32,
  taps: i32,
  layers: usize,
  table: usize,
  g: usize,
  gRow: usize,
  y: usize,
  yRow: usize,
): void {
  for (let r = 0; r < rows; r += 2) {
    if (r + 1 == rows) {
      for (let t = 0; t < taps; t += 9) {
        const at = table + (<usize>t << 2);
        linePlaces<T>(vectors, min(9, taps - t), layers, at, g, y + bytes<T>(t));
      }
    } else {
      for (let t = 0; t < taps; t += 6) {
        const at = table + (<usize>t << 2);
        pairPlaces<T>(vectors, min(6, taps - t), layers, at, g, gRow, y + bytes<T>(t), yRow);
      }
    }
    g += 2 * gRow;
    y += 2 * yRow;
  }
}
