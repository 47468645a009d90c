/**
 * Convolutions as products of matrices whose second one is read from the images as it is packed: see `./windows`.
 * The order of additions is that of `./matmul`.
 *
 * The workspace, one for each thread: packed windows, packed rows of the gradient, one tile, the tables.
 */

import { bytes, lanes } from "./lanes";
import { accumulate, kBlock, panelBytes, panels, replace, tile, tileRows } from "./tile";
import { storeRows } from "./transpose";
import { packTaps, windowVector } from "./window-taps";
import { depthOf, entry, locate, shifts, Windows, windowsOf } from "./windows";

const packedRows: usize = <usize>panels * panelBytes;
const packedTile: usize = packedRows + <usize>kBlock * 48;
/** Tables of the columns and of the steps of k, the kinds of vectors of windows, where columns of y lie. */
const columnTable: usize = packedTile + 6 * 32;
const stepTable: usize = columnTable + <usize>panels * 8 * entry;
const kindTable: usize = stepTable + <usize>kBlock * entry;
const sumTable: usize = kindTable + <usize>panels * 2 * 4;

/**
 * Sums of `count` windows from number `first` on, counted over images and places, for `rows` channels of y: w is
 * `[rows, channels * taps]`, bias `[rows]` or 0 for none. See `ConvKernel`; the addresses are those of the group and of
 * the piece's first row.
 */
@inline
@kernel(f32, f64)
function conv<T>(
  rows: i32,
  first: i32,
  count: i32,
  s: Windows,
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  workspace: usize,
): void {
  const width = 2 * lanes<T>();
  const k = depthOf(s);
  const taps = s.tapsZ * s.tapsY * s.tapsX;
  const wRow = bytes<T>(k);
  const yRow = bytes<T>(s.plane);
  const columns = workspace + columnTable;
  const steps = workspace + stepTable;
  const kinds = workspace + kindTable;
  const sums = workspace + sumTable;
  const edge = workspace + packedTile;
  for (let jc = 0; jc < count; jc += panels * width) {
    const size = min(count - jc, panels * width);
    locate<T>(s, first + jc, size, x, columns, kinds, y, sums);
    if (bias != 0 || k == 0) spread<T>(rows, size, bias, sums, yRow);
    for (let pc = 0; pc < k; pc += kBlock) {
      const kSize = min(kBlock, k - pc);
      const mode = pc || bias ? accumulate : replace;
      shifts<T>(s, pc, kSize, steps);
      for (let j = 0; j < size; j += width) {
        const vector = j / lanes<T>();
        const to = workspace + <usize>(j / width) * panelBytes;
        const windows = columns + <usize>j * entry;
        packTaps<T>(s, kSize, taps, load<i32>(kinds + <usize>vector * 4), windows, steps, to);
        const next = windows + entry * lanes<T>();
        packTaps<T>(s, kSize, taps, load<i32>(kinds + <usize>vector * 4, 4), next, steps, to + 16);
      }
      for (let i = 0; i < rows; i += tileRows) {
        const tileSize = min(tileRows, rows - i);
        const a = w + <usize>i * wRow + bytes<T>(pc);
        const down = <usize>i * yRow;
        for (let j = 0; j < size; j += width) {
          const panel = workspace + <usize>(j / width) * panelBytes;
          const at = sums + <usize>j * 4;
          const to = load<usize>(at);
          const last = load<usize>(at + <usize>(width - 1) * 4);
          if (tileSize == tileRows && j + width <= size && last - to == bytes<T>(width - 1)) {
            tile<T>(kSize, tileRows, a, wRow, panel, 32, mode, 0, to + down, yRow);
          } else {
            tile<T>(kSize, tileSize, a, wRow, panel, 32, replace, 0, edge, 32);
            scatter<T>(mode, tileSize, min(width, size - j), edge, at, down, yRow);
          }
        }
      }
    }
  }
}

/** Starts every column's sums with the bias, or with 0. */
function spread<T>(rows: i32, size: i32, bias: usize, sums: usize, yRow: usize): void {
  for (let i = 0; i < rows; i++) {
    const value = bias ? load<T>(bias + bytes<T>(i)) : <T>0;
    const down = <usize>i * yRow;
    for (let j = 0; j < size; j++) store<T>(load<usize>(sums + <usize>j * 4) + down, value);
  }
}

/** Takes a tile to columns of y that lie apart. */
function scatter<T>(
  mode: i32,
  rows: i32,
  columns: i32,
  from: usize,
  sums: usize,
  down: usize,
  yRow: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const to = load<usize>(sums + <usize>j * 4) + down;
      const value = load<T>(from + bytes<T>(j));
      store<T>(to, mode == accumulate ? load<T>(to) + value : value);
    }
    from += 32;
    down += yRow;
  }
}

