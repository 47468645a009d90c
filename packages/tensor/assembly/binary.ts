/** Arithmetic of two operands: `y = f(a, b)`. */

import { zip } from "./zip";

@unmanaged
class Add {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
}

@unmanaged
class Sub {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.sub<T>(a, b);
  }
}

@unmanaged
class Mul {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, b);
  }
}

@unmanaged
class Div {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.div<T>(a, b);
  }
}

export function addF32(
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
  zip<Add, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function addF64(
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
  zip<Add, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function addI32(
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
  zip<Add, i32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function subF32(
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
  zip<Sub, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function subF64(
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
  zip<Sub, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function subI32(
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
  zip<Sub, i32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function mulF32(
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
  zip<Mul, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function mulF64(
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
  zip<Mul, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function mulI32(
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
  zip<Mul, i32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function divF32(
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
  zip<Div, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function divF64(
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
  zip<Div, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}
