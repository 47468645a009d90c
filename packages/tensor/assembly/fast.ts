/**
 * Transcendental functions of four float32 lanes: within 1 unit in the last place of float32, sigmoid within 2.
 * Coefficients are minimax fits to the relative error on the interval that is named.
 *
 * V8 rebuilds a vector constant at each use with three instructions, but keeps a variable in a register
 * or loads it with one: so the constants are variables. Polynomials are summed in pairs, since the
 * length of the chain bounds the speed. Rare lanes are put right after the common case is computed.
 */

import { madd, nmadd } from "./lanes";

@inline
function madd4(a: v128, b: v128, c: v128): v128 {
  return madd<f32>(a, b, c);
}

@inline
function nmadd4(a: v128, b: v128, c: v128): v128 {
  return nmadd<f32>(a, b, c);
}

/** 1.5 * 2^23: what is added to it rounds to an integer, which its lowest bits hold. */
let shifter = f32x4.splat(12582912);
let one = f32x4.splat(1);
let log2e = f32x4.splat(1.4426950408889634);
/** ln 2 in two parts; the upper has 9 bits, so that its product with an exponent is exact. */
let ln2High = f32x4.splat(0.693359375);
let ln2Low = f32x4.splat(-2.12194440054690583e-4);

/** (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2. */
let e0 = f32x4.splat(0.5);
let e1 = f32x4.splat(0.166665181517601);
let e2 = f32x4.splat(0.04166620597243309);
let e3 = f32x4.splat(0.008368917740881443);
let e4 = f32x4.splat(0.0013950541615486145);

/** e^r. */
@inline
function expReduced(r: v128): v128 {
  const square = f32x4.mul(r, r);
  const upper = madd4(square, e4, madd4(r, e3, e2));
  const slope = madd4(r, madd4(square, upper, madd4(r, e1, e0)), one);
  return madd4(r, slope, one);
}

/** The bits of 87: beyond it 2^k leaves the range of normal numbers; infinity and NaN lie beyond it. */
let expBound = i32x4.splat(0x42ae0000);

/** `2^k e^r` with `x = k ln 2 + r`, where x is not far. */
@inline
export function expCommon(x: v128): v128 {
  const shifted = madd4(x, log2e, shifter);
  const k = f32x4.sub(shifted, shifter);
  const r = nmadd4(k, ln2Low, nmadd4(k, ln2High, x));
  return i32x4.add(expReduced(r), i32x4.shl(shifted, 23));
}

@inline
export function expIsFar(x: v128): v128 {
  return i32x4.gt_s(f32x4.abs(x), expBound);
}

@inline
export function exp(x: v128): v128 {
  let y = expCommon(x);
  const isFar = expIsFar(x);
  if (v128.any_true(isFar)) y = v128.bitselect(expFar(x), y, isFar);
  return y;
}

/** `1 / (1 + e^-x)`, where x is not far, from e^-r; what the sum loses in rounding the last step puts right. */
@inline
export function sigmoidCommon(x: v128): v128 {
  const shifted = madd4(x, log2e, shifter);
  const k = f32x4.sub(shifted, shifter);
  const r = nmadd4(k, ln2Low, nmadd4(k, ln2High, x));
  const square = f32x4.mul(r, r);
  const upper = madd4(square, e4, nmadd4(r, e3, e2));
  const slope = nmadd4(r, madd4(square, upper, nmadd4(r, e1, e0)), one);
  const e = i32x4.sub(nmadd4(r, slope, one), i32x4.shl(shifted, 23));
  const y = f32x4.div(one, f32x4.add(e, one));
  return madd4(y, nmadd4(y, e, f32x4.sub(one, y)), y);
}

/** 2^k is taken in two steps, for subnormal results and 2^128; NaN passes. */
function expFar(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const shifted = madd4(x, log2e, shifter);
  const k = f32x4.sub(shifted, shifter);
  const r = nmadd4(k, ln2Low, nmadd4(k, ln2High, x));
  const integer = i32x4.sub(shifted, shifter);
  const half = i32x4.shr_s(integer, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(integer, half), i32x4.splat(127)), 23);
  return f32x4.mul(f32x4.mul(expReduced(r), first), second);
}

/** The bits of sqrt(1/2), which leave the exponent in its place when subtracted. */
let rootHalf = i32x4.splat(0x3f3504f3);
let smallestNormal = i32x4.splat(0x00800000);
let regularCount = i32x4.splat(0x7f000000);

/** (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f in [sqrt(1/2), sqrt(2)). */
let l0 = f32x4.splat(0.3333331346511841);
let l1 = f32x4.splat(-0.25000008940696716);
let l2 = f32x4.splat(0.20002126693725586);
let l3 = f32x4.splat(-0.1666800081729889);
let l4 = f32x4.splat(0.14219389855861664);
let l5 = f32x4.splat(-0.12405368685722351);
let l6 = f32x4.splat(0.11889240890741348);
let l7 = f32x4.splat(-0.11677613854408264);
let l8 = f32x4.splat(0.06746576726436615);
let minusHalf = f32x4.splat(-0.5);

/** `k ln 2 + log(1 + f)` with `x = 2^k (1 + f)`, where x is not special. */
@inline
export function logCommon(x: v128): v128 {
  return logNormal(x, f32x4.splat(0));
}

/** One unsigned comparison finds all that is not positive, normal and finite. */
@inline
export function logIsSpecial(x: v128): v128 {
  return i32x4.ge_u(i32x4.sub(x, smallestNormal), regularCount);
}

@inline
export function log(x: v128): v128 {
  let y = logCommon(x);
  const isSpecial = logIsSpecial(x);
  if (v128.any_true(isSpecial)) y = v128.bitselect(logSpecial(x), y, isSpecial);
  return y;
}

@inline
function logNormal(x: v128, offset: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, rootHalf), 23);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(exponent, 23)), one);
  const k = f32x4.add(f32x4.convert_i32x4_s(exponent), offset);
  const square = f32x4.mul(f, f);
  const fourth = f32x4.mul(square, square);
  const low = madd4(square, madd4(f, l3, l2), madd4(f, l1, l0));
  const high = madd4(square, madd4(f, l7, l6), madd4(f, l5, l4));
  const p = madd4(fourth, madd4(fourth, l8, high), low);
  const rest = madd4(square, madd4(f, p, minusHalf), f32x4.mul(k, ln2Low));
  // The upper part of k ln 2 is exact; what its sum with f loses goes to the rest.
  const base = f32x4.mul(k, ln2High);
  const sum = f32x4.add(base, f);
  return f32x4.add(sum, f32x4.add(f32x4.add(f32x4.sub(base, sum), f), rest));
}

/** Lanes that are subnormal are taken times 2^23; 0, infinity, NaN and negative ones are put in. */
function logSpecial(x: v128): v128 {
  const zero = f32x4.splat(0);
  const isSmall = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, isSmall);
  let y = logNormal(scaled, v128.and(isSmall, f32x4.splat(-23)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, zero));
  y = v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, zero));
  // Infinity and NaN are what they were.
  const isFinite = f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity));
  return v128.bitselect(y, f32x4.add(x, f32x4.abs(x)), v128.or(isFinite, f32x4.lt(x, zero)));
}

export { expm1, log1p, sigmoid, softplus, tanh } from "./wide";
export { cos, sin } from "./wide-angles";
export { erf, ndtr } from "./wide-normal";
export { pow } from "./wide-power";
