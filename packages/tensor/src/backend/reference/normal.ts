/** The error function and the normal quantile. Written in the subset that `math.ts` names. */

import { productError, sumError } from "./exact.ts";
import { exp, expOfPair } from "./exponential.ts";
import { low as logLow, logPair } from "./logarithm.ts";

/** `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * erfRatioNearZero(x * x);
  if (size > 6) return x > 0 ? 1 : -1;
  const y = size < 1.25 ? 0.8450629115104675 + erfRestNearOne(size - 1) : 1 - erfcTail(size);
  return x > 0 ? y : -y;
}

/** `1 - erf x`, with all its digits where erf is near 1. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -0.84375) return 1 + erf(-x);
  if (x < 0.25) return 1 - (x + x * erfRatioNearZero(x * x));
  if (x < 0.5) return 0.5 - (x - 0.5 + x * erfRatioNearZero(x * x));
  if (x < 0.84375) return 1 - x - x * erfRatioNearZero(x * x);
  if (x < 1.25) return 1 - 0.8450629115104675 - erfRestNearOne(x - 1);
  return x > 27.3 ? 0 : erfcTail(x);
}

/** The x whose erf is y, by the normal quantile: `x = normalQuantile((1 + y) / 2) / sqrt(2)`. */
export function erfinv(y: number): number {
  const size = Math.abs(y);
  if (!(size <= 1)) return NaN;
  if (size === 1) return y > 0 ? Infinity : -Infinity;
  const x = size <= 0.85 ? middleQuantile(0.5 * size, 0) : tailQuantile(0.5 * (1 - size));
  const scaled = x * 0.7071067811865476 + x * -4.833646656726457e-17;
  return y < 0 || (y === 0 && 1 / y < 0) ? -scaled : scaled;
}

/** The probability that a standard normal number lies below x: `erfc(-x / sqrt(2)) / 2`. */
export function ndtr(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 40) return x > 0 ? 1 : 0;
  const u = x * -0.7071067811865476;
  const uLow = x * 4.833646656726457e-17 - productError(x, 0.7071067811865476, -u);
  return 0.5 * (erfc(u) - 1.1283791670955126 * exp(-u * u) * uLow);
}

// The rational approximations of erf are those of fdlibm (Sun Microsystems 1993, s_erf.c).

/** `erf(x) / x - 1` as a function of `z = x^2`, for `|x| < 0.84375`. */
function erfRatioNearZero(z: number): number {
  const p: number =
    0.12837916709551256 +
    z *
      (-0.3250421072470015 +
        z * (-0.02848174957559851 + z * (-0.005770270296489442 + z * -0.000023763016656650163)));
  const q: number =
    1 +
    z *
      (0.39791722395915535 +
        z *
          (0.0650222499887673 +
            z *
              (0.005081306281875766 +
                z * (0.00013249473800432164 + z * -0.000003960228278775368))));
  return p / q;
}

/** `erf(1 + s) - 0.8450629115104675` for `1 + s` in [0.84375, 1.25]. */
function erfRestNearOne(s: number): number {
  const p: number =
    -0.0023621185607526594 +
    s *
      (0.41485611868374833 +
        s *
          (-0.3722078760357013 +
            s *
              (0.31834661990116175 +
                s *
                  (-0.11089469428239668 +
                    s * (0.035478304325618236 + s * -0.002166375594868791)))));
  const q: number =
    1 +
    s *
      (0.10642088040084423 +
        s *
          (0.540397917702171 +
            s *
              (0.07182865441419627 +
                s * (0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107)))));
  return p / q;
}

/** `1 - erf(x)` for `x >= 1.25`: `e^(-x^2 - 0.5625 + R(1 / x^2)) / x`. */
function erfcTail(x: number): number {
  const square = x * x;
  const s = 1 / square;
  const rest = (x < 2.857142857142857 ? erfcRestMiddle(s) : erfcRestUpper(s)) - 0.5625;
  const sum = rest - square;
  const low = sumError(-square, rest, sum) - productError(x, x, square);
  return expOfPair(sum, low) / x;
}

/** `R(s)` for x in [1.25, 1 / 0.35]. */
function erfcRestMiddle(s: number): number {
  const r: number =
    -0.009864944034847148 +
    s *
      (-0.6938585727071818 +
        s *
          (-10.558626225323291 +
            s *
              (-62.375332450326006 +
                s *
                  (-162.39666946257347 +
                    s *
                      (-184.60509290671104 + s * (-81.2874355063066 + s * -9.814329344169145))))));
  const upper: number =
    429.00814002756783 +
    s * (108.63500554177944 + s * (6.570249770319282 + s * -0.0604244152148581));
  const q: number =
    1 +
    s *
      (19.651271667439257 +
        s * (137.65775414351904 + s * (434.56587747522923 + s * (645.3872717332679 + s * upper))));
  return r / q;
}

