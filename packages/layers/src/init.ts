/**
 * Initialisers: functions that make the first values of a parameter. Those of Glorot, He and LeCun keep the variance
 * of what flows through a layer by scaling with its fans: for a weight `[out, in, ...kernel]` the fan-in is
 * `in · kernel` and the fan-out `out · kernel`.
 */

import type {
  FloatDType,
  Generator,
  NormalOptions,
  Shape,
  Tensor,
  UniformOptions,
} from "@gradkit/tensor";
import * as tensor from "@gradkit/tensor";
import { ArgumentError, ShapeError } from "@gradkit/tensor";

/** What an initialiser is told beside the shape. */
export interface InitializerOptions {
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/** Makes the first values of a parameter of a given shape. */
export type Initializer = (shape: Shape, options?: InitializerOptions) => Tensor;

/**
 * Every element `value`.
 *
 * @example init.constant(0.1)([2]); // [0.1, 0.1]
 */
export function constant(value: number): Initializer {
  return (shape, { dtype = "float32" } = {}) => tensor.full(shape, value, { dtype });
}

/**
 * Every element 0.
 *
 * @example init.zeros()([2]); // [0, 0]
 */
export function zeros(): Initializer {
  return constant(0);
}

/**
 * Spread evenly over `[low, high)`, by default 0 to 1; see {@link tensor.uniform}.
 *
 * @example init.uniform({ low: -1, high: 1 })([100]).abs().max().item() <= 1; // true
 */
export function uniform(options: Pick<UniformOptions, "low" | "high"> = {}): Initializer {
  return (shape, given) => tensor.uniform(shape, { ...given, ...options });
}

/**
 * Normally distributed, by default with mean 0 and standard deviation 1.
 *
 * @example init.normal({ std: 0.1 })([2, 3]).shape; // [ 2, 3 ]
 */
export function normal(options: Pick<NormalOptions, "mean" | "std"> = {}): Initializer {
  return (shape, given) => tensor.normal(shape, { ...given, ...options });
}

/** Options of {@link truncatedNormal}. */
export type TruncatedNormalInitOptions = Pick<
  tensor.TruncatedNormalOptions,
  "mean" | "std" | "low" | "high"
>;

/**
 * Normally distributed between `mean + low std` and `mean + high std`, cut off there; `low` and `high` count standard
 * deviations, by default -2 and 2.
 *
 * @example init.truncatedNormal({ std: 0.1 })([1000]).abs().max().item() <= 0.2; // true
 */
export function truncatedNormal(options: TruncatedNormalInitOptions = {}): Initializer {
  return (shape, given) => tensor.truncatedNormal(shape, { ...given, ...options });
}

/** Which fan divides the variance: inputs, outputs, or the mean of both. */
export type FanMode = "fanIn" | "fanOut" | "fanAverage";

/** Options of the initialisers that scale by fans. */
export interface FanOptions {
  /** Which fan divides the variance. Default: as each initialiser says. */
  readonly mode?: FanMode | undefined;
  /** Multiplies the standard deviation. Default 1. */
  readonly gain?: number | undefined;
}

/**
 * Uniform with variance `gain² / fan`, the fan averaged by default: for tanh, sigmoid and softmax. Glorot and Bengio,
 * "Understanding the difficulty of training deep feedforward neural networks" (2010).
 *
 * @example init.glorotUniform()([3, 3]).abs().max().item() <= 1; // true
 */
export function glorotUniform(options: FanOptions = {}): Initializer {
  return uniformByFan("glorotUniform", "fanAverage", 1, options);
}

/**
 * Normal with variance `gain² / fan`, the fan averaged by default; see {@link glorotUniform}.
 *
 * @example init.glorotNormal()([50, 30]).shape; // [ 50, 30 ]
 */
export function glorotNormal(options: FanOptions = {}): Initializer {
  return normalByFan("glorotNormal", "fanAverage", 1, options);
}

/**
 * Uniform with variance `2 gain² / fan`, by default the fan-in: for ReLU and its kin. He et al., "Delving deep into
 * rectifiers" (2015).
 *
 * @example init.heUniform()([5, 6]).abs().max().item() <= 1; // true
 */
export function heUniform(options: FanOptions = {}): Initializer {
  return uniformByFan("heUniform", "fanIn", 2, options);
}

/**
 * Normal with variance `2 gain² / fan`, by default the fan-in; see {@link heUniform}.
 *
 * @example init.heNormal({ mode: "fanOut" })([50, 30]).shape; // [ 50, 30 ]
 */
export function heNormal(options: FanOptions = {}): Initializer {
  return normalByFan("heNormal", "fanIn", 2, options);
}

/**
 * Uniform with variance `gain² / fan`, by default the fan-in: for SELU. LeCun et al., "Efficient BackProp" (1998).
 *
 * @example init.lecunUniform()([5, 3]).abs().max().item() <= 1; // true
 */
export function lecunUniform(options: FanOptions = {}): Initializer {
  return uniformByFan("lecunUniform", "fanIn", 1, options);
}

/**
 * Normal with variance `gain² / fan`, by default the fan-in; see {@link lecunUniform}.
 *
 * @example init.lecunNormal()([50, 30]).shape; // [ 50, 30 ]
 */
export function lecunNormal(options: FanOptions = {}): Initializer {
  return normalByFan("lecunNormal", "fanIn", 1, options);
}

/**
 * Rows at right angles, each of length `gain`, or columns where there are more rows than columns: for deep and recurrent
 * nets. A weight `[out, ...rest]` counts as `[out, rest]`. Saxe et al., "Exact solutions to the nonlinear dynamics of
 * learning in deep linear neural networks" (2014).
 *
 * @example
 * const w = init.orthogonal()([2, 3], { dtype: "float64" });
 * w.matmul(w.transpose(0, 1)).sub(eye(2)).abs().max().item() < 1e-14; // true
 */
export function orthogonal({ gain = 1 }: Pick<FanOptions, "gain"> = {}): Initializer {
  checkGain("orthogonal", gain);
  return (shape, given) => {
    const fanIn = fanOf("orthogonal", shape, "fanIn");
    const [out] = shape as [number];
    const drawn = tensor.normal([Math.max(out, fanIn), Math.min(out, fanIn)], given);
    const { q, r } = tensor.qr(drawn);
    // Signs that make every rotation as likely as another.
    const signs = tensor.where(tensor.less(tensor.diagonal(r), 0), -gain, gain);
    const columns = tensor.mul(q, signs);
    return (out < fanIn ? tensor.transpose(columns, 0, 1) : columns).reshape(shape);
  };
}

function uniformByFan(
  op: string,
  usual: FanMode,
  scale: number,
  { mode = usual, gain = 1 }: FanOptions,
): Initializer {
  checkFanOptions(op, mode, gain);
  return (shape, given) => {
    // A uniform distribution over ±b has the variance b² / 3.
    const bound = gain * Math.sqrt((3 * scale) / fanOf(op, shape, mode));
    return tensor.uniform(shape, { ...given, low: -bound, high: bound });
  };
}

function normalByFan(
  op: string,
  usual: FanMode,
  scale: number,
  { mode = usual, gain = 1 }: FanOptions,
): Initializer {
  checkFanOptions(op, mode, gain);
  return (shape, given) => {
    const std = gain * Math.sqrt(scale / fanOf(op, shape, mode));
    return tensor.normal(shape, { ...given, std });
  };
}

function checkFanOptions(op: string, mode: FanMode, gain: number): void {
  if (!["fanIn", "fanOut", "fanAverage"].includes(mode)) {
    throw new ArgumentError(
      op,
      `the mode is "${mode}"; the modes are "fanIn", "fanOut" and "fanAverage". Name one.`,
    );
  }
  checkGain(op, gain);
}

function checkGain(op: string, gain: number): void {
  if (gain > 0 && gain < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(op, `the gain is ${gain}; it must be positive and finite. Mend it.`);
}

function fanOf(op: string, shape: Shape, mode: FanMode): number {
  if (shape.length < 2 || shape.includes(0)) {
    throw new ShapeError(
      op,
      `the shape [${shape.join(",")}] has no fans; it must have at least two dims, [out, in], none of them empty. ` +
        "Use another initialiser, such as init.zeros().",
      [shape],
    );
  }
  const [out, inside, ...kernel] = shape as [number, number, ...number[]];
  const field = kernel.reduce((count, size) => count * size, 1);
  if (mode === "fanIn") return inside * field;
  return mode === "fanOut" ? out * field : ((inside + out) / 2) * field;
}
