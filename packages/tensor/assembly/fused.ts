/** Softmax and cross-entropy of rows; sums of exponentials follow the order of `sums.ts`. */

import * as math from "../src/backend/reference/math";
import * as fast from "./fast";
import { Exp, ofLanes } from "./functions";
import { bytes, lanes, loadPart, storePart } from "./lanes";
import { peakOfRow } from "./reduce";
import { rowBlock, sumRow } from "./sums";

@inline
function log<T>(x: T): T {
  if (ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4) {
    return <T>f32x4.extract_lane(fast.log(f32x4.splat(<f32>x)), 0);
  }
  return <T>math.log(<f64>x);
}

/**
 * What is taken off a row before the exponential: its maximum, or 0 where all is -infinity. A NaN
 * makes the sum NaN, and by it the row.
 */
@inline
function peak<T>(n: i32, x: usize): T {
  const m = peakOfRow<T>(n, x);
  return m == -Infinity ? <T>0 : m;
}

/** `y = e^(x - m)`; in the fast build four vectors in a step where none is far, see `functions.ts`. */
export function expRow<T>(n: i32, m: T, x: usize, y: usize): void {
  const shift = v128.splat<T>(m);
  if (ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4) {
    while (n >= 16) {
      const x0 = f32x4.sub(v128.load(x), shift);
      const x1 = f32x4.sub(v128.load(x, 16), shift);
      const x2 = f32x4.sub(v128.load(x, 32), shift);
      const x3 = f32x4.sub(v128.load(x, 48), shift);
      const isFar0 = v128.or(fast.expIsFar(x0), fast.expIsFar(x1));
      const isFar1 = v128.or(fast.expIsFar(x2), fast.expIsFar(x3));
      if (v128.any_true(v128.or(isFar0, isFar1))) break;
      v128.store(y, fast.expCommon(x0));
      v128.store(y, fast.expCommon(x1), 16);
      v128.store(y, fast.expCommon(x2), 32);
      v128.store(y, fast.expCommon(x3), 48);
      n -= 16;
      x += 64;
      y += 64;
    }
  }
  const stop = x + bytes<T>(n & -lanes<T>());
  while (x != stop) {
    v128.store(y, ofLanes<Exp, T>(v128.sub<T>(v128.load(x), shift)));
    x += 16;
    y += 16;
  }
  const rest = n & (lanes<T>() - 1);
  if (rest) storePart<T>(y, ofLanes<Exp, T>(v128.sub<T>(loadPart<T>(x, rest), shift)), rest);
}

/** The sum of `e^(x - m)`, whose terms pass through the workspace block by block. */
@inline
function expSum<T>(n: i32, m: T, x: usize, workspace: usize): T {
  let total: f64 = 0;
  for (let left = n; left > 0; left -= rowBlock) {
    const block = min(left, rowBlock);
    expRow<T>(block, m, x, workspace);
    total += <f64>sumRow<T>(block, workspace);
    x += bytes<T>(block);
  }
  return <T>total;
}

/** `y = (y / divisor) * factor`. */
@inline
function divideRow<T>(n: i32, divisor: T, factor: T, y: usize): void {
  const d = v128.splat<T>(divisor);
  const f = v128.splat<T>(factor);
  const stop = y + bytes<T>(n & -lanes<T>());
  while (y != stop) {
    v128.store(y, v128.mul<T>(v128.div<T>(v128.load(y), d), f));
    y += 16;
  }
  const rest = n & (lanes<T>() - 1);
  if (rest) storePart<T>(y, v128.mul<T>(v128.div<T>(loadPart<T>(y, rest), d), f), rest);
}

/** `y = y / divisor`. */
@inline
export function divideBy<T>(n: i32, divisor: T, y: usize): void {
  const d = v128.splat<T>(divisor);
  const stop = y + bytes<T>(n & -lanes<T>());
  while (y != stop) {
    v128.store(y, v128.div<T>(v128.load(y), d));
    y += 16;
  }
  const rest = n & (lanes<T>() - 1);
  if (rest) storePart<T>(y, v128.div<T>(loadPart<T>(y, rest), d), rest);
}

@inline
@kernel(f32, f64)
function softmax<T>(rows: i32, n: i32, x: usize, y: usize): void {
  for (; rows > 0; rows--) {
    expRow<T>(n, peak<T>(n, x), x, y);
    divideBy<T>(n, sumRow<T>(n, y), y);
    x += bytes<T>(n);
    y += bytes<T>(n);
  }
}

