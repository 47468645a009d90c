/** Sine and cosine. Written in the subset that `math.ts` names. */

import { exponent, scale } from "./bits.ts";
import { differenceError, productError, quotient, sumError } from "./exact.ts";

/** pi / 2 in four parts, the first three of 33 bits, whose product with 20 bits is exact. */
const halfPi1: number = 1.5707963267341256;
const halfPi2: number = 6.077100506303966e-11;
const halfPi3: number = 2.0222662487111665e-21;
const halfPi4: number = 8.4784276603689e-32;

/** pi / 2 in two parts. */
const halfPi: number = 1.5707963267948966;
const halfPiLow: number = 6.123233995736766e-17;

/** The lower part of the last result of {@link reduce}, and the number of quarter turns taken off. */
let low: number = 0;
let quadrant: number = 0;

/** `sin x`. */
export function sin(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-8) return x;
  const r = reduce(size);
  const isCosine = quadrant === 1 || quadrant === 3;
  const y = isCosine ? cosNearZero(r, low) : sinNearZero(r, low);
  return x < 0 === quadrant > 1 ? y : -y;
}

/** `cos x`. */
export function cos(x: number): number {
  const r = reduce(Math.abs(x));
  const isSine = quadrant === 1 || quadrant === 3;
  const y = isSine ? sinNearZero(r, low) : cosNearZero(r, low);
  return quadrant === 1 || quadrant === 2 ? -y : y;
}

/** `tan x`, as the quotient of sine and cosine. */
export function tan(x: number): number {
  const size = Math.abs(x);
  if (size < 1e-9) return x;
  const r = reduce(size);
  const sineRest = sinRest(r, low);
  const sine = r + sineRest;
  const sineLow = sumError(r, sineRest, sine);
  const base = 1 - 0.5 * (r * r);
  const cosineRest = cosRest(r, low);
  const cosine = base + cosineRest;
  const cosineLow = sumError(base, cosineRest, cosine);
  const isTurned = quadrant === 1 || quadrant === 3;
  const y = isTurned
    ? -quotient(cosine, cosineLow, sine, sineLow)
    : quotient(sine, sineLow, cosine, cosineLow);
  return x < 0 ? -y : y;
}

/** `sin(x + xLow)` for `|x| <= pi / 4` by its power series. */
function sinNearZero(x: number, xLow: number): number {
  return x + sinRest(x, xLow);
}

/** `sin(x + xLow) - x`. */
function sinRest(x: number, xLow: number): number {
  const z = x * x;
  const upper: number =
    1 / 362880 +
    z *
      (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000))));
  const series: number = -1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * upper));
  return x * z * series + (1 - 0.5 * z) * xLow;
}

/** `cos(x + xLow)` for `|x| <= pi / 4` by its power series. */
function cosNearZero(x: number, xLow: number): number {
  return 1 - 0.5 * (x * x) + cosRest(x, xLow);
}

/** `cos(x + xLow)` less the rounded `1 - x^2 / 2`. */
function cosRest(x: number, xLow: number): number {
  const z = x * x;
  const upper: number =
    1 / 3628800 + z * (-1 / 479001600 + z * (1 / 87178291200 + z * (-1 / 20922789888000)));
  const series: number = 1 / 24 + z * (-1 / 720 + z * (1 / 40320 - z * upper));
  const half = 0.5 * z;
  const base = 1 - half;
  return 1 - base - half + (z * z * series - x * xLow);
}

/** `x - n pi / 2` for `x >= 0`, between about -pi / 4 and pi / 4; sets `low` and `quadrant = n mod 4`. */
function reduce(x: number): number {
  if (!(x < Infinity)) {
    quadrant = 0;
    low = 0;
    return NaN;
  }
  if (x > 1647000) return reduceLarge(x);
  const n = Math.floor(x * 0.6366197723675814 + 0.5);
  quadrant = n - 4 * Math.floor(n / 4);
  const first = x - n * halfPi1; // exact
  const second = n * halfPi2; // exact
  const a = first - second;
  const aLow = differenceError(first, second, a);
  const third = n * halfPi3; // exact
  const b = a - third;
  const bLow = aLow + differenceError(a, third, b) - n * halfPi4;
  const r = b + bLow;
  low = sumError(b, bLow, r);
  return r;
}

