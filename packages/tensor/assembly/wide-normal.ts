/** The error function and the normal distribution, as in `wide.ts`. */

import { clamp, join, lower, madd2, minusHalf, one, upper, wideExp } from "./wide";

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
