/** Conversions from each type: exact, rounded to nearest, or wrapped to fewer bits. */

import { bytes } from "./lanes";

/** Of a float: without its fraction, within the range of int32; 0 for NaN. */
@inline
function toInteger<From>(x: From): i32 {
  if (sizeof<From>() == 8) {
    return i32x4.extract_lane(i32x4.trunc_sat_f64x2_s_zero(f64x2.splat(<f64>x)), 0);
  }
  return i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(f32x4.splat(<f32>x)), 0);
}

/** To bool: whether it is not 0; of a float to uint8 within the range as {@link toInteger}. */
@inline
function converted<From, To>(x: From): To {
  if (isBoolean<To>()) return <To>(x != 0);
  else if (isInteger<From>() || isFloat<To>()) return <To>x;
  else if (sizeof<To>() == 4) return <To>toInteger<From>(x);
  else return <To>min(max(toInteger<From>(x), 0), 255);
}

@inline
function convert<From, To>(n: i32, x: usize, y: usize): void {
  const stop = x + bytes<From>(n);
  while (x != stop) {
    store<To>(y, converted<From, To>(load<From>(x)));
    x += sizeof<From>();
    y += sizeof<To>();
  }
}

@inline
@kernel(f64, i32, u8, bool)
function castF32<To>(n: i32, x: usize, y: usize): void {
  if (sizeof<To>() > 1) {
    for (const stop = x + bytes<f32>(n & -4); x != stop; x += 16) {
      if (isFloat<To>()) {
        v128.store(y, f64x2.promote_low_f32x4(v128.load64_zero(x)));
        v128.store(y, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)), 16);
      } else {
        v128.store(y, i32x4.trunc_sat_f32x4_s(v128.load(x)));
      }
      y += 4 * sizeof<To>();
    }
    n &= 3;
  }
  convert<f32, To>(n, x, y);
}

@inline
@kernel(f32, i32, u8, bool)
function castF64<To>(n: i32, x: usize, y: usize): void {
  convert<f64, To>(n, x, y);
}

@inline
@kernel(f32, f64, u8, bool)
function castI32<To>(n: i32, x: usize, y: usize): void {
  convert<i32, To>(n, x, y);
}

@inline
@kernel(f32, f64, i32, bool)
function castU8<To>(n: i32, x: usize, y: usize): void {
  if (isFloat<To>() && sizeof<To>() == 4) {
    for (const stop = x + (n & -8); x != stop; x += 8) {
      const words = v128.load8x8_u(x);
      v128.store(y, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words)));
      v128.store(y, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words)), 16);
      y += 32;
    }
    n &= 7;
  }
  convert<u8, To>(n, x, y);
}
