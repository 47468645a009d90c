/** Functions that are computed one element after another in both builds, in float64 and rounded once. */

import * as math from "../src/backend/reference/math";
import { mapScalar } from "./functions";

@unmanaged
class Exp2 {
  @inline
  scalar(x: f64): f64 {
    return math.exp2(x);
  }
}

@unmanaged
class Log2 {
  @inline
  scalar(x: f64): f64 {
    return math.log2(x);
  }
}

@unmanaged
class Log10 {
  @inline
  scalar(x: f64): f64 {
    return math.log10(x);
  }
}

@unmanaged
class Tan {
  @inline
  scalar(x: f64): f64 {
    return math.tan(x);
  }
}

@unmanaged
class Asin {
  @inline
  scalar(x: f64): f64 {
    return math.asin(x);
  }
}

@unmanaged
class Acos {
  @inline
  scalar(x: f64): f64 {
    return math.acos(x);
  }
}

@unmanaged
class Atan {
  @inline
  scalar(x: f64): f64 {
    return math.atan(x);
  }
}

@unmanaged
class Sinh {
  @inline
  scalar(x: f64): f64 {
    return math.sinh(x);
  }
}

@unmanaged
class Cosh {
  @inline
  scalar(x: f64): f64 {
    return math.cosh(x);
  }
}

@unmanaged
class Asinh {
  @inline
  scalar(x: f64): f64 {
    return math.asinh(x);
  }
}

@unmanaged
class Acosh {
  @inline
  scalar(x: f64): f64 {
    return math.acosh(x);
  }
}

@unmanaged
class Atanh {
  @inline
  scalar(x: f64): f64 {
    return math.atanh(x);
  }
}

@unmanaged
class Erfc {
  @inline
  scalar(x: f64): f64 {
    return math.erfc(x);
  }
}

@unmanaged
class Erfinv {
  @inline
  scalar(x: f64): f64 {
    return math.erfinv(x);
  }
}

@unmanaged
class Lgamma {
  @inline
  scalar(x: f64): f64 {
    return math.lgamma(x);
  }
}

@unmanaged
class Digamma {
  @inline
  scalar(x: f64): f64 {
    return math.digamma(x);
  }
}

export function exp2F32(n: i32, x: usize, y: usize): void {
  mapScalar<Exp2, f32>(n, x, y);
}

export function exp2F64(n: i32, x: usize, y: usize): void {
  mapScalar<Exp2, f64>(n, x, y);
}

export function log2F32(n: i32, x: usize, y: usize): void {
  mapScalar<Log2, f32>(n, x, y);
}

export function log2F64(n: i32, x: usize, y: usize): void {
  mapScalar<Log2, f64>(n, x, y);
}

export function log10F32(n: i32, x: usize, y: usize): void {
  mapScalar<Log10, f32>(n, x, y);
}

export function log10F64(n: i32, x: usize, y: usize): void {
  mapScalar<Log10, f64>(n, x, y);
}

export function tanF32(n: i32, x: usize, y: usize): void {
  mapScalar<Tan, f32>(n, x, y);
}

export function tanF64(n: i32, x: usize, y: usize): void {
  mapScalar<Tan, f64>(n, x, y);
}

export function asinF32(n: i32, x: usize, y: usize): void {
  mapScalar<Asin, f32>(n, x, y);
}

export function asinF64(n: i32, x: usize, y: usize): void {
  mapScalar<Asin, f64>(n, x, y);
}

export function acosF32(n: i32, x: usize, y: usize): void {
  mapScalar<Acos, f32>(n, x, y);
}

export function acosF64(n: i32, x: usize, y: usize): void {
  mapScalar<Acos, f64>(n, x, y);
}

export function atanF32(n: i32, x: usize, y: usize): void {
  mapScalar<Atan, f32>(n, x, y);
}

export function atanF64(n: i32, x: usize, y: usize): void {
  mapScalar<Atan, f64>(n, x, y);
}

export function sinhF32(n: i32, x: usize, y: usize): void {
  mapScalar<Sinh, f32>(n, x, y);
}

export function sinhF64(n: i32, x: usize, y: usize): void {
  mapScalar<Sinh, f64>(n, x, y);
}

export function coshF32(n: i32, x: usize, y: usize): void {
  mapScalar<Cosh, f32>(n, x, y);
}

export function coshF64(n: i32, x: usize, y: usize): void {
  mapScalar<Cosh, f64>(n, x, y);
}

export function asinhF32(n: i32, x: usize, y: usize): void {
  mapScalar<Asinh, f32>(n, x, y);
}

export function asinhF64(n: i32, x: usize, y: usize): void {
  mapScalar<Asinh, f64>(n, x, y);
}

export function acoshF32(n: i32, x: usize, y: usize): void {
  mapScalar<Acosh, f32>(n, x, y);
}

export function acoshF64(n: i32, x: usize, y: usize): void {
  mapScalar<Acosh, f64>(n, x, y);
}

export function atanhF32(n: i32, x: usize, y: usize): void {
  mapScalar<Atanh, f32>(n, x, y);
}

export function atanhF64(n: i32, x: usize, y: usize): void {
  mapScalar<Atanh, f64>(n, x, y);
}

export function erfcF32(n: i32, x: usize, y: usize): void {
  mapScalar<Erfc, f32>(n, x, y);
}

export function erfcF64(n: i32, x: usize, y: usize): void {
  mapScalar<Erfc, f64>(n, x, y);
}

export function erfinvF32(n: i32, x: usize, y: usize): void {
  mapScalar<Erfinv, f32>(n, x, y);
}

export function erfinvF64(n: i32, x: usize, y: usize): void {
  mapScalar<Erfinv, f64>(n, x, y);
}

export function lgammaF32(n: i32, x: usize, y: usize): void {
  mapScalar<Lgamma, f32>(n, x, y);
}

export function lgammaF64(n: i32, x: usize, y: usize): void {
  mapScalar<Lgamma, f64>(n, x, y);
}

export function digammaF32(n: i32, x: usize, y: usize): void {
  mapScalar<Digamma, f32>(n, x, y);
}

export function digammaF64(n: i32, x: usize, y: usize): void {
  mapScalar<Digamma, f64>(n, x, y);
}
