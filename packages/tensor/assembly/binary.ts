/** `y = f(a, b)` over two levels of loops. A function is a class without state, see `unary.ts`. */

import * as math from "../src/backend/reference/math";
import { bytes, lanes, loadPart, storePart } from "./lanes";

/**
 * See `BinaryKernel`. An operand whose inner stride is 0 is spread in the workspace and read again and
 * again, so that one loop serves all; a step is the bytes between two vectors of an operand, 16 or 0.
 */
@inline
function zip<F, T>(
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
    let p = a;
    let q = b;
    if (!aInner) {
      p = workspace;
      v128.store(p, v128.load_splat<T>(a));
    }
    if (!bInner) {
      q = workspace + 16;
      v128.store(q, v128.load_splat<T>(b));
    }
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

/** One element after another, in float64 and rounded once. */
@inline
function scalars<F, T>(a: v128, b: v128): v128 {
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

/** Each lane moves one place down, the first to the end. */
@inline
function rotate<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return v128.shuffle<f64>(x, x, 1, 0);
  return v128.shuffle<f32>(x, x, 1, 2, 3, 0);
}

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
