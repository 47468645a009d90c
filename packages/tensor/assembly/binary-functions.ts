/** Functions of two operands that are computed one element after another. */

import * as math from "../src/backend/reference/math";
import { scalars, zip } from "./zip";

@unmanaged
class Pow {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.pow(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<Pow, T>(a, b);
  }
}

@unmanaged
class Fmod {
  @inline
  scalar(a: f64, b: f64): f64 {
    return a % b;
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<Fmod, T>(a, b);
  }
}

@unmanaged
class Remainder {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.remainder(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<Remainder, T>(a, b);
  }
}

@unmanaged
class FloorDivide {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.floorDivide(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<FloorDivide, T>(a, b);
  }
}

@unmanaged
class Atan2 {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.atan2(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<Atan2, T>(a, b);
  }
}

@unmanaged
class Hypot {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.hypot(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<Hypot, T>(a, b);
  }
}

@unmanaged
class Zeta {
  @inline
  scalar(a: f64, b: f64): f64 {
    return math.zeta(a, b);
  }
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return scalars<Zeta, T>(a, b);
  }
}

export function powF32(
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
  zip<Pow, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function powF64(
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
  zip<Pow, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function fmodF32(
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
  zip<Fmod, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function fmodF64(
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
  zip<Fmod, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function remainderF32(
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
  zip<Remainder, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function remainderF64(
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
  zip<Remainder, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function floorDivideF32(
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
  zip<FloorDivide, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function floorDivideF64(
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
  zip<FloorDivide, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function atan2F32(
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
  zip<Atan2, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function atan2F64(
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
  zip<Atan2, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function hypotF32(
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
  zip<Hypot, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function hypotF64(
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
  zip<Hypot, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function zetaF32(
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
  zip<Zeta, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function zetaF64(
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
  zip<Zeta, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}
