/**
 * Convolutions with one or two channels of the result in a group, for which tiles would be mostly empty: products with
 * the windows as they are read. Groups share the table of windows.
 *
 * The workspace, one for each thread: the tables, sums of the weight's gradient.
 */

import { bytes, lanes, madd } from "./lanes";
import { kBlock } from "./tile";
import { windowVector } from "./window-taps";
import { depthOf, entry, line, locate, shifts, Windows } from "./windows";

/** Windows whose table is made at a time. */
const windowBlock: i32 = 512;
const stepTable: usize = <usize>windowBlock * entry;
const kindTable: usize = stepTable + <usize>kBlock * entry;
const otherTable: usize = kindTable + <usize>windowBlock * 4;
const sumsAt: usize = otherTable + <usize>windowBlock * 4;

/** As `conv` in `./conv`, with its order of additions, for `groups` next to one another; k is at most 256. */
@inline
@kernel(f32, f64)
function convThin<T>(
  groups: i32,
  first: i32,
  count: i32,
  s: Windows,
  x: usize,
  w: usize,
  bias: usize,
  y: usize,
  workspace: usize,
): void {
  const k = depthOf(s);
  const steps = workspace + stepTable;
  const kinds = workspace + kindTable;
  const places = workspace + otherTable;
  for (let jc = 0; jc < count; jc += windowBlock) {
    const size = min(count - jc, windowBlock);
    locate<T>(s, first + jc, size, x, workspace, kinds, y, places);
    for (let row = 0; row < groups * s.rows; row++) {
      if (k && row % s.rows == 0) shifts<T>(s, (row / s.rows) * k, k, steps);
      const weights = w + <usize>row * bytes<T>(k);
      const end = weights + bytes<T>(k);
      const added = v128.splat<T>(bias ? load<T>(bias + bytes<T>(row)) : <T>0);
      const down = <usize>row * bytes<T>(s.plane);
      let windows = workspace;
      let kind = kinds;
      let to = places;
      for (let j = 0; j < size; j += lanes<T>()) {
        let sum = v128.splat<T>(0);
        if (load<i32>(kind) == line && s.stepX == 1) {
          const from = load<usize>(windows);
          let step = steps;
          for (let w = weights; w < end; w += sizeof<T>()) {
            sum = madd<T>(v128.load_splat<T>(w), v128.load(from + load<usize>(step)), sum);
            step += entry;
          }
        } else {
          let step = steps;
          for (let w = weights; w < end; w += sizeof<T>()) {
            const tap = windowVector<T>(s, load<i32>(kind), windows, step);
            sum = madd<T>(v128.load_splat<T>(w), tap, sum);
            step += entry;
          }
        }
        putLanes<T>(v128.add<T>(sum, added), to, down, size - j);
        windows += entry * lanes<T>();
        kind += 4;
        to += 4 * lanes<T>();
      }
    }
  }
}

/** Whether a vector's addresses, of which `count` are there, follow one another. */
@inline
function isEven<T>(places: usize, count: i32): bool {
  const last = load<usize>(places + 4 * (lanes<T>() - 1));
  return count >= lanes<T>() && last - load<usize>(places) == 16 - sizeof<T>();
}

/** Stores the first `count` lanes where the table says. */
@inline
function putLanes<T>(value: v128, places: usize, down: usize, count: i32): void {
  const to = load<usize>(places) + down;
  if (isEven<T>(places, count)) {
    v128.store(to, value);
    return;
  }
  v128.store_lane<T>(to, value, 0);
  if (count > 1) v128.store_lane<T>(load<usize>(places, 4) + down, value, 1);
  if (sizeof<T>() == 4) {
    if (count > 2) v128.store_lane<f32>(load<usize>(places, 8) + down, value, 2);
    if (count > 3) v128.store_lane<f32>(load<usize>(places, 12) + down, value, 3);
  }
}

/** The first `count` lanes from where the table says, 0 behind them. */
@inline
function lanesAt<T>(places: usize, down: usize, count: i32): v128 {
  const from = load<usize>(places) + down;
  if (isEven<T>(places, count)) return v128.load(from);
  let value = v128.replace_lane<T>(v128.splat<T>(0), 0, load<T>(from));
  if (count > 1) value = v128.replace_lane<T>(value, 1, load<T>(load<usize>(places, 4) + down));
  if (sizeof<T>() == 4) {
    if (count > 2) value = f32x4.replace_lane(value, 2, load<f32>(load<usize>(places, 8) + down));
    if (count > 3) value = f32x4.replace_lane(value, 3, load<f32>(load<usize>(places, 12) + down));
  }
  return value;
}

/**
 * The weight's gradient, `[groups * rows, channels * taps]`, over the `count` windows of all images, in the fast build:
 * each lane of a vector of windows has a sum of its own.
 */
@inline
@kernel(f32, f64)
function convThinWeight<T>(
  groups: i32,
  count: i32,
  s: Windows,
  x: usize,
  g: usize,
  y: usize,
  workspace: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const k = depthOf(s);
  const rows = groups * s.rows;
  const steps = workspace + stepTable;
  const kinds = workspace + kindTable;
  const places = workspace + otherTable;
  const sums = workspace + sumsAt;
  memory.fill(sums, 0, <usize>(rows * k) * 16);
  for (let jc = 0; jc < count; jc += windowBlock) {
    const size = min(count - jc, windowBlock);
    locate<T>(s, jc, size, x, workspace, kinds, g, places);
    for (let row = 0; row < rows; row++) {
      if (row % s.rows == 0) shifts<T>(s, (row / s.rows) * k, k, steps);
      const down = <usize>row * bytes<T>(s.plane);
      const all = sums + <usize>(row * k) * 16;
      let windows = workspace;
      let kind = kinds;
      let from = places;
      for (let j = 0; j < size; j += lanes<T>()) {
        const factor = lanesAt<T>(from, down, size - j);
        for (let p: usize = 0; p < <usize>k; p++) {
          const tap = windowVector<T>(s, load<i32>(kind), windows, steps + p * entry);
          v128.store(all + p * 16, madd<T>(factor, tap, v128.load(all + p * 16)));
        }
        windows += entry * lanes<T>();
        kind += 4;
        from += 4 * lanes<T>();
      }
    }
  }
  for (let i = 0; i < rows * k; i++) {
    const at = sums + <usize>i * 16;
    let sum = load<T>(at) + load<T>(at + sizeof<T>());
    if (sizeof<T>() == 4) sum = sum + (load<T>(at, 8) + load<T>(at, 12));
    store<T>(y + bytes<T>(i), sum);
  }
}
