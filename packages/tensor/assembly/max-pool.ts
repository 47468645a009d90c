/**
 * The greatest element of each window over planes `[depth, height, width]`. Windows come as a table of int32 pairs, the
 * first element and how many there are: those of depth, then of height, then of width.
 */

import { bytes, lanes } from "./lanes";

/** Whether a later element replaces the best so far: greater, or the first NaN. */
@inline
function beats<T>(value: T, best: T): bool {
  return value > best || (value != value && best == best);
}

/** As {@link beats}, for each lane. */
@inline
function beatsLanes<T>(value: v128, best: v128): v128 {
  const isFirstNaN = v128.and(v128.ne<T>(value, value), v128.eq<T>(best, best));
  return v128.or(v128.gt<T>(value, best), isFirstNaN);
}

/** The even elements of two vectors, or the odd ones. */
@inline
function even<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return v128.shuffle<f32>(a, b, 0, 2, 4, 6);
  return v128.shuffle<f64>(a, b, 0, 2);
}

@inline
function odd<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return v128.shuffle<f32>(a, b, 1, 3, 5, 7);
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** A mask of lanes of `T` as one of int32 lanes, the first `lanes<T>()` of them. */
@inline
function narrow<T>(mask: v128): v128 {
  if (sizeof<T>() == 4) return mask;
  return v128.shuffle<i32>(mask, mask, 0, 2, 0, 2);
}

/** One row of windows of 2 by 2, two apart: as many as make whole vectors; gives back how many. */
@inline
function maxOfPairs<T>(n: i32, x: usize, row: usize, first: i32, y: usize, positions: usize): i32 {
  const whole = n & -lanes<T>();
  const below = <i32>(row / sizeof<T>());
  let at = i32x4.add(i32x4.splat(first), i32x4(0, 2, 4, 6));
  const step = i32x4.splat(2 * lanes<T>());
  for (let i = 0; i < whole; i += lanes<T>()) {
    const a0 = v128.load(x);
    const a1 = v128.load(x, 16);
    const b0 = v128.load(x + row);
    const b1 = v128.load(x + row, 16);
    let best = even<T>(a0, a1);
    let position = at;
    let next = odd<T>(a0, a1);
    let mask = beatsLanes<T>(next, best);
    best = v128.bitselect(next, best, mask);
    position = v128.bitselect(i32x4.add(at, i32x4.splat(1)), position, narrow<T>(mask));
    next = even<T>(b0, b1);
    mask = beatsLanes<T>(next, best);
    best = v128.bitselect(next, best, mask);
    position = v128.bitselect(i32x4.add(at, i32x4.splat(below)), position, narrow<T>(mask));
    next = odd<T>(b0, b1);
    mask = beatsLanes<T>(next, best);
    best = v128.bitselect(next, best, mask);
    position = v128.bitselect(i32x4.add(at, i32x4.splat(below + 1)), position, narrow<T>(mask));
    v128.store(y, best);
    if (sizeof<T>() == 4) v128.store(positions, position);
    else v128.store_lane<f64>(positions, position, 0);
    at = i32x4.add(at, step);
    x += 32;
    y += 16;
    positions += bytes<i32>(lanes<T>());
  }
  return whole;
}

/** The elements that lie `places` (int32 lanes) behind `x`, a lane each. */
@inline
function collect<T>(x: usize, places: v128): v128 {
  const at0 = x + bytes<T>(i32x4.extract_lane(places, 0));
  const at1 = x + bytes<T>(i32x4.extract_lane(places, 1));
  let values = v128.load_splat<T>(at0);
  values = v128.load_lane<T>(at1, values, 1);
  if (sizeof<T>() == 8) return values;
  values = v128.load_lane<T>(x + bytes<T>(i32x4.extract_lane(places, 2)), values, 2);
  return v128.load_lane<T>(x + bytes<T>(i32x4.extract_lane(places, 3)), values, 3);
}

/** Where along the row the windows begin whose pairs stand at `table`, a lane each. */
@inline
function firsts<T>(table: usize): v128 {
  const two = v128.load(table);
  if (sizeof<T>() == 8) return v128.shuffle<i32>(two, two, 0, 2, 0, 2);
  return v128.shuffle<i32>(two, v128.load(table, 16), 0, 2, 4, 6);
}

