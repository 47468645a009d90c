/**
 * Transcendental functions of four float32 lanes, computed as two pairs of float64: no care for lost
 * digits is needed, and all but one rounding is far below float32's last place. See `fast.ts`.
 */

import { madd } from "./lanes";

@inline
export function madd2(a: v128, b: v128, c: v128): v128 {
  return madd<f64>(a, b, c);
}

/** The first two lanes, the last two, and the union of two pairs. */
@inline
export function lower(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
export function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

@inline
export function join(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** 1.5 * 2^52: what is added to it rounds to an integer, which its lowest bits hold. */
export let shifter = f64x2.splat(6755399441055744);
export let one = f64x2.splat(1);
let two = f64x2.splat(2);
let half = f64x2.splat(0.5);
export let minusHalf = f64x2.splat(-0.5);
let log2e = f64x2.splat(1.4426950408889634);
let ln2 = f64x2.splat(0.6931471805599453);
let minusLn2 = f64x2.splat(-0.6931471805599453);

/** (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2. */
let e0 = f64x2.splat(0.49999999999736505);
let e1 = f64x2.splat(0.16666666754564102);
let e2 = f64x2.splat(0.04166666695534367);
let e3 = f64x2.splat(0.008333288931913638);
let e4 = f64x2.splat(0.0013888809239233652);
let e5 = f64x2.splat(0.00019904984328366197);
let e6 = f64x2.splat(2.4882543199928292e-05);

/** e^x to 2^-37, and e^x - 1 to 2^-34 of itself unless |x| < 2^-18; |x| < 700. */
@inline
export function wideExp(x: v128): v128 {
  const shifted = madd2(x, log2e, shifter);
  const r = madd2(f64x2.sub(shifted, shifter), minusLn2, x);
  const square = f64x2.mul(r, r);
  const low = madd2(square, madd2(r, e3, e2), madd2(r, e1, e0));
  const high = madd2(square, e6, madd2(r, e5, e4));
  const p = madd2(f64x2.mul(square, square), high, low);
  const y = madd2(square, p, f64x2.add(r, one));
  return i64x2.add(y, i64x2.shl(shifted, 52));
}

/** The bits of sqrt(1/2), which leave the exponent in its place when subtracted. */
let rootHalf = i64x2.splat(0x3fe6a09e667f3bcd);

/** (atanh(s) / s - 1) / s^2 for |s| <= 0.172. */
let a0 = f64x2.splat(0.3333333333792186);
let a1 = f64x2.splat(0.199999978026956);
let a2 = f64x2.splat(0.14286055539702042);
let a3 = f64x2.splat(0.11088050819149406);
let a4 = f64x2.splat(0.09792747632951064);

/** log(x) to 2^-37, for normal positive x: `k ln 2 + 2 atanh(s)` with `s = f / (2 + f)`. */
@inline
export function wideLog(x: v128): v128 {
  const exponent = i64x2.shr_s(i64x2.sub(x, rootHalf), 52);
  const f = f64x2.sub(i64x2.sub(x, i64x2.shl(exponent, 52)), one);
  const k = f64x2.sub(i64x2.add(exponent, shifter), shifter);
  const s = f64x2.div(f, f64x2.add(f, two));
  const z = f64x2.mul(s, s);
  const low = madd2(z, a1, a0);
  const high = madd2(z, madd2(z, a4, a3), a2);
  const p = madd2(f64x2.mul(z, z), high, low);
  const twice = f64x2.add(s, s);
  return madd2(k, ln2, madd2(f64x2.mul(twice, z), p, twice));
}

/** Below it `1 + x` has lost too much of x, and the series of two terms is exact enough. */
let smallBound = f64x2.splat(3.814697265625e-6);

/** `a` where `|x| < bound`, else `b`; `b` where x is NaN. */
@inline
function whereSmall(x: v128, bound: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, f64x2.lt(f64x2.abs(x), bound));
}

/** Keeps x within [-bound, bound]; NaN passes. */
@inline
export function clamp(x: v128, minusBound: v128, bound: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, bound), minusBound);
}

/** Beyond it the exponential is 0 or infinity in float32. */
export let far = f64x2.splat(120);
export let minusFar = f64x2.splat(-120);

