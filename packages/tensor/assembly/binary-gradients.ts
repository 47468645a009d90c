/** Gradients of activations, from the gradient that arrives and the activation's value: `y = f(g, value)`. */

import { zip } from "./zip";

@unmanaged
class ReluGrad {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.and(a, v128.gt<T>(b, v128.splat<T>(0)));
  }
}

@unmanaged
class SigmoidGrad {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(v128.mul<T>(a, b), v128.sub<T>(v128.splat<T>(1), b));
  }
}

@unmanaged
class TanhGrad {
  @inline
  vector<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(v128.splat<T>(1), v128.mul<T>(b, b)));
  }
}

export function reluGradF32(
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
  zip<ReluGrad, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function reluGradF64(
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
  zip<ReluGrad, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function sigmoidGradF32(
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
  zip<SigmoidGrad, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function sigmoidGradF64(
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
  zip<SigmoidGrad, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function tanhGradF32(
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
  zip<TanhGrad, f32>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}

export function tanhGradF64(
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
  zip<TanhGrad, f64>(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, workspace);
}
