/** The stages of a Fourier transform (Cooley and Tukey 1965) in the order of Stockham, which needs no reversal. */

import type { Complex, Plan } from "./fft-plan.ts";

/**
 * The transform of `size` pairs. A stage of radix r takes the r parts of each line of what is left of the length, sums them
 * with the roots of r and turns the sums, and leaves them side by side; it writes to the array that it did not read.
 */
export function runStages(
  { size, radices, roots }: Pick<Plan, "size" | "radices" | "roots">,
  sign: number,
  x: Complex,
): Complex {
  let from = x;
  let to: Complex = new Float64Array(2 * size);
  let stride = 1; // pairs that came out of the stages before, side by side
  for (const radix of radices) {
    const parts = size / stride / radix;
    const stage = stages[radix] ?? odd;
    stage(radix, parts, stride, sign, roots, from, to);
    [from, to] = [to, from];
    stride *= radix;
  }
  return from;
}

/** One stage: x is `[radix, parts, stride]`, y `[parts, radix, stride]`. */
type Stage = (
  radix: number,
  parts: number,
  stride: number,
  sign: number,
  roots: Complex,
  x: Complex,
  y: Complex,
) => void;

/** `y[at]` is `(real, imaginary)` turned by root `k`, or its conjugate where the sign is positive. */
function putTurned(
  y: Complex,
  at: number,
  real: number,
  imaginary: number,
  roots: Complex,
  k: number,
  sign: number,
): void {
  const c = roots[2 * k];
  const s = sign < 0 ? roots[2 * k + 1] : -roots[2 * k + 1];
  y[at] = real * c - imaginary * s;
  y[at + 1] = imaginary * c + real * s;
}

const two: Stage = (_, parts, stride, sign, roots, x, y) => {
  for (let p = 0; p < parts; p++) {
    for (let q = 0; q < stride; q++) {
      const a = 2 * (p * stride + q);
      const b = a + 2 * parts * stride;
      const to = 2 * (2 * p * stride + q);
      y[to] = x[a] + x[b];
      y[to + 1] = x[a + 1] + x[b + 1];
      putTurned(y, to + 2 * stride, x[a] - x[b], x[a + 1] - x[b + 1], roots, p * stride, sign);
    }
  }
};

const four: Stage = (_, parts, stride, sign, roots, x, y) => {
  const part = 2 * parts * stride;
  for (let p = 0; p < parts; p++) {
    const k = p * stride;
    for (let q = 0; q < stride; q++) {
      const a = 2 * (k + q);
      const [b, c, d] = [a + part, a + 2 * part, a + 3 * part];
      const [sumReal, sum] = [x[a] + x[c], x[a + 1] + x[c + 1]];
      const [gapReal, gap] = [x[a] - x[c], x[a + 1] - x[c + 1]];
      const [otherReal, other] = [x[b] + x[d], x[b + 1] + x[d + 1]];
      // The other difference, turned by a quarter.
      const [quarterReal, quarter] = [-sign * (x[b + 1] - x[d + 1]), sign * (x[b] - x[d])];
      const to = 2 * (4 * k + q);
      const step = 2 * stride;
      y[to] = sumReal + otherReal;
      y[to + 1] = sum + other;
      putTurned(y, to + step, gapReal + quarterReal, gap + quarter, roots, k, sign);
      putTurned(y, to + 2 * step, sumReal - otherReal, sum - other, roots, 2 * k, sign);
      putTurned(y, to + 3 * step, gapReal - quarterReal, gap - quarter, roots, 3 * k, sign);
    }
  }
};

/**
 * Sums of an odd number of terms as they stand. The terms t and r - t have conjugate roots, as have the sums j and r - j: so both
 * are made from sums and differences of pairs, with real factors.
 */
const odd: Stage = (radix, parts, stride, sign, roots, x, y) => {
  const length = parts * stride;
  for (let p = 0; p < parts; p++) {
    for (let q = 0; q < stride; q++) {
      const from = 2 * (p * stride + q);
      const to = 2 * (p * radix * stride + q);
      for (let j = 0; 2 * j < radix; j++) {
        let [real, imaginary] = [x[from], x[from + 1]];
        let [acrossReal, across] = [0, 0];
        for (let t = 1; 2 * t < radix; t++) {
          const a = from + 2 * t * length;
          const b = from + 2 * (radix - t) * length;
          const root = 2 * ((j * t) % radix) * length;
          const [c, s] = [roots[root], roots[root + 1]];
          real += (x[a] + x[b]) * c;
          imaginary += (x[a + 1] + x[b + 1]) * c;
          acrossReal += (x[a] - x[b]) * s;
          across += (x[a + 1] - x[b + 1]) * s;
        }
        if (j === 0) {
          y[to] = real;
          y[to + 1] = imaginary;
          continue;
        }
        // The differences stand for themselves times i.
        const [u, v] = [sign * across, -sign * acrossReal];
        const step = 2 * j * stride;
        putTurned(y, to + step, real + u, imaginary + v, roots, j * p * stride, sign);
        const last = radix - j;
        putTurned(
          y,
          to + 2 * last * stride,
          real - u,
          imaginary - v,
          roots,
          last * p * stride,
          sign,
        );
      }
    }
  }
};

const stages: Readonly<Record<number, Stage>> = { 2: two, 4: four };
