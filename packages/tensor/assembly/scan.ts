/**
 * Scans over the middle of `[outer, n, inner]`, see the reference engine's `scan.ts`. Lines of elements side by side are walked one
 * by one; lines that lie across are walked together, what each has come to in the workspace.
 */

import * as math from "../src/backend/reference/math";
import { bytes } from "./lanes";

/** Columns that are walked together. */
export const strip: i32 = 4096;

/** Sums and products run in float64, those of int32 in itself. */
@kernel(cumulate, f32, f64, i32)
@unmanaged
class Cumsum {
  @inline
  initial<A>(): A {
    return 0;
  }
  @inline
  apply<A>(a: A, b: A): A {
    return a + b;
  }
  @inline
  vector(a: v128, b: v128): v128 {
    return f64x2.add(a, b);
  }
}

@kernel(cumulate, f32, f64, i32)
@unmanaged
class Cumprod {
  @inline
  initial<A>(): A {
    return 1;
  }
  @inline
  apply<A>(a: A, b: A): A {
    return a * b;
  }
  @inline
  vector(a: v128, b: v128): v128 {
    return f64x2.mul(a, b);
  }
}

@inline
function cumulate<F, T>(
  outer: i32,
  n: i32,
  inner: i32,
  reverse: i32,
  x: usize,
  y: usize,
  workspace: usize,
): void {
  if (sizeof<T>() == 4 && isInteger<T>()) {
    cumulateAs<F, T, i32>(outer, n, inner, reverse, x, y, workspace);
  } else {
    cumulateAs<F, T, f64>(outer, n, inner, reverse, x, y, workspace);
  }
}

@inline
function cumulateAs<F, T, A>(
  outer: i32,
  n: i32,
  inner: i32,
  reverse: i32,
  x: usize,
  y: usize,
  workspace: usize,
): void {
  const f = changetype<F>(0);
  const row = bytes<T>(inner);
  const step = reverse ? 0 - row : row;
  for (; outer > 0; outer--) {
    const first = reverse ? <usize>(n - 1) * row : 0;
    if (inner == 1) {
      let sum = f.initial<A>();
      let from = x + first;
      let to = y + first;
      for (let i = 0; i < n; i++) {
        sum = f.apply<A>(sum, <A>load<T>(from));
        store<T>(to, <T>sum);
        from += step;
        to += step;
      }
    } else {
      for (let j = 0; j < inner; j += strip) {
        const width = min(strip, inner - j);
        for (let c = 0; c < width; c++) store<A>(workspace + bytes<A>(c), f.initial<A>());
        let from = x + first + bytes<T>(j);
        let to = y + first + bytes<T>(j);
        for (let i = 0; i < n; i++) {
          cumulateRow<F, T, A>(width, workspace, from, to);
          from += step;
          to += step;
        }
      }
    }
    x += <usize>n * row;
    y += <usize>n * row;
  }
}

/** One step of lines that lie across. */
@inline
function cumulateRow<F, T, A>(width: i32, sums: usize, x: usize, y: usize): void {
  const f = changetype<F>(0);
  if (isFloat<T>()) {
    const stop = x + bytes<T>(width & -2);
    while (x != stop) {
      const value =
        sizeof<T>() == 8 ? v128.load(x) : f64x2.promote_low_f32x4(v128.load64_zero(x));
      const sum = f.vector(v128.load(sums), value);
      v128.store(sums, sum);
      if (sizeof<T>() == 8) v128.store(y, sum);
      else v128.store_lane<f64>(y, f32x4.demote_f64x2_zero(sum), 0);
      sums += 16;
      x += 2 * sizeof<T>();
      y += 2 * sizeof<T>();
    }
    width &= 1;
  }
  for (; width > 0; width--) {
    const sum = f.apply<A>(load<A>(sums), <A>load<T>(x));
    store<A>(sums, sum);
    store<T>(y, <T>sum);
    sums += sizeof<A>();
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** See `ScanName`; what a line has come to is `e^top rest`. */
@inline
@kernel(f32, f64)
function logcumsumexp<T>(outer: i32, n: i32, inner: i32, reverse: i32, x: usize, y: usize): void {
  const row = bytes<T>(inner);
  const step = reverse ? 0 - row : row;
  for (; outer > 0; outer--) {
    for (let j = 0; j < inner; j++) {
      const first = (reverse ? <usize>(n - 1) * row : 0) + bytes<T>(j);
      let top: f64 = -Infinity;
      let rest: f64 = 0;
      for (let i = 0, at = first; i < n; i++, at += step) {
        const value = <f64>load<T>(x + at);
        if (value > top) {
          rest = rest * math.exp(top - value) + 1;
          top = value;
        } else if (value == top) {
          rest += top == -Infinity ? 0 : 1;
        } else {
          rest += math.exp(value - top);
        }
        store<T>(y + at, <T>(top + math.log(rest)));
      }
    }
    x += <usize>n * row;
    y += <usize>n * row;
  }
}

/** See `OrderKernels.recurrence`. */
@inline
@kernel(f32, f64)
function recurrence<T>(
  outer: i32,
  n: i32,
  inner: i32,
  reverse: i32,
  a: usize,
  b: usize,
  y: usize,
  workspace: usize,
): void {
  const row = bytes<T>(inner);
  for (; outer > 0; outer--) {
    for (let j = 0; j < inner; j += strip) {
      const width = min(strip, inner - j);
      for (let step = 0; step < n; step++) {
        const i = reverse ? n - 1 - step : step;
        const at = <usize>i * row + bytes<T>(j);
        // The factor between two neighbours stands at the later of them.
        const factors = a + at + (reverse ? row : 0);
        for (let c = 0; c < width; c++) {
          const state = workspace + bytes<f64>(c);
          const place = bytes<T>(c);
          let value = <f64>load<T>(b + at + place);
          if (step > 0) value += <f64>load<T>(factors + place) * load<f64>(state);
          store<f64>(state, value);
          store<T>(y + at + place, <T>value);
        }
      }
    }
    a += <usize>n * row;
    b += <usize>n * row;
    y += <usize>n * row;
  }
}
