/**
 * Random tensors whose elements may each need several draws. An element has a stream of its own under one block of the
 * generator, so that it depends on the seed and its position alone, however many draws the others took.
 */

import { exp, log, normalQuantile, sigmoid } from "./backend/reference/math.ts";
import { philox4x32 } from "./backend/reference/random.ts";
import { tensor } from "./create.ts";
import type { DType } from "./dtype.ts";
import { typedArray } from "./dtype.ts";
import { ArgumentError } from "./errors.ts";
import { defaultGenerator, type Generator } from "./generator.ts";
import type { DrawOptions, RandomOptions } from "./random.ts";
import { checkRandomDType } from "./random.ts";
import type { Shape } from "./shape.ts";
import { checkShape, sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

const twoTo32 = 4294967296;

/** The stream of one element: blocks of four words, counted in the upper half of the counter. */
class Draws {
  readonly #key: readonly [number, number];
  readonly #block = new Uint32Array(4);
  #position = 0;
  #next = 0;

  constructor(key: readonly [number, number]) {
    this.#key = key;
  }

  /** Goes to the first draw of the element at a position of the generator's stream. */
  begin(position: number): void {
    this.#position = position;
    this.#next = 0;
  }

  /** A whole number below 2³², every one as likely. */
  word(): number {
    const at = this.#next & 3;
    if (at === 0) {
      const [low, high] = [this.#position >>> 0, Math.floor(this.#position / twoTo32)];
      philox4x32(low, high, this.#next >>> 2, 0, ...this.#key, this.#block);
    }
    this.#next += 1;
    return this.#block[at] as number;
  }

  /** A number in the open (0, 1), the middle of one of 2⁵² steps. */
  fraction(): number {
    const high = this.word() >>> 6;
    return ((this.word() >>> 6) * 67108864 + high + 0.5) / 4503599627370496;
  }

  /** A normally distributed number. */
  normal(): number {
    return normalQuantile(this.fraction());
  }
}

/** A tensor whose elements `f` draws, each from its own stream. */
function fill(
  op: string,
  shape: Shape,
  dtype: DType,
  generator: Generator,
  f: (draws: Draws, i: number) => number,
): Tensor {
  checkShape(op, shape);
  const n = sizeOf(shape);
  const start = generator.advance(n);
  const draws = new Draws(generator.key);
  const values = typedArray(dtype, n);
  for (let i = 0; i < n; i++) {
    draws.begin(start + i);
    values[i] = f(draws, i);
  }
  return tensor(values, { dtype, shape });
}

function fillFloats(
  op: string,
  shape: Shape,
  options: RandomOptions,
  f: (draws: Draws) => number,
): Tensor {
  const { dtype = "float32", generator = defaultGenerator(), requiresGrad = false } = options;
  checkRandomDType(op, dtype);
  const y = fill(op, shape, dtype, generator, f);
  y.requiresGrad = requiresGrad;
  return y;
}

/**
 * Whole numbers from `low` to `high`, which is excluded, every one as likely, as int32.
 *
 * @example integers([4], 7, 8); // [7, 7, 7, 7]
 */
export function integers(
  shape: Shape,
  low: number,
  high: number,
  options: DrawOptions = {},
): Tensor {
  const whole = Number.isInteger(low) && Number.isInteger(high);
  if (!whole || low < -(2 ** 31) || high > 2 ** 31 || low >= high) {
    throw new ArgumentError(
      "integers",
      `low is ${low} and high is ${high}; both must be whole numbers of 32 bits and high the greater. Mend them.`,
    );
  }
  const span = high - low;
  // Words past the last multiple of the span are drawn again.
  const fair = twoTo32 - (twoTo32 % span);
  return fill("integers", shape, "int32", options.generator ?? defaultGenerator(), (draws) => {
    let word = draws.word();
    while (word >= fair) word = draws.word();
    return low + (word % span);
  });
}

/** Options of {@link exponential} and {@link gamma}. */
export interface RateOptions extends RandomOptions {
  /** What the values are divided by. Default 1. */
  readonly rate?: number | undefined;
}

/**
 * Exponentially distributed numbers, of density `rate · e^(-rate x)`: `-ln u / rate`.
 *
 * @example exponential([100], { rate: 2 }).min().item() > 0; // true
 */
export function exponential(shape: Shape, options: RateOptions = {}): Tensor {
  const { rate = 1 } = options;
  checkPositive("exponential", "rate", rate);
  return fillFloats("exponential", shape, options, (draws) => -log(draws.fraction()) / rate);
}

/**
 * Gamma-distributed numbers, of density proportional to `x^(concentration - 1) e^(-rate x)`, by Marsaglia and Tsang,
 * "A simple method for generating gamma variables" (2000).
 *
 * @example gamma([100], 0.5).min().item() >= 0; // true
 */
export function gamma(shape: Shape, concentration: number, options: RateOptions = {}): Tensor {
  const { rate = 1 } = options;
  checkPositive("gamma", "concentration", concentration);
  checkPositive("gamma", "rate", rate);
  return fillFloats("gamma", shape, options, (draws) => exp(logGamma(draws, concentration)) / rate);
}

/** The logarithm of a gamma-distributed number, which lies far below the least number for small concentrations. */
function logGamma(draws: Draws, concentration: number): number {
  if (concentration < 1) {
    return logGamma(draws, concentration + 1) + log(draws.fraction()) / concentration;
  }
  const d = concentration - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = draws.normal();
    const root = 1 + c * x;
    const u = draws.fraction();
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(u) < 0.5 * x * x + d * (1 - v + log(v))) return log(d * v);
  }
}

/**
 * Beta-distributed numbers in [0, 1], of density proportional to `x^(a - 1) (1 - x)^(b - 1)`.
 *
 * @example beta([100], 2, 3).max().item() <= 1; // true
 */
export function beta(shape: Shape, a: number, b: number, options: RandomOptions = {}): Tensor {
  checkPositive("beta", "a", a);
  checkPositive("beta", "b", b);
  return fillFloats("beta", shape, options, (draws) => {
    const first = logGamma(draws, a);
    return sigmoid(first - logGamma(draws, b));
  });
}

/**
 * Poisson-distributed counts of mean `rate`, at most 1e9, as int32: `p(k) = rateᵏ e^(-rate) / k!`. Large rates by
 * Hörmann, "The transformed rejection method for generating Poisson random variables" (1993).
 *
 * @example poisson([3], 0); // [0, 0, 0]
 */
export function poisson(shape: Shape, rate: number, options: DrawOptions = {}): Tensor {
  if (!(rate >= 0 && rate <= 1e9)) {
    throw new ArgumentError("poisson", `rate is ${rate}; it must lie between 0 and 1e9. Mend it.`);
  }
  const draw = rate < 10 ? countByProducts(rate) : countByRejection(rate);
  return fill("poisson", shape, "int32", options.generator ?? defaultGenerator(), draw);
}

/** Counts how many fractions can be multiplied before their product falls below `e^-rate`. */
function countByProducts(rate: number): (draws: Draws) => number {
  const least = exp(-rate);
  return (draws) => {
    let count = 0;
    for (let product = draws.fraction(); product > least; count++) product *= draws.fraction();
    return count;
  };
}

/** Hörmann's PTRS, with his constants. */
function countByRejection(rate: number): (draws: Draws) => number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const accepted = 0.9277 - 3.6224 / (b - 2);
  const logRate = log(rate);
  return (draws) => {
    for (;;) {
      const u = draws.fraction() - 0.5;
      const v = draws.fraction();
      const edge = 0.5 - Math.abs(u);
      const count = Math.floor(((2 * a) / edge + b) * u + rate + 0.43);
      if (edge >= 0.07 && v <= accepted) return count;
      if (count < 0 || (edge < 0.013 && v > edge)) continue;
      const height = log((v * inverseAlpha) / (a / (edge * edge) + b));
      if (height <= count * logRate - rate - logFactorial(count)) return count;
    }
  };
}

/** `ln n!`: of the product for small `n`, else by Stirling's series, to 1e-12. */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return log(product);
  }
  const x = n + 1;
  const square = x * x;
  const series = (1 / 12 - (1 / 360 - 1 / (1260 * square)) / square) / x;
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * Math.PI) + series;
}

function checkPositive(op: string, name: string, value: number): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(op, `${name} is ${value}; it must be finite and above 0. Mend it.`);
}
