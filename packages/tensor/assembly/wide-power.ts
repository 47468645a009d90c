/** Powers of four float32 lanes, as in `wide.ts`. */

import { clamp, far, join, lower, minusFar, upper, wideExp, wideLog } from "./wide";

/** `e^(y ln x)` for positive finite x: ln x to 2^-37 and products up to 104 leave 2^-30. */
@inline
function powPair(x: v128, y: v128): v128 {
  return wideExp(clamp(f64x2.mul(y, wideLog(x)), minusFar, far));
}

let zero = f32x4.splat(0);
let one = f32x4.splat(1);
let half = f32x4.splat(0.5);
let infinity = f32x4.splat(Infinity);

/** See `pow` in the reference engine's `logarithm.ts`. */
export function pow(x: v128, y: v128): v128 {
  const size = f32x4.abs(x);
  const power = join(powPair(lower(size), lower(y)), powPair(upper(size), upper(y)));
  const isCommon = v128.and(
    v128.and(f32x4.gt(x, zero), f32x4.lt(x, infinity)),
    f32x4.lt(f32x4.abs(y), infinity),
  );
  return i32x4.all_true(isCommon) ? power : powSpecial(x, y, power);
}

/** Puts right what is not common, from the power of the size of x. */
function powSpecial(x: v128, y: v128, power: v128): v128 {
  const size = f32x4.abs(x);
  const isEnd = v128.or(f32x4.eq(size, zero), f32x4.eq(size, infinity));
  const isZero = v128.xor(f32x4.gt(size, one), f32x4.gt(y, zero));
  let z = v128.bitselect(v128.andnot(infinity, isZero), power, isEnd);
  const isInteger = f32x4.eq(f32x4.floor(y), y);
  const halved = f32x4.floor(f32x4.mul(y, half));
  const isOdd = v128.and(isInteger, f32x4.ne(f32x4.add(halved, halved), y));
  z = v128.xor(z, v128.and(v128.and(x, isOdd), f32x4.splat(-0.0)));
  const isBetween = v128.and(f32x4.lt(x, zero), f32x4.lt(size, infinity));
  const isNaN = v128.or(f32x4.ne(x, x), f32x4.ne(y, y));
  z = v128.bitselect(f32x4.splat(NaN), z, v128.or(isNaN, v128.andnot(isBetween, isInteger)));
  const isFar = v128.and(f32x4.eq(size, one), f32x4.eq(f32x4.abs(y), infinity));
  const isOne = v128.or(f32x4.eq(y, zero), v128.or(f32x4.eq(x, one), isFar));
  return v128.bitselect(one, z, isOne);
}
