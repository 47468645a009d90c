/** The hyperbolic sine and cosine, and the inverses. Written in the subset that `math.ts` names. */

import { scale } from "./bits.ts";
import { productError, quotient, quotientRest, rootRest, sumError } from "./exact.ts";
import { binaryExponent, low as expLow, expPair } from "./exponential.ts";
import { log1pOfPair, low as logLow, logPair } from "./logarithm.ts";

/** `(e^x - e^-x) / 2`, as `(q + q / (q + 1)) / 2` with `q = e^x - 1`. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size < 1e-9) return x;
  const y = size > 22 ? halfExp(size) : sinhMiddle(size);
  return x > 0 ? y : -y;
}

function sinhMiddle(x: number): number {
  const k = binaryExponent(x);
  const high = expPair(x, 0, k, 1);
  const sum = high + expLow;
  const q = scale(sum, k);
  const qLow = scale(sumError(high, expLow, sum), k);
  const d = q + 1;
  const dLow = (q > 1 ? sumError(q, 1, d) : sumError(1, q, d)) + qLow;
  return 0.5 * (q + (qLow + quotient(q, qLow, d, dLow)));
}

/** `(e^x + e^-x) / 2`. */
export function cosh(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size > 22) return halfExp(size);
  const k = binaryExponent(size);
  const high = expPair(size, 0, k, 0);
  const sum = high + expLow;
  const e = scale(sum, k);
  const eLow = scale(sumError(high, expLow, sum), k);
  return 0.5 * (e + (eLow + quotient(1, 0, e, eLow)));
}

/** `e^x / 2` for positive x, which overflows later than `e^x`. */
function halfExp(x: number): number {
  if (x > 711) return Infinity;
  const k = binaryExponent(x);
  const high = expPair(x, 0, k, 0);
  return scale(high + expLow, k - 1);
}

/** The x whose hyperbolic sine is y: `ln(1 + a)` with `a = y + y^2 / (1 + sqrt(1 + y^2))`. */
export function asinh(y: number): number {
  const size = Math.abs(y);
  if (Number.isNaN(y) || size < 1e-9 || size === Infinity) return y;
  const x = size > 1e9 ? logOfTwice(size) : asinhMiddle(size);
  return y > 0 ? x : -x;
}

function asinhMiddle(y: number): number {
  const p = y * y;
  const pLow = productError(y, y, p);
  const r = 1 + p;
  const rLow = (p < 1 ? sumError(1, p, r) : sumError(p, 1, r)) + pLow;
  const s = Math.sqrt(r);
  const d = 1 + s;
  const dLow = sumError(s, 1, d) + rootRest(s, r, rLow);
  const q = p / d;
  const a = y + q;
  const aLow = sumError(y, q, a) + quotientRest(q, p, pLow, d, dLow);
  return log1pOfPair(a, aLow);
}

/** The x from 0 on whose hyperbolic cosine is y: `ln(1 + a)` with `a = y - 1 + sqrt(y^2 - 1)`. */
export function acosh(y: number): number {
  if (!(y >= 1)) return NaN;
  if (y === 1) return 0;
  if (y > 1e9) return y === Infinity ? y : logOfTwice(y);
  const t = y - 1; // exact below 2
  const tLow = sumError(y, -1, t);
  const p = y * y;
  const v = p - 1;
  const vLow = sumError(p, -1, v) + productError(y, y, p);
  const s = Math.sqrt(v);
  const a = s + t;
  return log1pOfPair(a, sumError(s, t, a) + (rootRest(s, v, vLow) + tLow));
}

/** `ln(2 x)`, where `2 x` may overflow. */
function logOfTwice(x: number): number {
  const high = logPair(x, 0);
  return high + (logLow + Math.LN2);
}

/** The x whose hyperbolic tangent is y: `ln(1 + 2 y / (1 - y)) / 2`. */
export function atanh(y: number): number {
  const size = Math.abs(y);
  if (Number.isNaN(y) || size < 1e-9) return y;
  if (size >= 1) return size === 1 ? y * Infinity : NaN;
  const d = 1 - size;
  const dLow = sumError(1, -size, d);
  const q = (2 * size) / d;
  const x = 0.5 * log1pOfPair(q, quotientRest(q, 2 * size, 0, d, dLow));
  return y > 0 ? x : -x;
}
