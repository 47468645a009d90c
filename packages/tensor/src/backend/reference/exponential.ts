/** e to the power of x, and what is made of it. Written in the subset that `math.ts` names. */

import { scale } from "./bits.ts";
import { productError, quotient, sumError } from "./exact.ts";

/** ln 2 in two parts; the upper has 32 bits, so that its product with an exponent is exact. */
const ln2High: number = 0.6931471803691238;
const ln2Low: number = 1.9082149292705877e-10;

/** The lower part of the last result of {@link expPair}. */
export let low: number = 0;

/** The multiple of ln 2 that lies nearest to x: the `k` of {@link expPair}. */
export function binaryExponent(x: number): number {
  return Math.floor(x * Math.LOG2E + 0.5);
}

/**
 * `e^(x + xLow) / 2^k - one / 2^k` as the unrounded sum of the result and `low`, where `one` is 1
 * or 0 and `k` is `binaryExponent(x)`: with `r = x - k ln 2` it is `(1 - one / 2^k) + r + (e^r - 1 - r)`.
 */
export function expPair(x: number, xLow: number, k: number, one: number): number {
  const part = x - k * ln2High; // exact
  const rest = xLow - k * ln2Low;
  const r = part + rest; // |r| <= ln(2) / 2
  const rLow = sumError(part, rest, r);
  const offset = scale(one, -k);
  const base = 1 - offset;
  const baseLow = 1 - base - offset;
  const high = base + r;
  low = sumError(base, r, high) + (baseLow + (expRest(r) + (rLow + r * rLow)));
  return high;
}

/** `e^r - 1 - r` for `|r| <= 0.35` by its power series; the first term left out is below 2^-57. */
function expRest(r: number): number {
  const upper: number =
    1 / 5040 +
    r *
      (1 / 40320 +
        r *
          (1 / 362880 +
            r * (1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800))))));
  const lower: number = 1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * upper)));
  return r * r * (0.5 + r * lower);
}

/** `e^x`. */
export function exp(x: number): number {
  return expOfPair(x, 0);
}

/** `e^(x + xLow)`, where `xLow` is what is lost in rounding `x`. */
export function expOfPair(x: number, xLow: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.8) return Infinity;
  if (x < -745.2) return 0;
  const k = binaryExponent(x);
  const high = expPair(x, xLow, k, 0);
  return scale(high + low, k);
}

/** `2^x`. */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 1024) return Infinity;
  if (x < -1076) return 0;
  const k = Math.floor(x + 0.5);
  const part = x - k; // exact
  const product = part * Math.LN2;
  const productLow = productError(part, Math.LN2, product) + part * 2.3190468138462996e-17;
  return scale(expOfPair(product, productLow), k);
}

/** `e^x - 1`, exact also where x is small. */
export function expm1(x: number): number {
  if (Number.isNaN(x) || Math.abs(x) < 5e-17) return x;
  if (x > 709.8) return Infinity;
  if (x < -40) return -1;
  const k = binaryExponent(x);
  const high = expPair(x, 0, k, 1);
  return scale(high + low, k);
}

/** `(e^x - e^-x) / (e^x + e^-x)`, as `q / (q + 2)` with `q = e^2x - 1`. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size < 1e-9) return x;
  if (size > 22) return x > 0 ? 1 : -1;
  const k = binaryExponent(2 * size);
  const high = expPair(2 * size, 0, k, 1);
  const sum = high + low;
  const q = scale(sum, k);
  const qLow = scale(sumError(high, low, sum), k);
  const d = q > 2 ? q + 2 : 2 + q;
  const dLow = (q > 2 ? sumError(q, 2, d) : sumError(2, q, d)) + qLow;
  const y = quotient(q, qLow, d, dLow);
  return x > 0 ? y : -y;
}

/** `1 / (1 + e^-x)`, as `e^x / (1 + e^x)` where x is negative. */
export function sigmoid(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 40) return 1;
  if (x < -40) return exp(x);
  const size = -Math.abs(x);
  const k = binaryExponent(size);
  const high = expPair(size, 0, k, 0);
  const sum = high + low;
  const e = scale(sum, k);
  const eLow = scale(sumError(high, low, sum), k);
  const d = 1 + e;
  const dLow = sumError(1, e, d) + eLow;
  return x < 0 ? quotient(e, eLow, d, dLow) : quotient(1, 0, d, dLow);
}
