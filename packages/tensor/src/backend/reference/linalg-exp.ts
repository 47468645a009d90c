/** The exponential of a matrix in float64. */

import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { luDecompose, luSolve } from "./linalg-lu.ts";

/** Coefficients of the [13/13] Padé approximant of the exponential function, from the constant on. */
const pade: readonly number[] = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
  10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
];

/** The greatest 1-norm for which the approximant is exact to rounding. */
const greatestNorm = 5.371920351148152;

/**
 * `eᵃ` of the first of 8 matrices at `a`, and which place among them it comes to: `a` is halved until its norm is small, approximated
 * by the [13/13] Padé quotient and squared as often (Higham 2005, The Scaling and Squaring Method for the Matrix Exponential
 * Revisited).
 */
export function matrixExponential(steps: LinalgSteps, a: Place, n: number): Place {
  const size = n * n;
  const place = (i: number) => a + i * size;
  const v = view("float64");
  let norm = oneNorm(a, n);
  if (!(norm < Infinity)) {
    v.fill(Number.NaN, a, a + size);
    return a;
  }
  let squarings = 0;
  let scale = 1;
  for (; norm > greatestNorm; norm /= 2) {
    scale /= 2;
    squarings++;
  }
  for (let i = a; i < a + size; i++) v[i] *= scale;
  let [from, to] = [padeQuotient(steps, place, n), a];
  for (let i = 0; i < squarings; i++) {
    multiply(steps, n, from, from, to);
    [from, to] = [to, from];
  }
  return from;
}

function oneNorm(a: Place, n: number): number {
  const v = view("float64");
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(v[a + i * n + j]);
    norm = Math.max(norm, sum);
  }
  return norm;
}

/** Even and odd parts share the powers: `a⁶ (b13 a⁶ + b11 a⁴ + b9 a²) + b7 a⁶ + ... + b1`. */
function padeQuotient(steps: LinalgSteps, place: (i: number) => Place, n: number): Place {
  const [a, a2, a4, a6, upper, even, odd, x] = Array.from({ length: 8 }, (_, i) => place(i));
  const v = view("float64");
  multiply(steps, n, a, a, a2);
  multiply(steps, n, a2, a2, a4);
  multiply(steps, n, a4, a2, a6);
  const half = (from: number, y: Place) => {
    for (let i = 0; i < n * n; i++) {
      v[upper + i] =
        pade[from + 12] * v[a6 + i] + pade[from + 10] * v[a4 + i] + pade[from + 8] * v[a2 + i];
    }
    multiply(steps, n, a6, upper, y);
    for (let i = 0; i < n * n; i++) {
      const lower =
        pade[from + 6] * v[a6 + i] + pade[from + 4] * v[a4 + i] + pade[from + 2] * v[a2 + i];
      v[y + i] += i % (n + 1) === 0 ? lower + pade[from] : lower;
    }
  };
  half(0, even);
  half(1, x);
  multiply(steps, n, a, x, odd);
  for (let i = 0; i < n * n; i++) {
    v[upper + i] = v[even + i] + v[odd + i];
    v[even + i] -= v[odd + i];
  }
  luSolve(steps, luDecompose(steps, even, n), upper, n, x);
  return x;
}

function multiply(steps: LinalgSteps, n: number, a: Place, b: Place, y: Place): void {
  steps.product(false, n, n, n, a, n, 1, b, n, 1, y, n);
}
