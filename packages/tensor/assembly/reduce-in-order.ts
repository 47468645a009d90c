/** Reductions over the middle of `[outer, n, inner]` that take one element after another. */

import { bytes } from "./lanes";

/** Products in float64 and in order, rounded once. */
@inline
@kernel(f32, f64)
function prod<T>(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  const row = bytes<T>(inner);
  while (outer-- > 0) {
    for (let j = 0; j < inner; j++) {
      let product: f64 = 1;
      let p = x + bytes<T>(j);
      for (let i = 0; i < n; i++) {
        product *= <f64>load<T>(p);
        p += row;
      }
      store<T>(y, <T>product);
      y += sizeof<T>();
    }
    x += bytes<T>(n) * <usize>inner;
  }
}

/** The first position of the extreme (the largest of `sign * x`); a NaN is beyond all. */
@inline
function argExtreme<T>(sign: T, outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  const row = bytes<T>(inner);
  while (outer-- > 0) {
    for (let j = 0; j < inner; j++) {
      let p = x + bytes<T>(j);
      let best = sign * load<T>(p);
      let position = 0;
      for (let i = 1; i < n && best == best; i++) {
        p += row;
        const value = sign * load<T>(p);
        if (!(value <= best)) {
          best = value;
          position = i;
        }
      }
      store<i32>(y, position);
      y += 4;
    }
    x += bytes<T>(n) * <usize>inner;
  }
}

@inline
@kernel(f32, f64)
function argMax<T>(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  argExtreme<T>(1, outer, n, inner, x, y);
}

@inline
@kernel(f32, f64)
function argMin<T>(outer: i32, n: i32, inner: i32, x: usize, y: usize): void {
  argExtreme<T>(-1, outer, n, inner, x, y);
}
