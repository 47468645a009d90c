/** Variances over the middle of `[outer, n, inner]`, in two passes; sums in the order of `reduce.ts`. */

import { bytes, lanes, loadPart, storePart } from "./lanes";
import { columnBlock } from "./reduce";
import { SquaredDeviation, sumRow, sumTerms } from "./sums";

/** The square deviations of one `[n, inner]` from the means of its columns, a vector of them at a time. */
@inline
function varianceColumns<T>(n: i32, inner: i32, divisor: v128, x: usize, y: usize): void {
  const row = bytes<T>(inner);
  const zero = v128.splat<T>(0);
  const count = v128.splat<T>(<T>n);
  for (let left = inner; left > 0; left -= lanes<T>()) {
    const part = left < lanes<T>();
    let mean = zero;
    let total = zero;
    for (let pass = 0; pass < 2; pass++) {
      total = zero;
      let p = x;
      for (let rows = n; rows > 0; rows -= columnBlock) {
        let block = zero;
        for (let i = min(rows, columnBlock); i; i--) {
          const value = part ? loadPart<T>(p, left) : v128.load(p);
          const deviation = v128.sub<T>(value, mean);
          block = v128.add<T>(block, pass ? v128.mul<T>(deviation, deviation) : value);
          p += row;
        }
        total = v128.add<T>(total, block);
      }
      if (!pass) mean = v128.div<T>(total, count);
    }
    const result = v128.div<T>(total, divisor);
    if (part) storePart<T>(y, result, left);
    else v128.store(y, result);
    x += 16;
    y += 16;
  }
}

/** See `Backend.variance`. */
@inline
@kernel(f32, f64)
function variance<T>(outer: i32, n: i32, inner: i32, divisor: f64, x: usize, y: usize): void {
  const by = <T>divisor;
  for (; outer > 0; outer--) {
    if (inner == 1) {
      const mean = v128.splat<T>(sumRow<T>(n, x) / <T>n);
      store<T>(y, sumTerms<SquaredDeviation, T>(n, x, mean, v128.splat<T>(0)) / by);
    } else {
      varianceColumns<T>(n, inner, v128.splat<T>(by), x, y);
    }
    x += bytes<T>(n) * <usize>inner;
    y += bytes<T>(inner);
  }
}