/**
 * `count` columns from number `first` on of a part of the weight's gradient, `[rows, channels * taps]`: sums of x, in
 * windows, by g over `k` places from number `start` on, counted over images.
 */
@inline
@kernel(f32, f64)
function convWeight<T>(
  start: i32,
  k: i32,
  rows: i32,
  first: i32,
  count: i32,
  s: Windows,
  x: usize,
  g: usize,
  y: usize,
  workspace: usize,
): void {
  const width = 2 * lanes<T>();
  const places = windowsOf(s);
  const yRow = bytes<T>(depthOf(s));
  const columns = workspace + columnTable;
  const steps = workspace + stepTable;
  const kinds = workspace + kindTable;
  const edge = workspace + packedTile;
  const packed = workspace + packedRows;
  for (let jc = 0; jc < count; jc += panels * width) {
    const size = min(count - jc, panels * width);
    shifts<T>(s, first + jc, size, columns);
    for (let pc = 0; pc < k; pc += kBlock) {
      const kSize = min(kBlock, k - pc);
      const mode = pc ? accumulate : replace;
      locate<T>(s, start + pc, kSize, x, steps, kinds, 0, 0);
      for (let j = 0; j < size; j += width) {
        const to = workspace + <usize>(j / width) * panelBytes;
        packPlaces<T>(s, kSize, min(width, size - j), steps, kinds, columns + <usize>j * entry, to);
      }
      for (let i = 0; i < rows; i += tileRows) {
        const tileSize = min(tileRows, rows - i);
        packGradient<T>(s, start + pc, kSize, tileSize, g + <usize>i * bytes<T>(places), packed);
        for (let j = 0; j < size; j += width) {
          const panel = workspace + <usize>(j / width) * panelBytes;
          const at = min(width, size - j);
          let to = y + <usize>i * yRow + bytes<T>(first + jc + j);
          const aRow = bytes<T>(kBlock);
          if (tileSize == tileRows && at == width) {
            tile<T>(kSize, tileRows, packed, aRow, panel, 32, mode, 0, to, yRow);
          } else {
            tile<T>(kSize, tileSize, packed, aRow, panel, 32, replace, 0, edge, 32);
            let from = edge;
            for (let r = 0; r < tileSize; r++) {
              for (let c = 0; c < at; c++) {
                const value = load<T>(from + bytes<T>(c));
                const sum = to + bytes<T>(c);
                store<T>(sum, mode == accumulate ? load<T>(sum) + value : value);
              }
              from += 32;
              to += yRow;
            }
          }
        }
      }
    }
  }
}

/** Packs `k` places of the windows, each with up to 2 vectors of taps; taps that are missing repeat the last. */
function packPlaces<T>(
  s: Windows,
  k: i32,
  count: i32,
  windows: usize,
  kinds: usize,
  taps: usize,
  to: usize,
): void {
  const last = taps + <usize>(count - 1) * entry;
  for (let p = 0; p < k; p += lanes<T>()) {
    const kind = load<i32>(kinds);
    for (let half: usize = 0; half < 2; half++) {
      const t0 = min(taps + half * entry * lanes<T>(), last);
      const t1 = min(t0 + entry, last);
      const a = windowVector<T>(s, kind, windows, t0);
      const b = windowVector<T>(s, kind, windows, t1);
      if (sizeof<T>() == 8) {
        v128.store(to + 16 * half, v128.shuffle<f64>(a, b, 0, 2));
        v128.store(to + 16 * half, v128.shuffle<f64>(a, b, 1, 3), 32);
      } else {
        const t2 = min(t1 + entry, last);
        const t3 = min(t2 + entry, last);
        const c = windowVector<T>(s, kind, windows, t2);
        const d = windowVector<T>(s, kind, windows, t3);
        storeRows(a, b, c, d, to + 16 * half, 32);
      }
    }
    to += 32 * lanes<T>();
    windows += entry * lanes<T>();
    kinds += 4;
  }
}

/** Packs `rows` channels of g over `k` places from number `first` on, counted over images. */
function packGradient<T>(s: Windows, first: i32, k: i32, rows: i32, g: usize, to: usize): void {
  const places = windowsOf(s);
  let image = first / places;
  let place = first % places;
  while (k > 0) {
    const size = min(k, places - place);
    const from = g + bytes<T>(image * s.otherChannels * places + place);
    for (let i = 0; i < rows; i++) {
      memory.copy(to + bytes<T>(i * kBlock), from + bytes<T>(i * places), bytes<T>(size));
    }
    to += bytes<T>(size);
    k -= size;
    place = 0;
    image++;
  }
}
