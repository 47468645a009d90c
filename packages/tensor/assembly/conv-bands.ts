/**
 * Convolutions over bands of the images, whose taps are read where they lie: see `./bands`. The order of additions is
 * that of `./conv`.
 *
 * The workspace, one for each thread: sizes, where the taps lie, the layers of a block of k, sums.
 */

import { Band, bandBytes, find, layOut, measure, Place, placeAt, tapPlaces } from "./bands";
import { bytes } from "./lanes";
import { accumulate, kBlock, replace, tileRows } from "./tile";
import { lineTaps, tileTaps } from "./tile-taps";
import { depthOf, Windows } from "./windows";

const tableAt: usize = bandBytes;
const layersAt: usize = tableAt + <usize>kBlock * 4;
const sumsAt: usize = 720896;
const sumsBytes: usize = 327680 - 1024;

/**
 * `rows` channels of y in each of `groups` groups, of `count` bands of `bandRows` by `bandColumns` windows from number
 * `first` on: w is `[groups, rows, channels * taps]`, bias `[groups, rows]` or 0 for none. See `ConvKernel`; the
 * addresses are those of the piece's first group and row.
 */
@inline
@kernel(f32, f64)
function convBands<T>(
  groups: i32,
  rows: i32,
  first: i32,
  count: i32,
  bandRows: i32,
  bandColumns: i32,
  s: Windows,
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  workspace: usize,
): void {
  const b = changetype<Band>(workspace);
  const place = changetype<Place>(workspace + placeAt);
  measure(b, s, bandRows, bandColumns);
  const k = depthOf(s);
  const plane = s.tapsY * s.tapsX;
  const table = workspace + tableAt;
  const layers = workspace + layersAt;
  const sums = workspace + sumsAt;
  const wRow = bytes<T>(k);
  // Whole vectors of a line, and a gap so that rows do not share the cache's sets.
  const sumRow = (((bytes<T>(b.places) + 127) & -128) | 64) + 64;
  // A tile of 5 rows writes a sixth.
  const most = <i32>(sumsBytes / sumRow) - 1;
  const fewRows = most < rows ? max(1, most - (most % tileRows)) : rows;
  const groupBytes = bytes<T>(s.channels * s.depth * s.height * s.width);
  const planeBytes = bytes<T>(s.plane);
  if (k && k <= kBlock) tapPlaces<T>(s, b, 0, k, table);
  for (let at = first; at < first + count; at++) {
    find(s, b, at, place);
    const places = place.places;
    const to =
      y + <usize>(place.image * s.otherChannels) * planeBytes +
        bytes<T>(s.start + place.z * s.apartZ + place.y * s.apartY + place.x * s.apartX);
    for (let group = 0; group < groups; group++) {
      const from = x + <usize>group * groupBytes;
      for (let r = 0; r < rows; r += fewRows) {
        const row = group * s.rows + r;
        const size = min(fewRows, rows - r);
        if (bias != 0 || k == 0) spread<T>(size, places, bias ? bias + bytes<T>(row) : 0, sums, sumRow);
        for (let pc = 0; pc < k; pc += kBlock) {
          const kSize = min(kBlock, k - pc);
          const mode = pc || bias ? accumulate : replace;
          if (r == 0 || k > kBlock) {
            const layer = pc / plane;
            const end = (pc + kSize + plane - 1) / plane;
            layOut<T>(s, b, place, layer, end - layer, from, layers);
            if (k > kBlock) tapPlaces<T>(s, b, pc, kSize, table);
          }
          const weights = w + <usize>row * wRow + bytes<T>(pc);
          addBlock<T>(kSize, size, places, weights, wRow, layers, table, mode, sums, sumRow);
        }
        const down = to + <usize>row * planeBytes;
        for (let i = 0; i < size; i++) {
          const sum = sums + <usize>i * sumRow;
          take<T>(s, b.pitch, place, sum, down + <usize>i * planeBytes);
        }
      }
    }
  }
}

/** Starts sums with the bias, or with 0. */
function spread<T>(rows: i32, places: i32, bias: usize, to: usize, step: usize): void {
  for (let i = 0; i < rows; i++) {
    const value = v128.splat<T>(bias ? load<T>(bias + bytes<T>(i)) : <T>0);
    const end = to + bytes<T>(places);
    for (let at = to; at < end; at += 16) v128.store(at, value);
    to += step;
  }
}

/** Sums of a block of k. */
function addBlock<T>(
  k: i32,
  rows: i32,
  places: i32,
  w: usize,
  wRow: usize,
  layers: usize,
  table: usize,
  mode: i32,
  sums: usize,
  sumRow: usize,
): void {
  const end = bytes<T>(places);
  const tiled = rows - (rows % tileRows < 5 ? rows % tileRows : 0);
  for (let at: usize = 0; at < end; at += 32) {
    for (let i = 0; i < tiled; i += tileRows) {
      const size = min(tiled - i, tileRows);
      tileTaps<T>(
        k,
        size,
        w + <usize>i * wRow,
        wRow,
        layers + at,
        table,
        mode,
        sums + <usize>i * sumRow + at,
        sumRow,
      );
    }
  }
  for (let i = tiled; i < rows; i++) {
    for (let at: usize = 0; at < end; at += 128) {
      lineTaps<T>(k, w + <usize>i * wRow, layers + at, table, mode, sums + <usize>i * sumRow + at);
    }
  }
}

/** Takes the sums of a band to y. */
function take<T>(s: Windows, pitch: i32, place: Place, from: usize, y: usize): void {
  const size = bytes<T>(place.columns);
  for (let r = 0; r < place.rows; r++) {
    if (s.apartX == 1) {
      let i: usize = 0;
      for (; i + 16 <= size; i += 16) v128.store(y + i, v128.load(from + i));
      for (; i < size; i += sizeof<T>()) store<T>(y + i, load<T>(from + i));
    } else {
      let to = y;
      for (let i: usize = 0; i < size; i += sizeof<T>()) {
        store<T>(to, load<T>(from + i));
        to += bytes<T>(s.apartX);
      }
    }
    from += bytes<T>(pitch);
    y += bytes<T>(s.apartY);
  }
}
