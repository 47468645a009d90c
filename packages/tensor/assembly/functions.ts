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

/** Applies a function to `n` elements; `y` may be `x`. */
@inline
function map<F, T>(n: i32, x: usize, y: usize): void {
  if (sizeof<T>() == 8 || !ASC_FEATURE_RELAXED_SIMD) {
    mapScalar<F, T>(n, x, y);
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
function mapCommon<F, T>(n: i32, x: usize, y: usize): void {
  if (sizeof<T>() == 8 || !ASC_FEATURE_RELAXED_SIMD) {
    mapScalar<F, T>(n, x, y);
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
  map<F, T>(n & 15, x, y);
}

/** The function of each lane: from float64 and rounded once, or by the fast build's approximation. */
@inline
export function ofLanes<F, T>(x: v128): v128 {
  const f = changetype<F>(0);
  if (sizeof<T>() == 8) {
    const y = f64x2.splat(f.scalar(f64x2.extract_lane(x, 0)));
    return f64x2.replace_lane(y, 1, f.scalar(f64x2.extract_lane(x, 1)));
  }
  if (ASC_FEATURE_RELAXED_SIMD) return f.vector(x);
  let y = f32x4.splat(<f32>f.scalar(<f64>f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, <f32>f.scalar(<f64>f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, <f32>f.scalar(<f64>f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, <f32>f.scalar(<f64>f32x4.extract_lane(x, 3)));
}

@unmanaged
@kernel(mapCommon, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(mapCommon, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(mapCommon, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(map, f32, f64)
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
@kernel(map, f32, f64)
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
