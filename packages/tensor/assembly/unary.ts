/** `y = f(x)` for each element. A function is a class of methods without state, so that loops are generic. */

import { bytes, lanes, loadPart, storePart } from "./lanes";

/** Applies `F` to `n` elements, four vectors in a step; `y` may be `x`. */
@inline
function map<F, T>(n: i32, x: usize, y: usize): void {
  const f = changetype<F>(0);
  const wide = x + bytes<T>(n & -(4 * lanes<T>()));
  const whole = x + bytes<T>(n & -lanes<T>());
  while (x != wide) {
    v128.store(y, f.vector<T>(v128.load(x)));
    v128.store(y, f.vector<T>(v128.load(x, 16)), 16);
    v128.store(y, f.vector<T>(v128.load(x, 32)), 32);
    v128.store(y, f.vector<T>(v128.load(x, 48)), 48);
    x += 64;
    y += 64;
  }
  while (x != whole) {
    v128.store(y, f.vector<T>(v128.load(x)));
    x += 16;
    y += 16;
  }
  const rest = n & (lanes<T>() - 1);
  if (rest) storePart<T>(y, f.vector<T>(loadPart<T>(x, rest)), rest);
}

@unmanaged
class Neg {
  @inline
  vector<T>(x: v128): v128 {
    return v128.neg<T>(x);
  }
}

@unmanaged
class Abs {
  @inline
  vector<T>(x: v128): v128 {
    return v128.abs<T>(x);
  }
}

/** NaN and the zeros stay what they are. */
@unmanaged
class Sign {
  @inline
  vector<T>(x: v128): v128 {
    const one = v128.or(v128.and(x, v128.splat<T>(-0.0)), v128.splat<T>(1));
    return v128.bitselect(one, x, v128.gt<T>(v128.abs<T>(x), v128.splat<T>(0)));
  }
}

@unmanaged
class Square {
  @inline
  vector<T>(x: v128): v128 {
    return v128.mul<T>(x, x);
  }
}

@unmanaged
class Relu {
  @inline
  vector<T>(x: v128): v128 {
    return v128.max<T>(x, v128.splat<T>(0));
  }
}

@unmanaged
class Floor {
  @inline
  vector<T>(x: v128): v128 {
    return v128.floor<T>(x);
  }
}

@unmanaged
class Ceil {
  @inline
  vector<T>(x: v128): v128 {
    return v128.ceil<T>(x);
  }
}

@unmanaged
class Round {
  @inline
  vector<T>(x: v128): v128 {
    return v128.nearest<T>(x);
  }
}

@unmanaged
class Trunc {
  @inline
  vector<T>(x: v128): v128 {
    return v128.trunc<T>(x);
  }
}

@unmanaged
class Sqrt {
  @inline
  vector<T>(x: v128): v128 {
    return v128.sqrt<T>(x);
  }
}

@unmanaged
class Reciprocal {
  @inline
  vector<T>(x: v128): v128 {
    return v128.div<T>(v128.splat<T>(1), x);
  }
}

export function negF32(n: i32, x: usize, y: usize): void {
  map<Neg, f32>(n, x, y);
}

export function negF64(n: i32, x: usize, y: usize): void {
  map<Neg, f64>(n, x, y);
}

export function absF32(n: i32, x: usize, y: usize): void {
  map<Abs, f32>(n, x, y);
}

export function absF64(n: i32, x: usize, y: usize): void {
  map<Abs, f64>(n, x, y);
}

export function signF32(n: i32, x: usize, y: usize): void {
  map<Sign, f32>(n, x, y);
}

export function signF64(n: i32, x: usize, y: usize): void {
  map<Sign, f64>(n, x, y);
}

export function squareF32(n: i32, x: usize, y: usize): void {
  map<Square, f32>(n, x, y);
}

export function squareF64(n: i32, x: usize, y: usize): void {
  map<Square, f64>(n, x, y);
}

export function reluF32(n: i32, x: usize, y: usize): void {
  map<Relu, f32>(n, x, y);
}

export function reluF64(n: i32, x: usize, y: usize): void {
  map<Relu, f64>(n, x, y);
}

export function floorF32(n: i32, x: usize, y: usize): void {
  map<Floor, f32>(n, x, y);
}

export function floorF64(n: i32, x: usize, y: usize): void {
  map<Floor, f64>(n, x, y);
}

export function ceilF32(n: i32, x: usize, y: usize): void {
  map<Ceil, f32>(n, x, y);
}

export function ceilF64(n: i32, x: usize, y: usize): void {
  map<Ceil, f64>(n, x, y);
}

export function roundF32(n: i32, x: usize, y: usize): void {
  map<Round, f32>(n, x, y);
}

export function roundF64(n: i32, x: usize, y: usize): void {
  map<Round, f64>(n, x, y);
}

export function truncF32(n: i32, x: usize, y: usize): void {
  map<Trunc, f32>(n, x, y);
}

export function truncF64(n: i32, x: usize, y: usize): void {
  map<Trunc, f64>(n, x, y);
}

export function sqrtF32(n: i32, x: usize, y: usize): void {
  map<Sqrt, f32>(n, x, y);
}

export function sqrtF64(n: i32, x: usize, y: usize): void {
  map<Sqrt, f64>(n, x, y);
}

export function reciprocalF32(n: i32, x: usize, y: usize): void {
  map<Reciprocal, f32>(n, x, y);
}

export function reciprocalF64(n: i32, x: usize, y: usize): void {
  map<Reciprocal, f64>(n, x, y);
}
