/** The greater and the lesser of two operands: NaN propagates, and -0 is less than 0. */

import { zip } from "./zip";

@unmanaged
class Maximum {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.max<T>(a, b);
  }
}

@unmanaged
class Minimum {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.min<T>(a, b);
  }
}

export function maximumF32(
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
  zip<Maximum, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function maximumF64(
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
  zip<Maximum, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function maximumI32(
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
  zip<Maximum, i32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function minimumF32(
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
  zip<Minimum, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function minimumF64(
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
  zip<Minimum, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function minimumI32(
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
  zip<Minimum, i32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}
