/** Discrete Fourier transforms of any length in float64, rounded when they are written. */

import type { DType } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import type { FourierKernels } from "../linalg.ts";
import { view } from "../memory.ts";
import type { Complex, Plan } from "./fft-plan.ts";
import { planOf, rootsOfUnity } from "./fft-plan.ts";
import { runStages } from "./fft-stages.ts";
import { indexOf } from "./loops.ts";

/** The transforms of complex and of real numbers. */
export const fourier: FourierKernels = {
  fft(dtype, outer, n, inner, sign, scale, x, y) {
    const plan = planOf(n);
    eachLine(dtype, outer, n, n, inner, 2, 2, x, y, (line) =>
      scaled(transform(plan, sign, line), scale),
    );
  },

  rfft(dtype, outer, n, inner, scale, x, y) {
    const half = Math.floor(n / 2);
    const plan = planOf(n % 2 === 0 ? half : n);
    const roots = rootsOfUnity(n, Math.floor(half / 2) + 1);
    eachLine(dtype, outer, n, half + 1, inner, 1, 2, x, y, (line) => {
      if (n % 2 === 0) return separate(transform(plan, -1, line), half, roots, 0.5 * scale);
      const pairs = new Float64Array(2 * n);
      for (let j = 0; j < n; j++) pairs[2 * j] = line[j];
      return scaled(transform(plan, -1, pairs).subarray(0, 2 * half + 2), scale);
    });
  },

  irfft(dtype, outer, n, inner, scale, x, y) {
    const half = Math.floor(n / 2);
    const plan = planOf(n % 2 === 0 ? half : n);
    const roots = rootsOfUnity(n, Math.floor(half / 2) + 1);
    eachLine(dtype, outer, half + 1, n, inner, 2, 1, x, y, (line) => {
      if (n % 2 === 0) return scaled(transform(plan, 1, unite(line, half, roots)), scale);
      const whole = transform(plan, 1, mirrored(line, n));
      return scaled(
        whole.filter((_, i) => i % 2 === 0),
        scale,
      );
    });
  },
};

/** Reads each line of `[outer, n, inner]` elements of 1 or 2 numbers, and writes what `f` makes of it to `[outer, m, inner]`. */
function eachLine(
  dtype: DType,
  outer: number,
  n: number,
  m: number,
  inner: number,
  xWidth: number,
  yWidth: number,
  x: Address,
  y: Address,
  f: (line: Float64Array) => Float64Array,
): void {
  const values = view(dtype);
  for (let line = 0; line < outer * inner; line++) {
    const [o, i] = [Math.floor(line / inner), line % inner];
    const from = indexOf(dtype, x) + (o * n * inner + i) * xWidth;
    const read = Float64Array.from(
      { length: n * xWidth },
      (_, k) => values[from + Math.floor(k / xWidth) * inner * xWidth + (k % xWidth)],
    );
    const to = indexOf(dtype, y) + (o * m * inner + i) * yWidth;
    f(read).forEach((value, k) => {
      values[to + Math.floor(k / yWidth) * inner * yWidth + (k % yWidth)] = value;
    });
  }
}

function scaled(x: Float64Array, scale: number): Float64Array {
  for (let i = 0; i < x.length; i++) x[i] *= scale;
  return x;
}

/**
 * The transform of a plan's length: by stages, or any length as a convolution with a chirp,
 * `jk = (j² + k² - (k - j)²) / 2`, by transforms of a power of two (Bluestein 1970).
 */
function transform(plan: Plan, sign: number, x: Complex): Complex {
  if (plan.size === plan.n) return runStages(plan, sign, x);
  const padded = new Float64Array(2 * plan.size);
  multiply(x, plan.chirp, plan.n, sign < 0, padded);
  const there = runStages(plan, -1, padded);
  multiply(there, plan.spectrum, plan.size, sign < 0, there);
  const back = runStages(plan, 1, there);
  multiply(back, plan.chirp, plan.n, sign < 0, back);
  return back.subarray(0, 2 * plan.n);
}

/** `y` becomes the products of the first `n` pairs, or those with the conjugates of the factors. */
function multiply(x: Complex, factors: Complex, n: number, isPlain: boolean, y: Complex): void {
  for (let i = 0; i < 2 * n; i += 2) {
    const [real, imaginary] = [x[i], x[i + 1]];
    const c = factors[i];
    const s = isPlain ? factors[i + 1] : -factors[i + 1];
    y[i] = real * c - imaginary * s;
    y[i + 1] = imaginary * c + real * s;
  }
}

/**
 * The transform of `2 half` real numbers from that of their `half` pairs, `z`: with the even and the odd ones' transforms
 * `e` and `o`, `z = e + i o`, it is `e + w^k o`, and its conjugate at `half - k` is `e - w^k o`.
 */
function separate(z: Complex, half: number, roots: Complex, scale: number): Complex {
  const y = new Float64Array(2 * half + 2);
  for (let k = 0; 2 * k <= half; k++) {
    const [a, b] = [2 * k, 2 * ((half - k) % half)];
    const [evenReal, even] = [z[a] + z[b], z[a + 1] - z[b + 1]];
    const [oddReal, odd] = [z[a + 1] + z[b + 1], z[b] - z[a]];
    const real = oddReal * roots[a] - odd * roots[a + 1];
    const imaginary = odd * roots[a] + oddReal * roots[a + 1];
    const mirror = 2 * (half - k);
    y[mirror] = (evenReal - real) * scale;
    y[mirror + 1] = -(even - imaginary) * scale;
    y[a] = (evenReal + real) * scale;
    y[a + 1] = (even + imaginary) * scale;
  }
  return y;
}

/** The way back: `e + i w^-k o` twice, from `half + 1` pairs; the imaginary parts of the first and last count for nothing. */
function unite(x: Complex, half: number, roots: Complex): Complex {
  const z = new Float64Array(2 * half);
  x[1] = 0;
  x[2 * half + 1] = 0;
  for (let k = 0; 2 * k <= half; k++) {
    const [a, b] = [2 * k, 2 * (half - k)];
    const [evenReal, even] = [x[a] + x[b], x[a + 1] - x[b + 1]];
    const [gapReal, gap] = [x[a] - x[b], x[a + 1] + x[b + 1]];
    const oddReal = gapReal * roots[a] + gap * roots[a + 1];
    const odd = gap * roots[a] - gapReal * roots[a + 1];
    const mirror = b % (2 * half);
    z[mirror] = evenReal + odd;
    z[mirror + 1] = -(even - oddReal);
    z[a] = evenReal - odd;
    z[a + 1] = even + oddReal;
  }
  return z;
}

/** All `n` pairs from the first half, `n` odd. */
function mirrored(x: Complex, n: number): Complex {
  const z = new Float64Array(2 * n);
  z[0] = x[0];
  for (let k = 1; 2 * k < n; k++) {
    z[2 * k] = x[2 * k];
    z[2 * k + 1] = x[2 * k + 1];
    z[2 * (n - k)] = x[2 * k];
    z[2 * (n - k) + 1] = -x[2 * k + 1];
  }
  return z;
}
