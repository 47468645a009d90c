/**
 * The logarithm of the gamma function and its derivatives: at most 4 units in the last place, but absolutely
 * only near the zeros at negative arguments. Written in the subset that `math.ts` names.
 */

import { productError, sumError } from "./exact.ts";
import { log, low as logLow, logPair, pow } from "./logarithm.ts";
import { sin, tan } from "./trigonometry.ts";

/** `ln |Gamma(x)|`; infinite at 0 and the negative whole numbers. */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size === Infinity) return Infinity;
  if (x > 0) return lgammaOfPositive(x);
  const rest = size - Math.floor(size);
  if (rest === 0) return Infinity;
  // Gamma(x) Gamma(-x) = -pi / (x sin(pi x))
  const sine = sin(Math.PI * (rest > 0.5 ? 1 - rest : rest));
  return 1.1447298858494002 - log(sine) - log(size) - lgammaOfPositive(size);
}

function lgammaOfPositive(x: number): number {
  if (x >= 8) return stirling(x);
  if (x < 0.5) return x * lgammaRatio(x) - log(x * (1 + x));
  if (x <= 1.5) return lgammaNearOne(x);
  let m = x;
  let product: number = 1;
  while (m > 2.5) {
    m -= 1;
    product *= m;
  }
  const y = (m - 2) * lgammaRatio(m - 2);
  return product === 1 ? y : log(product) + y;
}

/** `ln Gamma(1 + t) = t R(t) - ln(1 + t)` for `|t| <= 0.5`, whose two terms are of like size. */
function lgammaNearOne(x: number): number {
  const t = x - 1;
  const high = logPair(x, 0);
  const u = t * 0.42278433509846713;
  const uLow = productError(t, 0.42278433509846713, u) + t * t * lgammaRatioRest(t);
  const y = u - high;
  return y + (sumError(-high, u, y) + (uLow + t * 4.942915152430645e-18 - logLow));
}

/** `ln Gamma(2 + t) / t` for `|t| <= 0.5`. */
function lgammaRatio(t: number): number {
  return 0.42278433509846713 + t * lgammaRatioRest(t);
}

/** What follows `1 - gamma` in {@link lgammaRatio}: interpolated at Chebyshev's points to 2^-55. */
function lgammaRatioRest(t: number): number {
  const highest: number =
    4.374374916915131e-6 +
    t *
      (-2.0449201467015115e-6 +
        t *
          (9.578663334114758e-7 +
            t *
              (-4.303558760359961e-7 +
                t *
                  (2.0304806751615227e-7 +
                    t * (-1.3412819758517287e-7 + t * 6.379047507619774e-8)))));
  const upper: number =
    -0.0011927539120010226 +
    t *
      (0.0005096695248853096 +
        t *
          (-0.00022315475074520367 +
            t *
              (9.945750909889392e-5 +
                t *
                  (-4.4926351103833334e-5 +
                    t * (2.050726741605779e-5 + t * (-9.438458716242811e-6 + t * highest))))));
  return (
    0.3224670334241132 +
    t *
      (-0.06735230105319814 +
        t *
          (0.02058080842778457 +
            t * (-0.0073855510286681535 + t * (0.002890510330738737 + t * upper))))
  );
}

/** `(x - 1/2) (ln x - 1) + (ln(2 pi) - 1) / 2 + 1 / (12 x) - ...` for `x >= 8`. */
function stirling(x: number): number {
  if (x > 1e17) return x * (log(x) - 1);
  const s = 1 / x;
  const z = s * s;
  const upper: number = 1 / 1188 + z * (-691 / 360360 + z * (1 / 156 + z * (-3617 / 122400)));
  const series: number = 1 / 12 + z * (-1 / 360 + z * (1 / 1260 + z * (-1 / 1680 + z * upper)));
  const high = logPair(x, 0);
  const a = high - 1;
  const aLow = sumError(high, -1, a) + logLow;
  const y = x - 0.5;
  const p = y * a;
  return p + (productError(y, a, p) + y * aLow + (0.4189385332046728 + s * series));
}

/** The derivative of `ln Gamma`. */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x > 0) return digammaOfPositive(x);
  const rest = x - Math.floor(x + 0.5);
  if (!(rest !== 0)) return NaN;
  return digammaOfPositive(1 - x) - Math.PI / tan(Math.PI * rest);
}

