/**
 * The transcendental functions. `scalar` is the reference engine's, on float64: it serves float64 and
 * the strict build. `vector` is float32's in the fast build, from the approximations in `fast.ts`.
 */

import * as math from "../src/backend/reference/math";
import * as fast from "./fast";
import { bytes, loadPart, storePart } from "./lanes";

/** Applies the scalar function to each element, in float64 and rounded once. */
@inline
export function mapScalar<F, T>(n: i32, x: usize, y: usize): void {
  const f = changetype<F>(0);
  const stop = x + bytes<T>(n);
  while (x != stop) {
    store<T>(y, <T>f.scalar(<f64>load<T>(x)));
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** Applies a function to `n` float32 elements; `y` may be `x`. */
@inline
function map<F>(n: i32, x: usize, y: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    mapScalar<F, f32>(n, x, y);
    return;
  }
  const f = changetype<F>(0);
  const stop = x + bytes<f32>(n & -4);
  while (x != stop) {
    v128.store(y, f.vector(v128.load(x)));
    x += 16;
    y += 16;
  }
  const rest = n & 3;
  if (rest) storePart<f32>(y, f.vector(loadPart<f32>(x, rest)), rest);
}

/** As {@link map}, four vectors in a step, for functions that are simpler where no element is rare. */
@inline
function mapCommon<F>(n: i32, x: usize, y: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    mapScalar<F, f32>(n, x, y);
    return;
  }
  const f = changetype<F>(0);
  const stop = x + bytes<f32>(n & -16);
  while (x != stop) {
    const rare0 = v128.or(f.isRare(v128.load(x)), f.isRare(v128.load(x, 16)));
    const rare1 = v128.or(f.isRare(v128.load(x, 32)), f.isRare(v128.load(x, 48)));
    if (v128.any_true(v128.or(rare0, rare1))) {
      for (const end = x + 64; x != end; x += 16) {
        v128.store(y, f.vector(v128.load(x)));
        y += 16;
      }
    } else {
      v128.store(y, f.common(v128.load(x)));
      v128.store(y, f.common(v128.load(x, 16)), 16);
      v128.store(y, f.common(v128.load(x, 32)), 32);
      v128.store(y, f.common(v128.load(x, 48)), 48);
      x += 64;
      y += 64;
    }
  }
  map<F>(n & 15, x, y);
}

@unmanaged
export class Exp {
  @inline
  scalar(x: f64): f64 {
    return math.exp(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.exp(x);
  }
  @inline
  common(x: v128): v128 {
    return fast.expCommon(x);
  }
  @inline
  isRare(x: v128): v128 {
    return fast.expIsFar(x);
  }
}

@unmanaged
class Expm1 {
  @inline
  scalar(x: f64): f64 {
    return math.expm1(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.expm1(x);
  }
}

@unmanaged
class Log {
  @inline
  scalar(x: f64): f64 {
    return math.log(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.log(x);
  }
  @inline
  common(x: v128): v128 {
    return fast.logCommon(x);
  }
  @inline
  isRare(x: v128): v128 {
    return fast.logIsSpecial(x);
  }
}

@unmanaged
class Log1p {
  @inline
  scalar(x: f64): f64 {
    return math.log1p(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.log1p(x);
  }
}

@unmanaged
class Sin {
  @inline
  scalar(x: f64): f64 {
    return math.sin(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.sin(x);
  }
}

@unmanaged
class Cos {
  @inline
  scalar(x: f64): f64 {
    return math.cos(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.cos(x);
  }
}

@unmanaged
export class Tanh {
  @inline
  scalar(x: f64): f64 {
    return math.tanh(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.tanh(x);
  }
}

@unmanaged
export class Sigmoid {
  @inline
  scalar(x: f64): f64 {
    return math.sigmoid(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.sigmoid(x);
  }
  @inline
  common(x: v128): v128 {
    return fast.sigmoidCommon(x);
  }
  @inline
  isRare(x: v128): v128 {
    return fast.expIsFar(x);
  }
}

@unmanaged
class Softplus {
  @inline
  scalar(x: f64): f64 {
    return math.softplus(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.softplus(x);
  }
}

@unmanaged
class Erf {
  @inline
  scalar(x: f64): f64 {
    return math.erf(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.erf(x);
  }
}

@unmanaged
class Ndtr {
  @inline
  scalar(x: f64): f64 {
    return math.ndtr(x);
  }
  @inline
  vector(x: v128): v128 {
    return fast.ndtr(x);
  }
}

export function expF32(n: i32, x: usize, y: usize): void {
  mapCommon<Exp>(n, x, y);
}
export function expF64(n: i32, x: usize, y: usize): void {
  mapScalar<Exp, f64>(n, x, y);
}

export function expm1F32(n: i32, x: usize, y: usize): void {
  map<Expm1>(n, x, y);
}
export function expm1F64(n: i32, x: usize, y: usize): void {
  mapScalar<Expm1, f64>(n, x, y);
}

export function logF32(n: i32, x: usize, y: usize): void {
  mapCommon<Log>(n, x, y);
}
export function logF64(n: i32, x: usize, y: usize): void {
  mapScalar<Log, f64>(n, x, y);
}

export function log1pF32(n: i32, x: usize, y: usize): void {
  map<Log1p>(n, x, y);
}
export function log1pF64(n: i32, x: usize, y: usize): void {
  mapScalar<Log1p, f64>(n, x, y);
}

export function sinF32(n: i32, x: usize, y: usize): void {
  map<Sin>(n, x, y);
}
export function sinF64(n: i32, x: usize, y: usize): void {
  mapScalar<Sin, f64>(n, x, y);
}

export function cosF32(n: i32, x: usize, y: usize): void {
  map<Cos>(n, x, y);
}
export function cosF64(n: i32, x: usize, y: usize): void {
  mapScalar<Cos, f64>(n, x, y);
}

export function tanhF32(n: i32, x: usize, y: usize): void {
  map<Tanh>(n, x, y);
}
export function tanhF64(n: i32, x: usize, y: usize): void {
  mapScalar<Tanh, f64>(n, x, y);
}

export function sigmoidF32(n: i32, x: usize, y: usize): void {
  mapCommon<Sigmoid>(n, x, y);
}
export function sigmoidF64(n: i32, x: usize, y: usize): void {
  mapScalar<Sigmoid, f64>(n, x, y);
}

export function softplusF32(n: i32, x: usize, y: usize): void {
  map<Softplus>(n, x, y);
}
export function softplusF64(n: i32, x: usize, y: usize): void {
  mapScalar<Softplus, f64>(n, x, y);
}

export function erfF32(n: i32, x: usize, y: usize): void {
  map<Erf>(n, x, y);
}
export function erfF64(n: i32, x: usize, y: usize): void {
  mapScalar<Erf, f64>(n, x, y);
}

export function ndtrF32(n: i32, x: usize, y: usize): void {
  map<Ndtr>(n, x, y);
}

export function ndtrF64(n: i32, x: usize, y: usize): void {
  mapScalar<Ndtr, f64>(n, x, y);
}
