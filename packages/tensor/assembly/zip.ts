/** Two levels of loops over a function of two operands. A function is a class without state, see `unary.ts`. */

import { bytes, lanes, loadPart, storePart } from "./lanes";

/** Where a row of an operand is read: where it stands, or spread over a vector where its inner stride is 0. */
@inline
export function operand<T>(x: usize, inner: i32, to: usize): usize {
  if (inner) return x;
  v128.store(to, v128.load_splat<T>(x));
  return to;
}

/**
 * See `BinaryKernel`. An operand whose inner stride is 0 is spread in the workspace and read again and
 * again, so that one loop serves all; a step is the bytes between two vectors of an operand, 16 or 0.
 */
@inline
export function zip<F, T>(
  outer: i32,
  inner: i32,
  a: usize,
  aOuter: i32,
  aInner: i32,
  b: usize,
  bOuter: i32,
  bInner: i32,
  y: usize,
  workspace: usize,
): void {
  const f = changetype<F>(0);
  const aStep: usize = aInner ? 16 : 0;
  const bStep: usize = bInner ? 16 : 0;
  const aRow = bytes<T>(aOuter);
  const bRow = bytes<T>(bOuter);
  const rest = inner & (lanes<T>() - 1);
  while (outer-- > 0) {
    let p = operand<T>(a, aInner, workspace);
    let q = operand<T>(b, bInner, workspace + 16);
    const wide = y + bytes<T>(inner & -(4 * lanes<T>()));
    const whole = y + bytes<T>(inner & -lanes<T>());
    while (y != wide) {
      v128.store(y, f.vector<T>(v128.load(p), v128.load(q)));
      p += aStep;
      q += bStep;
      v128.store(y, f.vector<T>(v128.load(p), v128.load(q)), 16);
      p += aStep;
      q += bStep;
      v128.store(y, f.vector<T>(v128.load(p), v128.load(q)), 32);
      p += aStep;
      q += bStep;
      v128.store(y, f.vector<T>(v128.load(p), v128.load(q)), 48);
      p += aStep;
      q += bStep;
      y += 64;
    }
    while (y != whole) {
      v128.store(y, f.vector<T>(v128.load(p), v128.load(q)));
      p += aStep;
      q += bStep;
      y += 16;
    }
    if (rest) {
      storePart<T>(y, f.vector<T>(loadPart<T>(p, rest), loadPart<T>(q, rest)), rest);
      y += bytes<T>(rest);
    }
    a += aRow;
    b += bRow;
  }
}

/** As {@link zip}, one element after another, in float64 and rounded once. */
@inline
export function zipScalars<F, T>(
  outer: i32,
  inner: i32,
  a: usize,
  aOuter: i32,
  aInner: i32,
  b: usize,
  bOuter: i32,
  bInner: i32,
  y: usize,
  workspace: usize,
): void {
  zip<Scalars<F>, T>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

/** As {@link zipScalars}, but of float32 by vectors in the fast build. */
@inline
export function zipFunction<F, T>(
  outer: i32,
  inner: i32,
  a: usize,
  aOuter: i32,
  aInner: i32,
  b: usize,
  bOuter: i32,
  bInner: i32,
  y: usize,
  workspace: usize,
): void {
  if (sizeof<T>() == 8 || !ASC_FEATURE_RELAXED_SIMD) {
    zipScalars<F, T>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
  } else {
    zip<F, T>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
  }
}

@unmanaged
class Scalars<F> {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    const f = changetype<F>(0);
    let y = a;
    for (let i = 0; i < lanes<T>(); i++) {
      const value = f.scalar(<f64>v128.extract_lane<T>(a, 0), <f64>v128.extract_lane<T>(b, 0));
      y = rotate<T>(v128.replace_lane<T>(y, 0, <T>value));
      a = rotate<T>(a);
      b = rotate<T>(b);
    }
    return y;
  }
}

/** Each lane moves one place down, the first to the end. */
@inline
function rotate<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return v128.shuffle<f64>(x, x, 1, 0);
  return v128.shuffle<f32>(x, x, 1, 2, 3, 0);
}
