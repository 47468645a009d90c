/** The exponential of a matrix in float64. */

import { luDecompose, luSolve } from "./linalg-lu.ts";

/** Coefficients of the [13/13] Padé approximant of the exponential function, from the constant on. */
const pade: readonly number[] = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
  10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
];

/** The greatest 1-norm for which the approximant is exact to rounding. */
const greatestNorm = 5.371920351148152;

/**
 * `eᵃ`: `a` is halved until its norm is small, approximated by the [13/13] Padé quotient and squared as often (Higham 2005, The
 * Scaling and Squaring Method for the Matrix Exponential Revisited).
 */
export function matrixExponential(a: Float64Array, n: number): Float64Array {
  let norm = oneNorm(a, n);
  if (!(norm < Infinity)) return new Float64Array(n * n).fill(Number.NaN);
  let squarings = 0;
  let scale = 1;
  for (; norm > greatestNorm; norm /= 2) {
    scale /= 2;
    squarings++;
  }
  let y = padeQuotient(
    a.map((x) => x * scale),
    n,
  );
  for (let i = 0; i < squarings; i++) y = multiply(y, y, n);
  return y;
}

function oneNorm(a: Float64Array, n: number): number {
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]);
    norm = Math.max(norm, sum);
  }
  return norm;
}

function padeQuotient(a: Float64Array, n: number): Float64Array {
  const a2 = multiply(a, a, n);
  const a4 = multiply(a2, a2, n);
  const a6 = multiply(a4, a2, n);
  // Even and odd parts share the powers: a^6 (b13 a^6 + b11 a^4 + b9 a^2) + b7 a^6 + ... + b1.
  const half = (from: number) => {
    const upper = combine([a6, a4, a2], [pade[from + 12], pade[from + 10], pade[from + 8]], 0, n);
    const lower = combine(
      [a6, a4, a2],
      [pade[from + 6], pade[from + 4], pade[from + 2]],
      pade[from],
      n,
    );
    const high = multiply(a6, upper, n);
    return lower.map((x, i) => x + high[i]);
  };
  const even = half(0);
  const odd = multiply(a, half(1), n);
  const below = luDecompose(
    even.map((x, i) => x - odd[i]),
    n,
  );
  return luSolve(
    below,
    even.map((x, i) => x + odd[i]),
    n,
  );
}

/** The sum of matrices times factors, and of `diagonal` times the identity. */
function combine(
  matrices: readonly Float64Array[],
  factors: readonly number[],
  diagonal: number,
  n: number,
): Float64Array {
  const y = new Float64Array(n * n);
  matrices.forEach((matrix, k) => {
    for (let i = 0; i < y.length; i++) y[i] += factors[k] * matrix[i];
  });
  for (let i = 0; i < n; i++) y[i * n + i] += diagonal;
  return y;
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const y = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      for (let j = 0; j < n; j++) y[i * n + j] += factor * b[k * n + j];
    }
  }
  return y;
}
