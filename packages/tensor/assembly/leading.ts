/** Positions of the greatest or least elements so far over the middle of `[outer, n, inner]`, laid out as in `scan.ts`. */

import { bytes } from "./lanes";
import { strip } from "./scan";

@kernel(lead, f32, f64, i32, u8)
@unmanaged
class Cummax {
  @inline
  stays<T>(best: T, value: T): bool {
    return best >= value;
  }
  @inline
  vector<T>(best: v128, value: v128): v128 {
    return v128.ge<T>(best, value);
  }
}

@kernel(lead, f32, f64, i32, u8)
@unmanaged
class Cummin {
  @inline
  stays<T>(best: T, value: T): bool {
    return best <= value;
  }
  @inline
  vector<T>(best: v128, value: v128): v128 {
    return v128.le<T>(best, value);
  }
}

/** Whether a value takes the lead: one that beats the best, or the first NaN. */
@inline
function takes<F, T>(value: T, best: T): bool {
  return !changetype<F>(0).stays<T>(best, value) && best == best;
}

@inline
function lead<F, T>(
  outer: i32,
  n: i32,
  inner: i32,
  reverse: i32,
  x: usize,
  y: usize,
  workspace: usize,
): void {
  const row = bytes<T>(inner);
  const yRow = bytes<i32>(inner);
  for (; outer > 0; outer--) {
    if (inner == 1) leadLine<F, T>(n, reverse, x, y);
    else leadAcross<F, T>(n, inner, reverse, x, y, workspace);
    x += <usize>n * row;
    y += <usize>n * yRow;
  }
}

/** Of a line of elements side by side. */
@inline
function leadLine<F, T>(n: i32, reverse: i32, x: usize, y: usize): void {
  if (n == 0) return;
  const f = changetype<F>(0);
  const step = reverse ? -1 : 1;
  const stop = reverse ? -1 : n;
  let i = reverse ? n - 1 : 0;
  let place = i;
  let best = load<T>(x + bytes<T>(i));
  for (; i != stop; i += step) {
    // Most often none of the next four does.
    while (sizeof<T>() == 4 && reverse == 0 && n - i > 4) {
      const stay = f.vector<T>(v128.splat<T>(best), v128.load(x + bytes<T>(i)));
      if (!v128.all_true<i32>(stay)) break;
      v128.store(y + bytes<i32>(i), i32x4.splat(place));
      i += 4;
    }
    const value = load<T>(x + bytes<T>(i));
    if (takes<F, T>(value, best)) {
      best = value;
      place = i;
    }
    store<i32>(y + bytes<i32>(i), place);
  }
}

/** Of lines that lie across; a strip's values and positions are in the workspace. */
@inline
function leadAcross<F, T>(
  n: i32,
  inner: i32,
  reverse: i32,
  x: usize,
  y: usize,
  workspace: usize,
): void {
  const places = workspace + bytes<f64>(strip);
  for (let j = 0; j < inner; j += strip) {
    const width = min(strip, inner - j);
    for (let step = 0; step < n; step++) {
      const i = reverse ? n - 1 - step : step;
      const from = x + <usize>i * bytes<T>(inner) + bytes<T>(j);
      const to = y + <usize>i * bytes<i32>(inner) + bytes<i32>(j);
      for (let c = 0; c < width; c++) {
        const value = load<T>(from + bytes<T>(c));
        const best = workspace + bytes<T>(c);
        const place = places + bytes<i32>(c);
        if (step == 0 || takes<F, T>(value, load<T>(best))) {
          store<T>(best, value);
          store<i32>(place, i);
        }
        store<i32>(to + bytes<i32>(c), load<i32>(place));
      }
    }
  }
}
