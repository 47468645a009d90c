/** Discrete Fourier transforms of any length in float64. */

import type { Backend } from "../backend.ts";
import { view } from "../memory.ts";
import { indexOf } from "./loops.ts";
import { cos, sin } from "./math.ts";

/** The greatest prime that is summed as it stands; a length with a greater one goes by Bluestein's algorithm. */
const greatestRadix = 31;

/** Complex numbers as pairs of neighbours. */
type Complex = Float64Array;

/** Transforms `batch` rows of `n` pairs: the sum over j of `x[j] e^(sign 2 pi i j k / n)`, times `scale`. */
export const fft: Backend["fft"] = (dtype, batch, n, sign, scale, x, y) => {
  const values = view(dtype);
  const from = indexOf(dtype, x);
  const to = indexOf(dtype, y);
  const transform = transformer(n, sign);
  for (let i = 0; i < batch; i++) {
    const start = i * 2 * n;
    const row = transform(Float64Array.from(values.subarray(from + start, from + start + 2 * n)));
    for (let j = 0; j < 2 * n; j++) values[to + start + j] = row[j] * scale;
  }
};

/** A transform of length `n`, its roots of unity computed once. */
function transformer(n: number, sign: number): (x: Complex) => Complex {
  const factors = primeFactors(n);
  if ((factors.at(-1) ?? 1) > greatestRadix) return bluestein(n, sign);
  const roots = rootsOfUnity(n, sign);
  const halves: Complex[] = [];
  for (let level = 0, step = 1; factors[level] === 2; level++, step *= 2) {
    halves.push(everyNth(roots, step, n / step / 2));
  }
  return (x) => {
    const y = new Float64Array(2 * n);
    mixedRadix(x, 0, 1, y, 0, n, factors, 0, roots, halves);
    return y;
  };
}

/** The first `count` of every `step`th pair, side by side: at a stride of many bytes few stay in the cache. */
function everyNth(pairs: Complex, step: number, count: number): Complex {
  const chosen = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    chosen[2 * i] = pairs[2 * i * step];
    chosen[2 * i + 1] = pairs[2 * i * step + 1];
  }
  return chosen;
}

/** Ascending. */
function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let p = 2; p * p <= rest; p++) {
    for (; rest % p === 0; rest /= p) factors.push(p);
  }
  return rest > 1 ? [...factors, rest] : factors;
}

/**
 * `e^(sign 2 pi i k / n)` for k below n, each from an angle within an eighth of a turn. Where quarters of a turn are whole
 * steps, the angles of all quarters are the same, and computed once.
 */
function rootsOfUnity(n: number, sign: number): Complex {
  const roots = new Float64Array(2 * n);
  const known = n % 4 === 0 ? Math.round(n / 8) + 1 : 0;
  for (let k = 0; k < n; k++) {
    const quarter = Math.round((4 * k) / n);
    const step = k - (quarter * n) / 4;
    const twin = Math.abs(step);
    const isKnown = twin < known && k >= known;
    const angle = (2 * Math.PI * step) / n;
    const c = isKnown ? roots[2 * twin] : cos(angle);
    const s = isKnown ? Math.sign(step) * sign * roots[2 * twin + 1] : sin(angle);
    const turn = quarter % 4;
    roots[2 * k] = turn === 0 ? c : turn === 1 ? -s : turn === 2 ? -c : s;
    roots[2 * k + 1] = sign * (turn === 0 ? s : turn === 1 ? c : turn === 2 ? -s : -c);
  }
  return roots;
}

/**
 * `y` from `to` on: the transform of `n` numbers of `x` from `from` on in steps of `step`, by its first prime factor p: p
 * transforms of length n / p, joined by sums of p terms (Cooley and Tukey 1965). `halves` are the roots of each level of pairs.
 */
function mixedRadix(
  x: Complex,
  from: number,
  step: number,
  y: Complex,
  to: number,
  n: number,
  factors: readonly number[],
  level: number,
  roots: Complex,
  halves: readonly Complex[],
): void {
  if (n === 1) {
    y[2 * to] = x[2 * from];
    y[2 * to + 1] = x[2 * from + 1];
    return;
  }
  const p = factors[level];
  const m = n / p;
  const total = n * step;
  for (let r = 0; r < p; r++) {
    mixedRadix(x, from + r * step, step * p, y, to + r * m, m, factors, level + 1, roots, halves);
  }
  if (p === 2) {
    joinPairs(y, to, m, halves[level]);
    return;
  }
  const terms = new Float64Array(2 * p);
  for (let k = 0; k < m; k++) {
    for (let r = 0; r < p; r++) {
      terms[2 * r] = y[2 * (to + r * m + k)];
      terms[2 * r + 1] = y[2 * (to + r * m + k) + 1];
    }
    for (let q = 0; q < p; q++) {
      const place = k + q * m;
      let real = terms[0];
      let imaginary = terms[1];
      for (let r = 1; r < p; r++) {
        const root = 2 * ((r * place * step) % total);
        real += terms[2 * r] * roots[root] - terms[2 * r + 1] * roots[root + 1];
        imaginary += terms[2 * r] * roots[root + 1] + terms[2 * r + 1] * roots[root];
      }
      y[2 * (to + place)] = real;
      y[2 * (to + place) + 1] = imaginary;
    }
  }
}

/** Joins two transforms of length `m`; the roots of the second half are those of the first with the other sign. */
function joinPairs(y: Complex, to: number, m: number, roots: Complex): void {
  for (let k = 0; k < m; k++) {
    const even = 2 * (to + k);
    const odd = even + 2 * m;
    const root = 2 * k;
    const real = y[odd] * roots[root] - y[odd + 1] * roots[root + 1];
    const imaginary = y[odd] * roots[root + 1] + y[odd + 1] * roots[root];
    y[odd] = y[even] - real;
    y[odd + 1] = y[even + 1] - imaginary;
    y[even] += real;
    y[even + 1] += imaginary;
  }
}

/**
 * Any length as a convolution with a chirp, `jk = (j² + k² - (k - j)²) / 2`, by transforms of a power of two (Bluestein 1970).
 */
function bluestein(n: number, sign: number): (x: Complex) => Complex {
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const forward = transformer(size, -1);
  const backward = transformer(size, 1);
  const halves = rootsOfUnity(2 * n, sign);
  const chirp = new Float64Array(2 * n); // e^(sign pi i j^2 / n)
  for (let j = 0; j < n; j++) {
    const k = (j * j) % (2 * n);
    chirp[2 * j] = halves[2 * k];
    chirp[2 * j + 1] = halves[2 * k + 1];
  }
  const kernel = new Float64Array(2 * size);
  for (let j = 0; j < n; j++) {
    for (const place of [j, (size - j) % size]) {
      kernel[2 * place] = chirp[2 * j];
      kernel[2 * place + 1] = -chirp[2 * j + 1];
    }
  }
  const spectrum = forward(kernel);
  return (x) => {
    const padded = new Float64Array(2 * size);
    padded.set(products(x, chirp, n));
    const y = backward(products(forward(padded), spectrum, size));
    for (let i = 0; i < 2 * n; i++) y[i] /= size;
    return products(y, chirp, n);
  };
}

/** The products of the first `n` pairs. */
function products(a: Complex, b: Complex, n: number): Complex {
  const y = new Float64Array(2 * n);
  for (let i = 0; i < 2 * n; i += 2) {
    y[i] = a[i] * b[i] - a[i + 1] * b[i + 1];
    y[i + 1] = a[i] * b[i + 1] + a[i + 1] * b[i];
  }
  return y;
}
