/** Rows with mean 0 and variance 1, and the gradient; means and variances are sums as in `sums.ts`. */

import { bytes, lanes, loadPart, storePart } from "./lanes";
import { rowBlock, Shifted, SquaredDeviation, sumRow, sumTerms } from "./sums";

/** The mean of a row less its first element, which lies in all lanes of `first`. */
@inline
function middleOf<T>(n: i32, x: usize, first: v128): v128 {
  return v128.splat<T>(sumTerms<Shifted, T>(n, x, first, first) / <T>n);
}

/** The reciprocal of the deviation that is usual in a row. */
@inline
function scaleOf<T>(n: i32, epsilon: f64, x: usize, first: v128, middle: v128): v128 {
  const variance = sumTerms<SquaredDeviation, T>(n, x, first, middle) / <T>n;
  return v128.splat<T>(<T>1 / sqrt<T>(variance + <T>epsilon));
}

@inline
function normal<T>(x: v128, first: v128, middle: v128, scale: v128): v128 {
  return v128.mul<T>(v128.sub<T>(v128.sub<T>(x, first), middle), scale);
}

/** See `Backend.normalizeRows`. */
@inline
@kernel(f32, f64)
function normalizeRows<T>(
  rows: i32,
  n: i32,
  epsilon: f64,
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
): void {
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (; rows > 0; rows--) {
    const first = v128.load_splat<T>(x);
    const middle = middleOf<T>(n, x, first);
    const scale = scaleOf<T>(n, epsilon, x, first, middle);
    for (let i: usize = 0; i != whole; i += 16) {
      let value = normal<T>(v128.load(x + i), first, middle, scale);
      if (weight) value = v128.mul<T>(value, v128.load(weight + i));
      if (bias) value = v128.add<T>(value, v128.load(bias + i));
      v128.store(y + i, value);
    }
    if (rest) {
      let value = normal<T>(loadPart<T>(x + whole, rest), first, middle, scale);
      if (weight) value = v128.mul<T>(value, loadPart<T>(weight + whole, rest));
      if (bias) value = v128.add<T>(value, loadPart<T>(bias + whole, rest));
      storePart<T>(y + whole, value, rest);
    }
    x += bytes<T>(n);
    y += bytes<T>(n);
  }
}

/** `y = g weight`. */
@inline
function weigh<T>(n: i32, weight: usize, g: usize, y: usize): void {
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (let i: usize = 0; i != whole; i += 16) {
    const value = v128.load(g + i);
    v128.store(y + i, weight ? v128.mul<T>(value, v128.load(weight + i)) : value);
  }
  if (rest) {
    const value = loadPart<T>(g + whole, rest);
    storePart<T>(y + whole, weight ? v128.mul<T>(value, loadPart<T>(weight + whole, rest)) : value, rest);
  }
}

/** The sum of the products of `g` with the normalised row, which pass through the workspace block by block. */
@inline
function productSum<T>(
  n: i32,
  x: usize,
  g: usize,
  first: v128,
  middle: v128,
  scale: v128,
  workspace: usize,
): T {
  let total: f64 = 0;
  for (let left = n; left > 0; left -= rowBlock) {
    const block = min(left, rowBlock);
    const whole = bytes<T>(block & -lanes<T>());
    const rest = block & (lanes<T>() - 1);
    for (let i: usize = 0; i != whole; i += 16) {
      const value = normal<T>(v128.load(x + i), first, middle, scale);
      v128.store(workspace + i, v128.mul<T>(v128.load(g + i), value));
    }
    if (rest) {
      const value = normal<T>(loadPart<T>(x + whole, rest), first, middle, scale);
      storePart<T>(workspace + whole, v128.mul<T>(loadPart<T>(g + whole, rest), value), rest);
    }
    total += <f64>sumRow<T>(block, workspace);
    x += bytes<T>(block);
    g += bytes<T>(block);
  }
  return <T>total;
}

/** See `Backend.normalizeRowsGrad`; the weighted gradient passes through y. */
@inline
@kernel(f32, f64)
function normalizeRowsGrad<T>(
  rows: i32,
  n: i32,
  epsilon: f64,
  x: usize,
  weight: usize,
  g: usize,
  y: usize,
  workspace: usize,
): void {
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (; rows > 0; rows--) {
    const first = v128.load_splat<T>(x);
    const middle = middleOf<T>(n, x, first);
    const scale = scaleOf<T>(n, epsilon, x, first, middle);
    weigh<T>(n, weight, g, y);
    const mean = v128.splat<T>(sumRow<T>(n, y) / <T>n);
    const product = productSum<T>(n, x, y, first, middle, scale, workspace);
    const share = v128.splat<T>(product / <T>n);
    for (let i: usize = 0; i != whole; i += 16) {
      const along = v128.mul<T>(normal<T>(v128.load(x + i), first, middle, scale), share);
      const across = v128.sub<T>(v128.sub<T>(v128.load(y + i), mean), along);
      v128.store(y + i, v128.mul<T>(across, scale));
    }
    if (rest) {
      const value = normal<T>(loadPart<T>(x + whole, rest), first, middle, scale);
      const centred = v128.sub<T>(loadPart<T>(y + whole, rest), mean);
      const across = v128.sub<T>(centred, v128.mul<T>(value, share));
      storePart<T>(y + whole, v128.mul<T>(across, scale), rest);
    }
    x += bytes<T>(n);
    g += bytes<T>(n);
    y += bytes<T>(n);
  }
}
