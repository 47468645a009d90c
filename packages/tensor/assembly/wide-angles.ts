/** Sine and cosine, as in `wide.ts`. */

import * as math from "../src/backend/reference/math";
import { join, lower, madd2, minusHalf, one, shifter, upper } from "./wide";

let twoOverPi = f64x2.splat(0.6366197723675814);
/** pi / 2 in two parts; the upper has 33 bits, so that its product is exact. */
let minusHalfPiHigh = f64x2.splat(-1.5707963267341256);
let minusHalfPiLow = f64x2.splat(-6.077100506506192e-11);
let s0 = f64x2.splat(-0.16666666641527178);
let s1 = f64x2.splat(0.00833332937414754);
let s2 = f64x2.splat(-0.0001983933100319162);
let s3 = f64x2.splat(2.7182745195288784e-6);
let c0 = f64x2.splat(0.04166664680744073);
let c1 = f64x2.splat(-0.0013887364495740373);
let c2 = f64x2.splat(2.4438091974028337e-5);

/** sin(x + turn pi / 2) for |x| <= 2^20: the quadrant chooses between two series, and the sign. */
@inline
function sinPair(x: v128, turn: i64): v128 {
  const shifted = madd2(x, twoOverPi, shifter);
  const k = f64x2.sub(shifted, shifter);
  const r = madd2(k, minusHalfPiLow, madd2(k, minusHalfPiHigh, x));
  const u = f64x2.mul(r, r);
  const square = f64x2.mul(u, u);
  const odd = madd2(square, madd2(u, s3, s2), madd2(u, s1, s0));
  const sine = f64x2.mul(r, madd2(u, odd, one));
  const even = madd2(square, c2, madd2(u, c1, c0));
  const cosine = madd2(square, even, madd2(u, minusHalf, one));
  const quadrant = turn ? i64x2.add(shifted, i64x2.splat(turn)) : shifted;
  const isOdd = i64x2.shr_s(i64x2.shl(quadrant, 63), 63);
  const sign = i64x2.shl(i64x2.shr_u(quadrant, 1), 63);
  return v128.xor(v128.bitselect(cosine, sine, isOdd), sign);
}

/** Beyond it the reduction would lose digits. */
let reducible = f32x4.splat(1048576);

@inline
export function sin(x: v128): v128 {
  let y = join(sinPair(lower(x), 0), sinPair(upper(x), 0));
  if (!i32x4.all_true(f32x4.le(f32x4.abs(x), reducible))) y = sinHuge(x);
  return y;
}

@inline
export function cos(x: v128): v128 {
  let y = join(sinPair(lower(x), 1), sinPair(upper(x), 1));
  if (!i32x4.all_true(f32x4.le(f32x4.abs(x), reducible))) y = cosHuge(x);
  return y;
}

function sinHuge(x: v128): v128 {
  let y = f32x4.splat(<f32>math.sin(<f64>f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, <f32>math.sin(<f64>f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, <f32>math.sin(<f64>f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, <f32>math.sin(<f64>f32x4.extract_lane(x, 3)));
}

function cosHuge(x: v128): v128 {
  let y = f32x4.splat(<f32>math.cos(<f64>f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, <f32>math.cos(<f64>f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, <f32>math.cos(<f64>f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, <f32>math.cos(<f64>f32x4.extract_lane(x, 3)));
}
