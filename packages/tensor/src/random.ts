/**
 * Random tensors from a counter-based stream: the value at a position depends on the seed and the position
 * alone, so it is the same on every engine, for any number of threads.
 */

import type { RandomName } from "./backend/backend.ts";
import { backend } from "./backend/current.ts";
import { ndtr } from "./backend/reference/math.ts";
import { tensor } from "./create.ts";
import type { FloatOptions } from "./create-options.ts";
import type { DType } from "./dtype.ts";
import { toFloat } from "./dtype.ts";
import { ArgumentError, DTypeError } from "./errors.ts";
import { defaultGenerator, type Generator, shuffledPositions } from "./generator.ts";
import { record } from "./graph.ts";
import { contiguousLayout } from "./layout.ts";
import { add, mul } from "./ops/binary.ts";
import { greater, where } from "./ops/compare.ts";
import * as run from "./run.ts";
import type { Shape } from "./shape.ts";
import { checkShape } from "./shape.ts";
import { Storage } from "./storage.ts";
import { Tensor } from "./tensor.ts";

/** Options of functions that draw random numbers. */
export interface DrawOptions {
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/** Options of random tensors. */
export interface RandomOptions extends FloatOptions {
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/** Options of {@link uniform}. */
export interface UniformOptions extends RandomOptions {
  /** Least value, included. Default 0. */
  readonly low?: number | undefined;
  /** Greatest value, excluded but for rounding. Default 1. */
  readonly high?: number | undefined;
}

/**
 * Numbers spread evenly over `[low, high)`.
 *
 * @example uniform([2, 3]).shape; // [ 2, 3 ]
 */
export function uniform(shape: Shape, options: UniformOptions = {}): Tensor {
  const { low = 0, high = 1 } = options;
  checkRange("uniform", "low", low, "high", high);
  return draw("uniform", shape, low, high, options);
}

/** Options of {@link normal}. */
export interface NormalOptions extends RandomOptions {
  /** Default 0. */
  readonly mean?: number | undefined;
  /** Standard deviation. Default 1. */
  readonly std?: number | undefined;
}

/**
 * Normally distributed numbers, by the inverse of the distribution function.
 *
 * @example normal([100], { mean: 5, std: 0.1 }).shape; // [ 100 ]
 */
export function normal(shape: Shape, options: NormalOptions = {}): Tensor {
  const { mean = 0, std = 1 } = options;
  checkSpread("normal", mean, std);
  return scaled(draw("normal", shape, 0, 1, options), mean, std);
}

/** Options of {@link truncatedNormal}. */
export interface TruncatedNormalOptions extends NormalOptions {
  /** Least value, in standard deviations from the mean. Default -2. */
  readonly low?: number | undefined;
  /** Greatest value, in standard deviations from the mean. Default 2. */
  readonly high?: number | undefined;
}

/**
 * Normally distributed numbers between `mean + low std` and `mean + high std`: the distribution cut off there,
 * not clamped.
 *
 * @example
 * truncatedNormal([1000], { std: 0.1 }).abs().max().item() <= 0.2; // true
 */
export function truncatedNormal(shape: Shape, options: TruncatedNormalOptions = {}): Tensor {
  const { mean = 0, std = 1, low = -2, high = 2 } = options;
  checkSpread("truncatedNormal", mean, std);
  checkRange("truncatedNormal", "low", low, "high", high);
  if (low > farthest || high < -farthest) {
    throw new ArgumentError(
      "truncatedNormal",
      `low is ${low} and high is ${high}; one of them must lie within ${farthest} deviations of the mean. Mend them.`,
    );
  }
  // Probabilities near 1 have lost their digits: what lies above the mean is drawn below it and turned over.
  const [from, to, sign] = low > 0 ? [-high, -low, -1] : [low, high, 1];
  return scaled(draw("normal", shape, ndtr(from), ndtr(to), options), mean, sign * std);
}

/** Deviations beyond which the probability of a normal number is subnormal. */
const farthest = 37;

function scaled(x: Tensor, mean: number, std: number): Tensor {
  const spread = std === 1 ? x : withoutGraph(x, (y) => mul(y, std));
  return mean === 0 ? spread : withoutGraph(spread, (y) => add(y, mean));
}

/** `f` of a tensor, its wish for gradients handed on to the result. */
function withoutGraph(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  const y = f(x.detach());
  y.requiresGrad = x.requiresGrad;
  return y;
}

/**
 * Ones with probability `p`, else zeros; `p` counts in steps of 2^-32, for float64 of 2^-53.
 *
 * @example bernoulli([3], 1); // [1, 1, 1]
 */
export function bernoulli(shape: Shape, p: number, options: RandomOptions = {}): Tensor {
  checkProbability("bernoulli", p);
  return draw("bernoulli", shape, p, 1, options);
}

/**
 * `x` with each element zeroed with probability `p` and the rest scaled by `1 / (1 - p)`; the gradient uses the
 * same mask. For training: in evaluation leave it out. Srivastava et al., "Dropout" (2014).
 *
 * @example dropout(ones([3]), 0); // [1, 1, 1]
 */
export function dropout(x: Tensor, p: number, options: DrawOptions = {}): Tensor {
  run.checkFloat("dropout", x);
  checkProbability("dropout", p);
  const dtype = toFloat(x.dtype);
  const mask = draw("bernoulli", x.shape, 1 - p, 1 / (1 - p), { ...options, dtype });
  return record(run.binary("mul", x, mask), [x], () => (g) => [mul(g, mask)], [mask.storage]);
}

/**
 * Dropout for stacks of {@link selu}: with probability `p` an element becomes `α' = -1.7581`, what selu gives of -∞, and
 * all are then scaled and moved, `a y + b`, so that mean 0 and variance 1 stay what they are. For training: in
 * evaluation leave it out. Klambauer et al., "Self-normalizing neural networks" (2017).
 *
 * @example alphaDropout(tensor([1, -1]), 0); // [1, -1]
 */
export function alphaDropout(x: Tensor, p: number, options: DrawOptions = {}): Tensor {
  run.checkFloat("alphaDropout", x);
  checkProbability("alphaDropout", p);
  const dtype = toFloat(x.dtype);
  const isKept = greater(draw("bernoulli", x.shape, 1 - p, 1, { ...options, dtype }), 0);
  const dropped = -1.7580993408473766;
  const a = p === 1 ? 0 : 1 / Math.sqrt((1 - p) * (1 + p * dropped * dropped));
  return add(mul(where(isKept, x, dropped), a), -a * p * dropped);
}

/** Options of {@link rrelu}. */
export interface RreluOptions {
  /** Least slope. Default 1/8. */
  readonly lower?: number | undefined;
  /** Greatest slope. Default 1/3. */
  readonly upper?: number | undefined;
  /** Whether each element draws its own slope; else all take the mean. Default false. */
  readonly training?: boolean | undefined;
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * `x` where it is above 0, else `slope · x`: in training each element's slope is drawn evenly between `lower` and
 * `upper`, else it is their mean. Xu et al., "Empirical evaluation of rectified activations" (2015).
 *
 * @example rrelu(tensor([2, -2]), { lower: 0.25, upper: 0.75 }); // [2, -1]
 */
export function rrelu(x: Tensor, options: RreluOptions = {}): Tensor {
  const {
    lower = 1 / 8,
    upper = 1 / 3,
    training = false,
    generator = defaultGenerator(),
  } = options;
  run.checkFloat("rrelu", x);
  checkRange("rrelu", "lower", lower, "upper", upper);
  const dtype = toFloat(x.dtype);
  const slope = training
    ? draw("uniform", x.shape, lower, upper, { generator, dtype })
    : (lower + upper) / 2;
  return where(greater(x, 0), x, mul(x, slope));
}

function draw(
  name: RandomName,
  shape: Shape,
  a: number,
  b: number,
  options: RandomOptions,
): Tensor {
  const { dtype = "float32", generator = defaultGenerator(), requiresGrad = false } = options;
  checkShape(name, shape);
  checkRandomDType(name, dtype);
  const layout = contiguousLayout([...shape]);
  const y = new Tensor(new Storage(name, dtype, layout.size), layout, name);
  const perBlock = dtype === "float64" ? 2 : 4;
  const start = generator.advance(Math.ceil(layout.size / perBlock)) * perBlock;
  backend().random[name](dtype, layout.size, ...generator.key, start, a, b, run.start(y));
  y.requiresGrad = requiresGrad;
  return y;
}

/**
 * The numbers 0 to `n - 1` in random order, as int32: Fisher and Yates' shuffle with unbiased draws.
 *
 * @example permutation(5).sum().item(); // 10
 */
export function permutation(n: number, options: DrawOptions = {}): Tensor {
  return tensor(shuffledPositions(n, options.generator ?? defaultGenerator()));
}

/** Refuses a dtype that random floats do not have. */
export function checkRandomDType(op: string, dtype: DType): void {
  if (dtype === "float32" || dtype === "float64") return;
  throw new DTypeError(
    op,
    `dtype ${dtype}; random numbers are float32 or float64. Cast the result.`,
  );
}

function checkProbability(op: string, p: number): void {
  if (p >= 0 && p <= 1) return;
  throw new ArgumentError(op, `p is ${p}; a probability lies between 0 and 1. Mend it.`);
}

function checkRange(
  op: string,
  lowName: string,
  low: number,
  highName: string,
  high: number,
): void {
  if (low <= high && Number.isFinite(low) && Number.isFinite(high)) return;
  throw new ArgumentError(
    op,
    `${lowName} is ${low} and ${highName} is ${high}; both must be finite and in order. Mend them.`,
  );
}

function checkSpread(op: string, mean: number, std: number): void {
  if (Number.isFinite(mean) && std >= 0 && std < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(
    op,
    `mean is ${mean} and std is ${std}; both must be finite and std not negative. Mend them.`,
  );
}