@inline
function expm1Pair(x: v128): v128 {
  const y = f64x2.sub(wideExp(clamp(x, minusFar, far)), one);
  return whereSmall(x, smallBound, f64x2.mul(x, madd2(x, half, one)), y);
}

@inline
export function expm1(x: v128): v128 {
  return join(expm1Pair(lower(x)), expm1Pair(upper(x)));
}

@inline
function log1pPair(x: v128): v128 {
  const y = wideLog(f64x2.add(x, one));
  return whereSmall(x, smallBound, f64x2.mul(x, madd2(x, minusHalf, one)), y);
}

let minusOne4 = f32x4.splat(-1);
let infinity4 = f32x4.splat(Infinity);

@inline
export function log1p(x: v128): v128 {
  let y = join(log1pPair(lower(x)), log1pPair(upper(x)));
  const isRegular = v128.and(f32x4.gt(x, minusOne4), f32x4.lt(x, infinity4));
  if (!i32x4.all_true(isRegular)) y = v128.bitselect(y, log1pSpecial(x), isRegular);
  return y;
}

/** log(0) is -infinity, log(infinity) infinity, all else NaN. */
function log1pSpecial(x: v128): v128 {
  const isInfinite = v128.or(f32x4.eq(x, minusOne4), f32x4.eq(x, infinity4));
  const infinite = v128.or(v128.and(x, f32x4.splat(-0.0)), infinity4);
  return v128.bitselect(infinite, f32x4.splat(NaN), isInfinite);
}

/** Beyond it tanh is 1 in float32. */
let tanhBound = f64x2.splat(9.02);
let minusTanhBound = f64x2.splat(-9.02);
let t0 = f64x2.splat(0.9999999999654436);
let t1 = f64x2.splat(0.14099390809579715);
let t2 = f64x2.splat(0.004426188451805322);
let t3 = f64x2.splat(4.2279732094647565e-5);
let t4 = f64x2.splat(1.1120850301094917e-7);
let t5 = f64x2.splat(3.676282185807728e-11);
let d1 = f64x2.splat(0.47432724104901314);
let d2 = f64x2.splat(0.029201936167587934);
let d3 = f64x2.splat(0.0005008797175135742);
let d4 = f64x2.splat(2.6043975240415316e-6);
let d5 = f64x2.splat(2.952329184087118e-9);

/** x times a quotient of polynomials in x^2 fitted on [0, 9.02], to 2^-34. */
@inline
function tanhPair(x: v128): v128 {
  const bounded = clamp(x, minusTanhBound, tanhBound);
  const u = f64x2.mul(bounded, bounded);
  const square = f64x2.mul(u, u);
  const top = madd2(square, madd2(u, t5, t4), madd2(u, t3, t2));
  const bottom = madd2(square, madd2(u, d5, d4), madd2(u, d3, d2));
  const numerator = madd2(square, top, madd2(u, t1, t0));
  const denominator = madd2(square, bottom, madd2(u, d1, one));
  return f64x2.div(f64x2.mul(bounded, numerator), denominator);
}

@inline
export function tanh(x: v128): v128 {
  return join(tanhPair(lower(x)), tanhPair(upper(x)));
}

@inline
function sigmoidPair(x: v128): v128 {
  const e = wideExp(f64x2.neg(clamp(x, minusFar, far)));
  return f64x2.div(one, f64x2.add(e, one));
}

@inline
export function sigmoid(x: v128): v128 {
  return join(sigmoidPair(lower(x)), sigmoidPair(upper(x)));
}

/** `max(x, 0) + log(1 + e^-|x|)`. */
@inline
function softplusPair(x: v128): v128 {
  const e = wideExp(f64x2.neg(f64x2.pmin(f64x2.abs(x), far)));
  const y = wideLog(f64x2.add(e, one));
  const rest = whereSmall(e, smallBound, f64x2.mul(e, madd2(e, minusHalf, one)), y);
  return f64x2.add(rest, f64x2.pmax(x, f64x2.splat(0)));
}

@inline
export function softplus(x: v128): v128 {
  return join(softplusPair(lower(x)), softplusPair(upper(x)));
}