/** `R(s)` for x in [1 / 0.35, 28]. */
function erfcRestUpper(s: number): number {
  const r: number =
    -0.0098649429247001 +
    s *
      (-0.799283237680523 +
        s *
          (-17.757954917754752 +
            s *
              (-160.63638485582192 +
                s * (-637.5664433683896 + s * (-1025.0951316110772 + s * -483.5191916086514)))));
  const upper: number =
    3199.8582195085955 +
    s * (2553.0504064331644 + s * (474.52854120695537 + s * -22.44095244658582));
  const q: number =
    1 + s * (30.33806074348246 + s * (325.7925129965739 + s * (1536.729586084437 + s * upper)));
  return r / q;
}

/**
 * The x below which a standard normal number lies with probability p, the inverse of
 * `(1 + erf(x / sqrt(2))) / 2`. The rational approximations are those of Wichura (1988, algorithm AS 241,
 * PPND16), each less a straight line with round coefficients, which is added back with no error: what
 * is left is so small that its own rounding does not matter.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return middleQuantile(q, sumError(-0.5, p, q));
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  return q < 0 ? -tailQuantile(p) : tailQuantile(1 - p);
}

/** The quantile x of `0.5 + q + qLow`; `dx/dq = sqrt(2 pi) e^(x^2 / 2)`, to three terms here. */
function middleQuantile(q: number, qLow: number): number {
  const square = q * q;
  const ratio = 2.5 + 4 * square;
  const ratioLow = sumError(2.5, 4 * square, ratio) + middleRest(0.180625 - square);
  const x = q * ratio;
  const half = 0.5 * x * x;
  const slope = 2.5 * (1 + half + 0.5 * half * half);
  return x + (productError(q, ratio, x) + (q * ratioLow + slope * qLow));
}

/** The quantile of `1 - p`, from `r = sqrt(-ln p)` in two parts. */
function tailQuantile(p: number): number {
  const high = logPair(p, 0);
  const logarithm = high + logLow;
  const r = Math.sqrt(-logarithm);
  const square = r * r;
  const lost = -logarithm - square - productError(r, r, square) - sumError(high, logLow, logarithm);
  const line = 1.5 * r;
  const lineLow = sumError(r, 0.5 * r, line) + (0.75 * lost) / r;
  const offset = r <= 5 ? -0.9765625 : -0.84375;
  const rest = r <= 5 ? tailRest(r - 1.6) : farTailRest(r - 5);
  const x = line + offset;
  return x + (sumError(line, offset, x) + (lineLow + rest));
}

/** `x / q - 2.5 - 4 q^2` with `q = p - 0.5`, as a function of `r = 0.425^2 - q^2 >= 0`. */
function middleRest(r: number): number {
  const numeratorUpper: number =
    -862.7141196139293 +
    r *
      (25451.253917556325 +
        r * (98082.680000595 + r * (100583.04283551457 + r * 20905.981115411418)));
  const numerator: number =
    0.1646328727963666 +
    r *
      (0.786959705875441 +
        r * (-73.61585853020152 + r * (-902.3548835635677 + r * numeratorUpper)));
  const denominatorUpper: number =
    21213.794301586597 + r * (39307.89580009271 + r * (28729.085735721943 + r * 5226.495278852854));
  const denominator: number =
    1 +
    r *
      (42.31333070160091 +
        r * (687.1870074920579 + r * (5394.196021424751 + r * denominatorUpper)));
  return numerator / denominator;
}

/** `x - 1.5 r + 0.9765625` with `r = sqrt(-ln p) <= 5`, as a function of `t = r - 1.6`. */
function tailRest(t: number): number {
  const numeratorUpper: number =
    0.024990496028727206 +
    t *
      (-0.002009591400417301 +
        t * (-0.0008536204179415574 + t * (-4.684719414801544e-5 + t * -1.5761251074666253e-9)));
  const numerator: number =
    -3.8925031642266e-7 +
    t *
      (0.20774789011436048 +
        t * (0.3034807497892949 + t * (0.15143038859464555 + t * numeratorUpper)));
  const denominatorUpper: number =
    0.14810397642748008 +
    t * (0.015198666563616457 + t * (0.0005475938084995345 + t * 1.0507500716444169e-9));
  const denominator: number =
    1 +
    t *
      (2.053191626637759 + t * (1.6763848301838038 + t * (0.6897673349851 + t * denominatorUpper)));
  return numerator / denominator;
}

/** `x - 1.5 r + 0.84375` for larger r, as a function of `t = r - 5`. */
function farTailRest(t: number): number {
  const numeratorUpper: number =
    -0.0010184500638877874 +
    t *
      (-6.0538312339604466e-5 +
        t * (-1.5254128393453287e-6 + t * (-1.2193337425364352e-8 + t * -3.0663946550849095e-15)));
  const numerator: number =
    0.001654643501103777 +
    t *
      (-0.028848213723514714 +
        t * (-0.026361289808500776 + t * (-0.007848373147823221 + t * numeratorUpper)));
  const denominatorUpper: number =
    0.0007868691311456133 +
    t * (1.8463183175100548e-5 + t * (1.421511758316446e-7 + t * 2.0442631033899397e-15));
  const denominator: number =
    1 +
    t *
      (0.599832206555888 +
        t * (0.1369298809227358 + t * (0.014875361290850615 + t * denominatorUpper)));
  return numerator / denominator;
}
