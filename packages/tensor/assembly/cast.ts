/** Conversions. */

import { bytes } from "./lanes";

/** Conversions that are exact, rounded to nearest, or wrapped to fewer bits. */
@inline
function convert<From, To>(n: i32, x: usize, y: usize): void {
  const stop = x + bytes<From>(n);
  while (x != stop) {
    store<To>(y, <To>load<From>(x));
    x += sizeof<From>();
    y += sizeof<To>();
  }
}

/** Of a float: without its fraction, within the range of int32; 0 for NaN. */
@inline
function toInteger<From>(x: From): i32 {
  if (sizeof<From>() == 8) {
    return i32x4.extract_lane(i32x4.trunc_sat_f64x2_s_zero(f64x2.splat(<f64>x)), 0);
  }
  return i32x4.extract_lane(i32x4.trunc_sat_f32x4_s(f32x4.splat(<f32>x)), 0);
}

@inline
function truncate<From>(n: i32, x: usize, y: usize): void {
  const stop = x + bytes<From>(n);
  while (x != stop) {
    store<i32>(y, toInteger<From>(load<From>(x)));
    x += sizeof<From>();
    y += 4;
  }
}

@inline
function truncateToByte<From>(n: i32, x: usize, y: usize): void {
  const stop = x + bytes<From>(n);
  while (x != stop) {
    store<u8>(y, <u8>min(max(toInteger<From>(load<From>(x)), 0), 255));
    x += sizeof<From>();
    y++;
  }
}

/** Whether an element is not 0. */
@inline
function truth<From>(n: i32, x: usize, y: usize): void {
  const stop = x + bytes<From>(n);
  while (x != stop) {
    store<u8>(y, load<From>(x) != 0 ? 1 : 0);
    x += sizeof<From>();
    y++;
  }
}

@kernel
export function castF32I32(n: i32, x: usize, y: usize): void {
  const whole = n & -4;
  const stop = x + bytes<f32>(whole);
  while (x != stop) {
    v128.store(y, i32x4.trunc_sat_f32x4_s(v128.load(x)));
    x += 16;
    y += 16;
  }
  truncate<f32>(n - whole, x, y);
}

@kernel
export function castF64I32(n: i32, x: usize, y: usize): void {
  truncate<f64>(n, x, y);
}

@kernel
export function castF32U8(n: i32, x: usize, y: usize): void {
  truncateToByte<f32>(n, x, y);
}

@kernel
export function castF64U8(n: i32, x: usize, y: usize): void {
  truncateToByte<f64>(n, x, y);
}

@kernel
export function castF32Bool(n: i32, x: usize, y: usize): void {
  truth<f32>(n, x, y);
}

@kernel
export function castF64Bool(n: i32, x: usize, y: usize): void {
  truth<f64>(n, x, y);
}

@kernel
export function castI32Bool(n: i32, x: usize, y: usize): void {
  truth<i32>(n, x, y);
}

@kernel
export function castU8Bool(n: i32, x: usize, y: usize): void {
  truth<u8>(n, x, y);
}

@kernel
export function castI32F64(n: i32, x: usize, y: usize): void {
  convert<i32, f64>(n, x, y);
}

@kernel
export function castI32U8(n: i32, x: usize, y: usize): void {
  convert<i32, u8>(n, x, y);
}

@kernel
export function castU8F64(n: i32, x: usize, y: usize): void {
  convert<u8, f64>(n, x, y);
}

@kernel
export function castF32F64(n: i32, x: usize, y: usize): void {
  const whole = n & -4;
  const stop = x + bytes<f32>(whole);
  while (x != stop) {
    v128.store(y, f64x2.promote_low_f32x4(v128.load64_zero(x)));
    v128.store(y, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)), 16);
    x += 16;
    y += 32;
  }
  convert<f32, f64>(n - whole, x, y);
}

@kernel
export function castF64F32(n: i32, x: usize, y: usize): void {
  convert<f64, f32>(n, x, y);
}

@kernel
export function castI32F32(n: i32, x: usize, y: usize): void {
  convert<i32, f32>(n, x, y);
}

@kernel
export function castU8F32(n: i32, x: usize, y: usize): void {
  const whole = n & -8;
  const stop = x + whole;
  while (x != stop) {
    const words = v128.load8x8_u(x);
    v128.store(y, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(words)));
    v128.store(y, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(words)), 16);
    x += 8;
    y += 32;
  }
  convert<u8, f32>(n - whole, x, y);
}

@kernel
export function castU8I32(n: i32, x: usize, y: usize): void {
  convert<u8, i32>(n, x, y);
}