function digammaOfPositive(x: number): number {
  if (x < 1) return digammaMiddle(x - 0.5) - 1 / x;
  if (x >= 10) return digammaSeries(x);
  let m = x;
  let sum: number = 0;
  while (m > 2) {
    m -= 1;
    sum += 1 / m;
  }
  return digammaMiddle(m - 1.5) + sum;
}

/** `ln x - 1 / (2 x) - 1 / (12 x^2) + ...` for `x >= 10`. */
function digammaSeries(x: number): number {
  if (x === Infinity) return x;
  const s = 1 / x;
  const z = s * s;
  const upper: number = -1 / 240 + z * (1 / 132 + z * (-691 / 32760 + z * (1 / 12)));
  const series: number = 1 / 12 + z * (-1 / 120 + z * (1 / 252 + z * upper));
  return log(x) - (0.5 * s + z * series);
}

/** `digamma(1.5 + t)` for `|t| <= 0.5`, its zero at 1.4616... split off; interpolated to 2^-54. */
function digammaMiddle(t: number): number {
  const highest: number =
    -0.001042261556504223 +
    t *
      (0.0006899717801166841 +
        t *
          (-0.0004599625144612576 +
            t *
              (0.0003268068044141764 +
                t *
                  (-0.0002178682145501451 +
                    t *
                      (9.173383289174792e-5 +
                        t *
                          (-6.11554261750751e-5 +
                            t * (0.00012230983055406747 + t * -8.153978973309418e-5)))))));
  const upper: number =
    0.017907248195969127 +
    t *
      (-0.011908215172584002 +
        t *
          (0.007927024067961237 +
            t *
              (-0.00528001782089874 +
                t *
                  (0.0035180800751066694 +
                    t * (-0.002344650082351321 + t * (0.0015635679757533885 + t * highest))))));
  const ratio: number =
    0.9510558760318328 +
    t *
      (-0.42362742128146047 +
        t *
          (0.24054248424078736 +
            t *
              (-0.14840492305391761 +
                t *
                  (0.09498872445283 +
                    t *
                      (-0.06192213327165706 +
                        t * (0.04076083394462657 + t * (-0.02697579684427536 + t * upper)))))));
  return (t - (1.4616321449683622 - 1.5) - 9.549995429965697e-17) * ratio;
}

/**
 * Hurwitz' zeta function, the sum of `(q + k)^-s` over k from 0 on, for a whole s from 2 to 100. Infinite at 0
 * and the negative whole numbers.
 */
export function zeta(s: number, q: number): number {
  if (!(s >= 2 && s <= 100) || Math.floor(s) !== s || Number.isNaN(q) || q === -Infinity)
    return NaN;
  if (q > 0) return zetaOfPositive(s, q);
  const whole = Math.floor(q);
  if (q === whole) return Infinity;
  // What is added for negative q + k are the powers of 1 - f, 2 - f, ..., -q with f the fraction of q.
  const below = zetaOfPositive(s, whole + 1 - q) - zetaOfPositive(s, 1 - q);
  const above = zetaOfPositive(s, q - whole);
  return Math.floor(s / 2) * 2 === s ? above + below : above - below;
}

/** Term by term up to where the formula of Euler and Maclaurin holds. */
function zetaOfPositive(s: number, q: number): number {
  if (q === Infinity) return 0;
  let w = q;
  let sum: number = 0;
  while (w < 12 + s) {
    sum += pow(w, -s);
    w += 1;
  }
  const last = pow(w, -s);
  const z = 1 / (w * w);
  // Each product is the one before it, times (s + i) (s + i + 1) / w^2.
  const p1 = s / w;
  const p2 = p1 * ((s + 1) * (s + 2) * z);
  const p3 = p2 * ((s + 3) * (s + 4) * z);
  const p4 = p3 * ((s + 5) * (s + 6) * z);
  const p5 = p4 * ((s + 7) * (s + 8) * z);
  const p6 = p5 * ((s + 9) * (s + 10) * z);
  const p7 = p6 * ((s + 11) * (s + 12) * z);
  const upper = p5 / 47900160 - p6 * (691 / 1307674368000) + p7 / 74724249600;
  const series = p1 / 12 - p2 / 720 + p3 / 30240 - p4 / 1209600 + upper;
  return sum + last * (w / (s - 1) + 0.5 + series);
}
