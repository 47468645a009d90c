/** Steps of linear algebra on float64, see `LinalgSteps`. */

import { loadPart, storePart } from "./lanes";

/** One strip of columns of {@link substitute}: 8 of them, or `count` of 2. */
@inline
function substituteStrip(
  isWide: bool,
  count: i32,
  n: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  backwards: i32,
  unit: i32,
  x: usize,
  xRow: usize,
): void {
  const step = backwards ? 0 - xRow : xRow;
  const across = backwards ? 0 - aColumn : aColumn;
  const last = <usize>(n - 1);
  const first = backwards ? x + last * xRow : x;
  let row = backwards ? a + last * (aRow + aColumn) : a;
  let to = first;
  const isPart = !isWide && count == 1;
  for (let i = 0; i < n; i++) {
    let s0 = isPart ? loadPart<f64>(to, 1) : v128.load(to);
    let s1 = isWide ? v128.load(to, 16) : s0;
    let s2 = isWide ? v128.load(to, 32) : s0;
    let s3 = isWide ? v128.load(to, 48) : s0;
    let factor = row;
    for (let from = first; from != to; from += step) {
      const f = v128.load64_splat(factor);
      s0 = f64x2.sub(s0, f64x2.mul(f, isPart ? loadPart<f64>(from, 1) : v128.load(from)));
      if (isWide) {
        s1 = f64x2.sub(s1, f64x2.mul(f, v128.load(from, 16)));
        s2 = f64x2.sub(s2, f64x2.mul(f, v128.load(from, 32)));
        s3 = f64x2.sub(s3, f64x2.mul(f, v128.load(from, 48)));
      }
      factor += across;
    }
    if (!unit) {
      const pivot = v128.load64_splat(factor);
      s0 = f64x2.div(s0, pivot);
      if (isWide) {
        s1 = f64x2.div(s1, pivot);
        s2 = f64x2.div(s2, pivot);
        s3 = f64x2.div(s3, pivot);
      }
    }
    if (isPart) storePart<f64>(to, s0, 1);
    else v128.store(to, s0);
    if (isWide) {
      v128.store(to, s1, 16);
      v128.store(to, s2, 32);
      v128.store(to, s3, 48);
    }
    to += step;
    row += backwards ? 0 - aRow : aRow;
  }
}

/** See `LinalgSteps.substitute`; steps are in elements. */
@kernel
export function substitute(
  n: i32,
  m: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  backwards: i32,
  unit: i32,
  x: usize,
  xRow: usize,
): void {
  aRow <<= 3;
  aColumn <<= 3;
  xRow <<= 3;
  for (; m >= 8; m -= 8) {
    substituteStrip(true, 0, n, a, aRow, aColumn, backwards, unit, x, xRow);
    x += 64;
  }
  for (; m > 0; m -= 2) {
    substituteStrip(false, min(m, 2), n, a, aRow, aColumn, backwards, unit, x, xRow);
    x += 16;
  }
}