/**
 * The same for large x (Payne and Hanek 1983): x and 2 / pi as digits of 24 bits, of whose product
 * only the columns are formed that hold the quotient modulo 2^24 and 168 bits behind the point.
 */
function reduceLarge(x: number): number {
  const shift = Math.floor(exponent(x) / 24);
  let rest = scale(x, -24 * shift);
  const x0 = Math.floor(rest);
  rest = (rest - x0) * 16777216;
  const x1 = Math.floor(rest);
  rest = (rest - x1) * 16777216;
  const x2 = Math.floor(rest);
  const x3 = (rest - x2) * 16777216;

  let column = shift + 7;
  let d0 = digitOfTwoOverPi(column);
  let d1 = digitOfTwoOverPi(column - 1);
  let d2 = digitOfTwoOverPi(column - 2);
  let carry: number = 0;
  let f0: number = 0;
  let f1: number = 0;
  let f2: number = 0;
  let f3: number = 0;
  let f4: number = 0;
  let f5: number = 0;
  let f6: number = 0;
  while (column >= shift) {
    const d3 = digitOfTwoOverPi(column - 3);
    const sum = x0 * d0 + x1 * d1 + x2 * d2 + x3 * d3 + carry; // below 2^52: exact
    carry = Math.floor(sum / 16777216);
    f6 = f5;
    f5 = f4;
    f4 = f3;
    f3 = f2;
    f2 = f1;
    f1 = f0;
    f0 = sum - carry * 16777216;
    d0 = d1;
    d1 = d2;
    d2 = d3;
    column -= 1;
  }

  let n = f0;
  let high = scale(f1, -24) + scale(f2, -48);
  if (high >= 0.5) {
    high -= 1;
    n += 1;
  }
  quadrant = n - 4 * Math.floor(n / 4);
  const middle = scale(f3, -72) + scale(f4, -96);
  const upper = high + middle;
  const lower = sumError(high, middle, upper) + (scale(f5, -120) + scale(f6, -144));
  const turns = upper + lower;
  const turnsLow = sumError(upper, lower, turns);
  const product = turns * halfPi;
  const productLow = productError(turns, halfPi, product) + (turns * halfPiLow + turnsLow * halfPi);
  const r = product + productLow;
  low = sumError(product, productLow, r);
  return r;
}

/** The i-th digit of 24 bits behind the point of 2 / pi, from 1; 0 where i is not positive. */
function digitOfTwoOverPi(i: number): number {
  if (i < 1) return 0;
  const pair = Math.floor((i - 1) / 2);
  const both = pairOfTwoOverPi(pair);
  const first = Math.floor(both / 16777216);
  return i === 2 * pair + 1 ? first : both - first * 16777216;
}

/** Two digits at once: the bits from `48 i` of 2 / pi. */
function pairOfTwoOverPi(i: number): number {
  if (i === 0) return 0xa2f9836e4e44;
  if (i === 1) return 0x1529fc2757d1;
  if (i === 2) return 0xf534ddc0db62;
  if (i === 3) return 0x95993c439041;
  if (i === 4) return 0xfe5163abdebb;
  if (i === 5) return 0xc561b7246e3a;
  if (i === 6) return 0x424dd2e00649;
  if (i === 7) return 0x2eea09d1921c;
  if (i === 8) return 0xfe1deb1cb129;
  if (i === 9) return 0xa73ee88235f5;
  if (i === 10) return 0x2ebb4484e99c;
  if (i === 11) return 0x7026b45f7e41;
  if (i === 12) return 0x3991d6398353;
  if (i === 13) return 0x39f49c845f8b;
  if (i === 14) return 0xbdf9283b1ff8;
  if (i === 15) return 0x97ffde05980f;
  if (i === 16) return 0xef2f118b5a0a;
  if (i === 17) return 0x6d1f6d367ecf;
  if (i === 18) return 0x27cb09b74f46;
  if (i === 19) return 0x3f669e5fea2d;
  if (i === 20) return 0x7527bac7ebe5;
  if (i === 21) return 0xf17b3d0739f7;
  if (i === 22) return 0x8a5292ea6bfb;
  if (i === 23) return 0x5fb11f8d5d08;
  return 0x56033046fc7b;
}