/** Whether the windows whose pairs stand at `table`, a vector of them, have equally many elements. */
@inline
function areAlike<T>(table: usize): bool {
  const count = load<i32>(table, 4);
  for (let i = 1; i < lanes<T>(); i++) if (load<i32>(table + 8 * i, 4) != count) return false;
  return true;
}

/** See `PoolKernels.maxPool`; with `inPairs` all windows are 2 by 2, two apart, and one deep. */
@inline
@kernel(f32, f64)
function maxPool<T>(
  planes: i32,
  depth: i32,
  height: i32,
  width: i32,
  depthOut: i32,
  heightOut: i32,
  widthOut: i32,
  depthStep: i32,
  heightStep: i32,
  widthStep: i32,
  inPairs: bool,
  windows: usize,
  x: usize,
  y: usize,
  positions: usize,
): void {
  const ofHeight = windows + 8 * <usize>depthOut;
  const ofWidth = ofHeight + 8 * <usize>heightOut;
  for (; planes > 0; planes--) {
    for (let d = 0; d < depthOut; d++) {
      const z = load<i32>(windows + 8 * d);
      const zCount = load<i32>(windows + 8 * d, 4);
      for (let h = 0; h < heightOut; h++) {
        const top = load<i32>(ofHeight + 8 * h);
        const hCount = load<i32>(ofHeight + 8 * h, 4);
        let w = 0;
        if (inPairs) {
          const first = (z * height + top) * width;
          w = maxOfPairs<T>(widthOut, x + bytes<T>(first), bytes<T>(width), first, y, positions);
          y += bytes<T>(w);
          positions += bytes<i32>(w);
        }
        while (w < widthOut) {
          const left = load<i32>(ofWidth + 8 * w);
          const wCount = load<i32>(ofWidth + 8 * w, 4);
          if (w + lanes<T>() <= widthOut && areAlike<T>(ofWidth + 8 * w)) {
            const begin = firsts<T>(ofWidth + 8 * w);
            let place = i32x4.add(begin, i32x4.splat((z * height + top) * width));
            let most = collect<T>(x, place);
            for (let k = 0; k < zCount; k++) {
              for (let j = 0; j < hCount; j++) {
                const row = ((z + k * depthStep) * height + top + j * heightStep) * width;
                let at = i32x4.add(begin, i32x4.splat(row));
                for (let i = 0; i < wCount; i++) {
                  const value = collect<T>(x, at);
                  const mask = beatsLanes<T>(value, most);
                  most = v128.bitselect(value, most, mask);
                  place = v128.bitselect(at, place, narrow<T>(mask));
                  at = i32x4.add(at, i32x4.splat(widthStep));
                }
              }
            }
            v128.store(y, most);
            if (sizeof<T>() == 4) v128.store(positions, place);
            else v128.store_lane<f64>(positions, place, 0);
            w += lanes<T>();
            y += 16;
            positions += bytes<i32>(lanes<T>());
            continue;
          }
          let position = (z * height + top) * width + left;
          let best = load<T>(x + bytes<T>(position));
          for (let k = 0; k < zCount; k++) {
            for (let j = 0; j < hCount; j++) {
              let at = ((z + k * depthStep) * height + top + j * heightStep) * width + left;
              for (let i = 0; i < wCount; i++) {
                const value = load<T>(x + bytes<T>(at));
                if (beats<T>(value, best)) {
                  best = value;
                  position = at;
                }
                at += widthStep;
              }
            }
          }
          store<T>(y, best);
          store<i32>(positions, position);
          w++;
          y += sizeof<T>();
          positions += 4;
        }
      }
    }
    x += bytes<T>(depth * height * width);
  }
}

/** See `PoolKernels.maxPoolGrad`. */
@inline
@kernel(f32, f64)
function maxPoolGrad<T>(planes: i32, size: i32, n: i32, g: usize, positions: usize, y: usize): void {
  memory.fill(y, 0, <usize>planes * bytes<T>(size));
  for (; planes > 0; planes--) {
    for (let i = 0; i < n; i++) {
      const to = y + bytes<T>(load<i32>(positions));
      store<T>(to, load<T>(to) + load<T>(g));
      g += sizeof<T>();
      positions += 4;
    }
    y += bytes<T>(size);
  }
}