@inline
@kernel(f32, f64)
function logSoftmax<T>(rows: i32, n: i32, x: usize, y: usize, workspace: usize): void {
  const rest = n & (lanes<T>() - 1);
  for (; rows > 0; rows--) {
    const m = peak<T>(n, x);
    const shift = v128.splat<T>(m);
    const logSum = v128.splat<T>(log<T>(expSum<T>(n, m, x, workspace)));
    const stop = x + bytes<T>(n & -lanes<T>());
    while (x != stop) {
      v128.store(y, v128.sub<T>(v128.sub<T>(v128.load(x), shift), logSum));
      x += 16;
      y += 16;
    }
    if (rest) {
      storePart<T>(y, v128.sub<T>(v128.sub<T>(loadPart<T>(x, rest), shift), logSum), rest);
      x += bytes<T>(rest);
      y += bytes<T>(rest);
    }
  }
}

/** `y = g s - s sum(g s)` for the softmax s of each row; the products pass through y. */
@inline
@kernel(f32, f64)
function softmaxGrad<T>(rows: i32, n: i32, s: usize, g: usize, y: usize): void {
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i != whole; i += 16) {
      v128.store(y + i, v128.mul<T>(v128.load(g + i), v128.load(s + i)));
    }
    if (rest) {
      const last = v128.mul<T>(loadPart<T>(g + whole, rest), loadPart<T>(s + whole, rest));
      storePart<T>(y + whole, last, rest);
    }
    const total = v128.splat<T>(sumRow<T>(n, y));
    for (let i: usize = 0; i != whole; i += 16) {
      v128.store(y + i, v128.sub<T>(v128.load(y + i), v128.mul<T>(v128.load(s + i), total)));
    }
    if (rest) {
      const less = v128.mul<T>(loadPart<T>(s + whole, rest), total);
      storePart<T>(y + whole, v128.sub<T>(loadPart<T>(y + whole, rest), less), rest);
    }
    s += bytes<T>(n);
    g += bytes<T>(n);
    y += bytes<T>(n);
  }
}

/** `y = g - e^s sum(g)` for the logarithm s of the softmax of each row; the exponentials pass through y. */
@inline
@kernel(f32, f64)
function logSoftmaxGrad<T>(rows: i32, n: i32, s: usize, g: usize, y: usize): void {
  const whole = bytes<T>(n & -lanes<T>());
  const rest = n & (lanes<T>() - 1);
  for (; rows > 0; rows--) {
    const total = v128.splat<T>(sumRow<T>(n, g));
    expRow<T>(n, 0, s, y);
    for (let i: usize = 0; i != whole; i += 16) {
      v128.store(y + i, v128.sub<T>(v128.load(g + i), v128.mul<T>(v128.load(y + i), total)));
    }
    if (rest) {
      const less = v128.mul<T>(loadPart<T>(y + whole, rest), total);
      storePart<T>(y + whole, v128.sub<T>(loadPart<T>(g + whole, rest), less), rest);
    }
    s += bytes<T>(n);
    g += bytes<T>(n);
    y += bytes<T>(n);
  }
}

@inline
@kernel(f32, f64)
function crossEntropy<T>(
  rows: i32,
  n: i32,
  x: usize,
  label: usize,
  y: usize,
  workspace: usize,
): void {
  for (; rows > 0; rows--) {
    const m = peak<T>(n, x);
    const logSum = log<T>(expSum<T>(n, m, x, workspace));
    store<T>(y, logSum - (load<T>(x + bytes<T>(load<i32>(label))) - m));
    x += bytes<T>(n);
    y += sizeof<T>();
    label += 4;
  }
}

@inline
@kernel(f32, f64)
function crossEntropyGrad<T>(
  rows: i32,
  n: i32,
  x: usize,
  label: usize,
  g: usize,
  y: usize,
): void {
  for (; rows > 0; rows--) {
    expRow<T>(n, peak<T>(n, x), x, y);
    const sum = sumRow<T>(n, y);
    const at = y + bytes<T>(load<i32>(label));
    const factor = load<T>(g);
    const right = (load<T>(at) / sum - 1) * factor;
    divideRow<T>(n, sum, factor, y);
    store<T>(at, right);
    x += bytes<T>(n);
    y += bytes<T>(n);
    g += sizeof<T>();
    label += 4;
  }
}
