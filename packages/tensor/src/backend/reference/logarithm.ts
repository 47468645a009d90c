/** The natural logarithm, and what is made of it. Written in the subset that `math.ts` names. */

import { exponent, scale } from "./bits.ts";
import { productError, sumError } from "./exact.ts";
import { exp, expOfPair } from "./exponential.ts";

const ln2High: number = 0.6931471803691238; // 32 bits
const ln2Low: number = 1.9082149292705877e-10;
const twoThirds: number = 0.6666666666666666;
const twoThirdsLow: number = 3.700743415417188e-17;

/** The lower part of the last result of {@link logPair}. */
export let low: number = 0;

/**
 * `ln(x + xLow)` as the unrounded sum of the result and `low`, for finite `x > 0`, good to about 2^-62
 * of itself. With `x = 2^k (1 + f)`, `s = f / (2 + f)` and `z = s^2` it is
 * `k ln 2 + 2/3 s (3 + z + 3/5 z^2 + 3/7 z^3 + ...)`.
 */
export function logPair(x: number, xLow: number): number {
  let k = exponent(x);
  let m = scale(x, -k);
  if (m > 1.41) {
    k += 1;
    m *= 0.5;
  }
  const f = m - 1; // exact
  const fLow = scale(xLow, -k);
  const d = 2 + f;
  const dLow = sumError(2, f, d) + fLow;
  const s = f / d;
  const sd = s * d;
  const sLow = (f - sd - productError(s, d, sd) + (fLow - s * dLow)) / d;
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const v = 3 + z;
  const vLow = sumError(3, z, v) + (zLow + z * z * logRest(z));
  const t = s * v;
  const tLow = productError(s, v, t) + (s * vLow + sLow * v);
  const w = t * twoThirds;
  const wLow = productError(t, twoThirds, w) + (t * twoThirdsLow + tLow * twoThirds);
  const base = k * ln2High; // exact
  const high = base + w;
  low = sumError(base, w, high) + (k * ln2Low + wLow);
  return high;
}

/** `3/5 + 3/7 z + 3/9 z^2 + ...` for `z <= 0.03`; the first term left out is below 2^-58. */
function logRest(z: number): number {
  const upper: number =
    3 / 15 + z * (3 / 17 + z * (3 / 19 + z * (3 / 21 + z * (3 / 23 + z * (3 / 25)))));
  return 3 / 5 + z * (3 / 7 + z * (3 / 9 + z * (3 / 11 + z * (3 / 13 + z * upper))));
}

/** `ln x`. */
export function log(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  const high = logPair(x, 0);
  return high + low;
}

/** `log2 x`. */
export function log2(x: number): number {
  return logOfBase(x, 1.4426950408889634, 2.0355273740931033e-17);
}

/** `log10 x`. */
export function log10(x: number): number {
  return logOfBase(x, 0.4342944819032518, 1.098319650216765e-17);
}

/** `ln x` times a factor of two parts. */
function logOfBase(x: number, factor: number, factorLow: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  const high = logPair(x, 0);
  const product = high * factor;
  return product + (productError(high, factor, product) + (high * factorLow + low * factor));
}

/** `ln(1 + x + xLow)` for `x > -1`. */
export function log1pOfPair(x: number, xLow: number): number {
  const sum = 1 + x;
  const high = logPair(sum, (x < 1 ? sumError(1, x, sum) : sumError(x, 1, sum)) + xLow);
  return high + low;
}

/** `ln(1 + x)`, exact also where x is small. */
export function log1p(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  if (Math.abs(x) < 3e-9) return x - x * x * 0.5;
  const sum = 1 + x;
  const high = logPair(sum, x < 1 ? sumError(1, x, sum) : sumError(x, 1, sum));
  return high + low;
}

/** `ln(1 + e^x)`, as `max(x, 0) + ln(1 + e^-|x|)`. */
export function softplus(x: number): number {
  if (Number.isNaN(x)) return x;
  const rest = log1p(exp(-Math.abs(x)));
  return x > 0 ? x + rest : rest;
}

/** `x^y`, with the special cases of C: 1 for `x^0` and `1^y` whatever the other is. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const isInteger = Math.floor(y) === y;
  if (x < 0 && x !== -Infinity && !isInteger) return NaN;
  const size = powOfSize(Math.abs(x), y);
  const isOdd = isInteger && Math.floor(y / 2) * 2 !== y;
  const isNegative = x < 0 || (x === 0 && 1 / x < 0);
  return isOdd && isNegative ? -size : size;
}

/** `x^y` for `x >= 0` and `y` other than 0. */
function powOfSize(x: number, y: number): number {
  if (x === 1) return 1;
  if (x === 0 || x === Infinity || Math.abs(y) === Infinity) {
    return x > 1 === y > 0 ? Infinity : 0;
  }
  const high = logPair(x, 0);
  const p = y * high;
  if (Math.abs(p) > 800) return p > 0 ? Infinity : 0;
  return expOfPair(p, productError(y, high, p) + y * low);
}
