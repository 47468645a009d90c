/**
 * Transcendental functions of four float32 lanes, computed as two pairs of float64: no care for lost
 * digits is needed, and all but one rounding is far below float32's last place. See `fast.ts`.
 */

import * as math from "../src/backend/reference/math";
import { madd } from "./lanes";

@inline
function madd2(a: v128, b: v128, c: v128): v128 {
  return madd<f64>(a, b, c);
}

/** The first two lanes, the last two, and the union of two pairs. */
@inline
function lower(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

@inline
function join(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** 1.5 * 2^52: what is added to it rounds to an integer, which its lowest bits hold. */
let shifter = f64x2.splat(6755399441055744);
let one = f64x2.splat(1);
let two = f64x2.splat(2);
let half = f64x2.splat(0.5);
let minusHalf = f64x2.splat(-0.5);
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
function wideExp(x: v128): v128 {
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
function wideLog(x: v128): v128 {
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
function clamp(x: v128, minusBound: v128, bound: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, bound), minusBound);
}

/** Beyond it the exponential is 0 or infinity in float32. */
let far = f64x2.splat(120);
let minusFar = f64x2.splat(-120);

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

let erfBound = f64x2.splat(4);
let minusErfBound = f64x2.splat(-4);
let minusOne = f64x2.splat(-1);
let p0 = f64x2.splat(1.128379168101915);
let p1 = f64x2.splat(0.1668161575313842);
let p2 = f64x2.splat(0.05091953039539426);
let p3 = f64x2.splat(0.0029513715124366425);
let p4 = f64x2.splat(0.000305272480609039);
let p5 = f64x2.splat(-3.1784704701272914e-07);
let p6 = f64x2.splat(-4.49944782014025e-08);
let q1 = f64x2.splat(0.48117034120357693);
let q2 = f64x2.splat(0.10551611419994092);
let q3 = f64x2.splat(0.013480814214952373);
let q4 = f64x2.splat(0.0010383364207986463);
let q5 = f64x2.splat(4.085656053294033e-05);
let q6 = f64x2.splat(-6.233806995611432e-07);

/** x times a quotient of polynomials in x^2 fitted on [0, 4], to 2^-29.9; beyond 4 the result is 1. */
@inline
function erfPair(x: v128): v128 {
  const bounded = clamp(x, minusErfBound, erfBound);
  const u = f64x2.mul(bounded, bounded);
  const square = f64x2.mul(u, u);
  const pHigh = madd2(square, p6, madd2(u, p5, p4));
  const p = madd2(square, madd2(square, pHigh, madd2(u, p3, p2)), madd2(u, p1, p0));
  const qHigh = madd2(square, q6, madd2(u, q5, q4));
  const q = madd2(square, madd2(square, qHigh, madd2(u, q3, q2)), madd2(u, q1, one));
  return clamp(f64x2.div(f64x2.mul(bounded, p), q), minusOne, one);
}

@inline
export function erf(x: v128): v128 {
  return join(erfPair(lower(x)), erfPair(upper(x)));
}

/** Beyond it the probability is 0 or 1 in float32. */
let ndtrBound = f64x2.splat(15);
let five = f64x2.splat(5);
let n0 = f64x2.splat(0.4615158298594339);
let n1 = f64x2.splat(-0.09155228176626241);
let n2 = f64x2.splat(0.031030366933845015);
let n3 = f64x2.splat(0.010002346073323074);
let n4 = f64x2.splat(-0.026401007593634108);
let n5 = f64x2.splat(0.024537119864426686);
let n6 = f64x2.splat(-0.015170634947688182);
let n7 = f64x2.splat(0.006520509338510095);
let n8 = f64x2.splat(-0.0016764652435177605);
let n9 = f64x2.splat(1.3428947434969822e-05);
let n10 = f64x2.splat(0.00018924465700318358);
let n11 = f64x2.splat(-5.860277907313451e-05);
let n12 = f64x2.splat(-2.4813994144637086e-05);

/**
 * The probability that a standard normal number lies below x. That beyond `a = |x|` is `e^(-a^2 / 2) / (1 + a)` times a
 * polynomial in `(a - 5) / (a + 5)` fitted on [0, 15], to 2^-34; the square of a float32 is exact.
 */
@inline
function ndtrPair(x: v128): v128 {
  const a = f64x2.min(f64x2.abs(x), ndtrBound);
  const q = f64x2.div(f64x2.sub(a, five), f64x2.add(a, five));
  const q2 = f64x2.mul(q, q);
  const q4 = f64x2.mul(q2, q2);
  const low = madd2(q2, madd2(q, n3, n2), madd2(q, n1, n0));
  const middle = madd2(q2, madd2(q, n7, n6), madd2(q, n5, n4));
  const high = madd2(q4, n12, madd2(q2, madd2(q, n11, n10), madd2(q, n9, n8)));
  const p = madd2(q4, madd2(q4, high, middle), low);
  const power = wideExp(f64x2.mul(f64x2.mul(a, a), minusHalf));
  const beyond = f64x2.div(f64x2.mul(power, p), f64x2.add(a, one));
  const isBelow = f64x2.lt(x, f64x2.splat(0));
  return v128.bitselect(beyond, f64x2.sub(one, beyond), isBelow);
}

@inline
export function ndtr(x: v128): v128 {
  return join(ndtrPair(lower(x)), ndtrPair(upper(x)));
}

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
