/** Activations whose shape is set, learned or drawn; each calls the op of its name. */

import {
  ArgumentError,
  elu,
  type FloatDType,
  type Generator,
  gelu,
  hardTanh,
  leakyRelu,
  prelu,
  rrelu,
  type Tensor,
} from "@gradkit/tensor";
import { checkWhole, printed, unless } from "./checks.ts";
import { constant, type Initializer } from "./init.ts";
import { Module } from "./module.ts";
import { initialized, type Parameter } from "./parameter.ts";

/**
 * The exponential linear unit: each element where it is positive, else `alpha (eˣ - 1)`.
 *
 * @example new ELU().forward(tensor([2, -1])); // [2, -0.6321]
 */
export class ELU extends Module {
  /** The result falls towards `-alpha` as x falls. Default 1. */
  readonly alpha: number;

  /** Default alpha 1. */
  constructor(alpha = 1) {
    super();
    checkFinite("ELU", "alpha", alpha);
    this.alpha = alpha;
  }

  override forward(x: Tensor): Tensor {
    return elu(x, this.alpha);
  }

  override details(): string {
    return `alpha: ${this.alpha}`;
  }
}

/**
 * Each element where it is positive, else `slope x`.
 *
 * @example new LeakyReLU(0.1).forward(tensor([2, -3])); // [2, -0.3]
 */
export class LeakyReLU extends Module {
  /** What negative elements are multiplied by. Default 0.01. */
  readonly slope: number;

  /** Default slope 0.01. */
  constructor(slope = 0.01) {
    super();
    checkFinite("LeakyReLU", "slope", slope);
    this.slope = slope;
  }

  override forward(x: Tensor): Tensor {
    return leakyRelu(x, this.slope);
  }

  override details(): string {
    return `slope: ${this.slope}`;
  }
}

/** Options of {@link PReLU}. */
export interface PReluOptions {
  /** Default 0.25 for each. */
  readonly weightInit?: Initializer | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream that the initialiser draws from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * {@link LeakyReLU} with a slope that is learned: one for all elements, or one for each channel of
 * `x[batch, channels, ...]`. He et al., "Delving deep into rectifiers" (2015).
 *
 * @example new PReLU().forward(tensor([2, -4])); // [2, -1]
 */
export class PReLU extends Module {
  /** What negative elements are multiplied by, shape `[channels]`; 0.25 at first. */
  weight: Parameter;

  /** `channels` is 1 by default, which is a slope for all. */
  constructor(channels = 1, options: PReluOptions = {}) {
    super();
    checkWhole("PReLU", "channels", channels);
    const { weightInit = constant(0.25) } = options;
    this.weight = initialized("PReLU", weightInit, [channels], options);
  }

  override forward(x: Tensor): Tensor {
    return prelu(x, this.weight);
  }

  override details(): string {
    return `${this.weight.size}`;
  }
}

/** Options of {@link RReLU}. */
export interface RReluLayerOptions {
  /** Least slope. Default 1/8. */
  readonly lower?: number | undefined;
  /** Greatest slope. Default 1/3. */
  readonly upper?: number | undefined;
  /** The stream to draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * {@link LeakyReLU} with a slope that each element draws between two bounds in training, and their mean in evaluation;
 * see {@link rrelu}.
 *
 * @example new RReLU({ lower: 0.25, upper: 0.75 }).eval().forward(tensor([2, -2])); // [2, -1]
 */
export class RReLU extends Module {
  /** The least slope that is drawn. Default 1/8. */
  readonly lower: number;
  /** The greatest slope that is drawn. Default 1/3. */
  readonly upper: number;
  /** The stream that the slopes are drawn from; undefined for the shared one. */
  readonly generator: Generator | undefined;

  /** Bounds and stream. */
  constructor({ lower = 1 / 8, upper = 1 / 3, generator }: RReluLayerOptions = {}) {
    super();
    if (!(lower <= upper && upper - lower < Number.POSITIVE_INFINITY)) {
      throw new ArgumentError(
        "RReLU",
        `slopes from ${lower} to ${upper}; the first must not be above the second. Mend them.`,
      );
    }
    this.lower = lower;
    this.upper = upper;
    this.generator = generator;
  }

  override forward(x: Tensor): Tensor {
    const { lower, upper, generator, training } = this;
    return rrelu(x, { lower, upper, training, ...(generator && { generator }) });
  }

  override details(): string {
    return `${this.lower.toPrecision(4)} to ${this.upper.toPrecision(4)}`;
  }
}

/**
 * Each element between two bounds, and the bound where it is beyond.
 *
 * @example new HardTanh().forward(tensor([-3, 0.5, 2])); // [-1, 0.5, 1]
 */
export class HardTanh extends Module {
  /** The least result. Default -1. */
  readonly min: number;
  /** The greatest result. Default 1. */
  readonly max: number;

  /** Default -1 and 1. */
  constructor(min = -1, max = 1) {
    super();
    if (!(min < max)) {
      throw new ArgumentError(
        "HardTanh",
        `bounds from ${min} to ${max}; the first must be below the second. Mend them.`,
      );
    }
    this.min = min;
    this.max = max;
  }

  override forward(x: Tensor): Tensor {
    return hardTanh(x, this.min, this.max);
  }

  override details(): string {
    return `${this.min} to ${this.max}`;
  }
}

/**
 * The Gaussian error linear unit: `y = x Φ(x)`, exactly or by its approximation with tanh; see {@link gelu}.
 *
 * @example new GELU().forward(tensor([1, -1])); // [0.8413, -0.1587]
 */
export class GELU extends Module {
  /** "none" for the exact function, "tanh" for its approximation. Default "none". */
  readonly approximate: "none" | "tanh";

  /** Default exact. */
  constructor(approximate: "none" | "tanh" = "none") {
    super();
    if (approximate !== "none" && approximate !== "tanh") {
      throw new ArgumentError(
        "GELU",
        `"${approximate}" is no way to approximate; there are "none" and "tanh". Name one of them.`,
      );
    }
    this.approximate = approximate;
  }

  override forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }

  override details(): string {
    return printed({ approximate: unless("none", this.approximate) }).slice(2);
  }
}

function checkFinite(op: string, name: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new ArgumentError(op, `${name} is ${value}; it must be finite. Mend it.`);
}
