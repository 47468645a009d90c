/** Angles and lengths: the inverse tangent, sine and cosine. Written in the subset that `math.ts` names. */

import { exponent, scale } from "./bits.ts";
import { differenceError, productError, quotientRest, rootRest, sumError } from "./exact.ts";

const pi: number = 3.141592653589793;
const piLow: number = 1.2246467991473532e-16;

/** The lower part of the last result of {@link anglePair}. */
let low: number = 0;

/**
 * The angle of the point `(x + xLow, y + yLow)` with `x, y >= 0`, from 0 to pi / 2, as the unrounded sum of
 * the result and `low`: `atan c + atan t` with `t = (y - c x) / (x + c y)` and c the nearest of 0, 1/2, 1 and
 * infinity, so that `|t| < 0.42`.
 */
function anglePair(y: number, yLow: number, x: number, xLow: number): number {
  if (y > 2.4 * x) return angleFrom(1.5707963267948966, 6.123233995736766e-17, -x, -xLow, y, yLow);
  if (y <= 0.25 * x) return angleFrom(0, 0, y, yLow, x, xLow);
  const isHalf = y <= 0.75 * x;
  const base: number = isHalf ? 0.4636476090008061 : 0.7853981633974483;
  const baseLow: number = isHalf ? 2.2698777452961687e-17 : 3.061616997868383e-17;
  const c: number = isHalf ? 0.5 : 1;
  const n = y - c * x;
  const nLow = differenceError(y, c * x, n) + (yLow - c * xLow);
  const d = x + c * y;
  const dLow = differenceError(x, -c * y, d) + (xLow + c * yLow);
  return angleFrom(base, baseLow, n, nLow, d, dLow);
}

/** `base + baseLow + atan((n + nLow) / (d + dLow))`, as {@link anglePair}. */
function angleFrom(
  base: number,
  baseLow: number,
  n: number,
  nLow: number,
  d: number,
  dLow: number,
): number {
  const t = n / d;
  const tLow = quotientRest(t, n, nLow, d, dLow);
  const z = t * t;
  const rest = baseLow + (tLow * (1 - z) + t * z * atanRest(z));
  const sum = base + t;
  const sumLow = base === 0 ? rest : sumError(base, t, sum) + rest;
  const high = sum + sumLow;
  low = sumError(sum, sumLow, high);
  return high;
}

/** `(atan(t) / t - 1) / t^2` as a function of `z = t^2 <= 0.2`, interpolated at Chebyshev's points to 2^-53. */
function atanRest(z: number): number {
  const upper: number =
    -0.06666604399896524 +
    z *
      (0.05881423147059052 +
        z *
          (-0.05253573864459302 +
            z *
              (0.04693147636410812 +
                z *
                  (-0.04006660900687905 +
                    z * (0.028543241308933206 + z * -0.011958644726192406)))));
  const middle: number =
    -0.1428571428570145 +
    z * (0.11111111109691972 + z * (-0.09090909009176988 + z * (0.07692304882240202 + z * upper)));
  return -0.3333333333333333 + z * (0.19999999999999954 + z * middle);
}

/** The angle whose tangent is x. */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size < 1e-9) return x;
  const y = size > 1e20 ? 1.5707963267948966 : anglePair(size, 0, 1, 0);
  return x > 0 ? y : -y;
}

/** The angle from -pi / 2 to pi / 2 whose sine is x. */
export function asin(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-9) return x;
  if (!(size <= 1)) return NaN;
  const y = size === 1 ? 1.5707963267948966 : angleOfSine(size);
  return x > 0 ? y : -y;
}

function angleOfSine(x: number): number {
  const product = x * x;
  const square = 1 - product;
  const squareLow = 1 - square - product - productError(x, x, product);
  const root = Math.sqrt(square);
  return anglePair(x, 0, root, rootRest(root, square, squareLow));
}

/** The angle from 0 to pi whose cosine is x. */
export function acos(x: number): number {
  const size = Math.abs(x);
  if (!(size <= 1)) return NaN;
  if (size === 1) return x > 0 ? 0 : pi;
  const product = x * x;
  const square = 1 - product;
  const squareLow = 1 - square - product - productError(x, x, product);
  const root = Math.sqrt(square);
  const y = anglePair(root, rootRest(root, square, squareLow), size, 0);
  return x < 0 ? pi - y + (piLow - low) : y;
}

/** The angle from -pi to pi of the point `(x, y)`, with the signs of zeros as in C. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const angle = angleOfSizes(Math.abs(y), Math.abs(x));
  const isLeft = x < 0 || (x === 0 && 1 / x < 0);
  const size = isLeft ? pi - angle + (piLow - low) : angle;
  return y < 0 || (y === 0 && 1 / y < 0) ? -size : size;
}

/** The angle from 0 to pi / 2 of a point with `x, y >= 0`, infinite ones included; sets `low`. */
function angleOfSizes(y: number, x: number): number {
  low = 0;
  if (y === 0) return 0;
  const ratio = y / x;
  if (y === Infinity && x === Infinity) return anglePair(1, 0, 1, 0);
  if (ratio > 1e20) return anglePair(1, 0, 0, 0);
  if (ratio < 1e-9) return ratio;
  const k = -exponent(x > y ? x : y);
  return anglePair(scale(y, k), 0, scale(x, k), 0);
}

/** `sqrt(x^2 + y^2)`, where neither square overflows or vanishes. */
export function hypot(x: number, y: number): number {
  const isLarger = Math.abs(x) > Math.abs(y);
  const a = isLarger ? Math.abs(x) : Math.abs(y);
  const b = isLarger ? Math.abs(y) : Math.abs(x);
  if (a === Infinity || b === Infinity) return Infinity;
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  if (b <= a * 1e-18) return a;
  const k = exponent(a);
  const long = scale(a, -k);
  const short = scale(b, -k);
  const longSquare = long * long;
  const shortSquare = short * short;
  const sum = longSquare + shortSquare;
  const sumLow =
    sumError(longSquare, shortSquare, sum) +
    (productError(long, long, longSquare) + productError(short, short, shortSquare));
  const root = Math.sqrt(sum);
  return scale(root + rootRest(root, sum, sumLow), k);
}
