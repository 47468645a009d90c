/** Normalisations of each element of a batch by itself, alike in training and evaluation. */

import {
  ArgumentError,
  describe,
  type FloatDType,
  groupNorm,
  instanceNorm,
  layerNorm,
  ones,
  rmsNorm,
  type Shape,
  ShapeError,
  type Tensor,
  zeros,
} from "@gradkit/tensor";
import { checkEpsilon, checkWhole, printed, unless } from "./checks.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** What all of these layers take. */
export interface NormLayerOptions {
  /** Added to the variance under the root. Default 1e-5. */
  readonly epsilon?: number | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
}

/** Options of {@link LayerNorm}. */
export interface LayerNormLayerOptions extends NormLayerOptions {
  /** Whether there is a weight, 1 at first, and a bias. Default true. */
  readonly elementwiseAffine?: boolean | undefined;
  /** Whether there is a bias, 0 at first, beside the weight. Default true. */
  readonly bias?: boolean | undefined;
}

/** Options of {@link RMSNorm}. */
export type RmsNormLayerOptions = Omit<LayerNormLayerOptions, "bias">;

/** Options of {@link GroupNorm}, and of {@link InstanceNorm1d} and its kin. */
export interface ChannelNormOptions extends NormLayerOptions {
  /** Whether each channel has a weight, 1 at first, and a bias, 0 at first. */
  readonly affine?: boolean | undefined;
}

/**
 * Layer normalisation over the last dims, whose sizes are `normalizedShape`: `y = (x - mean) / √(variance + ε) · weight +
 * bias`; see {@link layerNorm}. Ba, Kiros and Hinton, "Layer normalization" (2016).
 *
 * @example
 * new LayerNorm(2, { epsilon: 0 }).forward(tensor([[1, 3], [10, 30]])); // [[-1, 1], [-1, 1]]
 */
export class LayerNorm extends Module {
  /** Shape `normalizedShape`; null without `elementwiseAffine`. */
  weight: Parameter | null;
  /** Shape `normalizedShape`; null where there is none. */
  bias: Parameter | null;
  /** Sizes of the last dims of x, over which each of its elements is normalised. */
  readonly normalizedShape: Shape;
  /** Added to the variance under the root. Default 1e-5. */
  readonly epsilon: number;

  /** One size for the last dim, or those of several. */
  constructor(normalizedShape: number | Shape, options: LayerNormLayerOptions = {}) {
    super();
    const { epsilon = 1e-5, elementwiseAffine = true, bias = true, dtype = "float32" } = options;
    this.normalizedShape = trailing("LayerNorm", normalizedShape);
    checkEpsilon("LayerNorm", epsilon);
    this.epsilon = epsilon;
    const { normalizedShape: shape } = this;
    this.weight = elementwiseAffine ? new Parameter(ones(shape, { dtype })) : null;
    this.bias = elementwiseAffine && bias ? new Parameter(zeros(shape, { dtype })) : null;
  }

  override forward(x: Tensor): Tensor {
    const [weight, bias] = [this.weight ?? undefined, this.bias ?? undefined];
    return layerNorm(x, this.normalizedShape, { weight, bias, epsilon: this.epsilon });
  }

  override details(): string {
    return `${this.normalizedShape.join(" x ")}${printed({
      epsilon: unless(1e-5, this.epsilon),
      elementwiseAffine: this.weight ? undefined : false,
      bias: this.weight && !this.bias ? false : undefined,
    })}`;
  }
}

/**
 * Normalisation by the root of the mean square over the last dims: `y = x / √(mean(x²) + ε) · weight`; see
 * {@link rmsNorm}. Zhang and Sennrich, "Root mean square layer normalization" (2019).
 *
 * @example new RMSNorm(2, { epsilon: 0 }).forward(tensor([[1, 7]])); // [[0.2, 1.4]]
 */
export class RMSNorm extends Module {
  /** Shape `normalizedShape`; null without `elementwiseAffine`. */
  weight: Parameter | null;
  /** Sizes of the last dims of x, over which each of its elements is normalised. */
  readonly normalizedShape: Shape;
  /** Added to the mean square under the root. Default 1e-5. */
  readonly epsilon: number;

  /** One size for the last dim, or those of several. */
  constructor(normalizedShape: number | Shape, options: RmsNormLayerOptions = {}) {
    super();
    const { epsilon = 1e-5, elementwiseAffine = true, dtype = "float32" } = options;
    this.normalizedShape = trailing("RMSNorm", normalizedShape);
    checkEpsilon("RMSNorm", epsilon);
    this.epsilon = epsilon;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape, { dtype })) : null;
  }

  override forward(x: Tensor): Tensor {
    const weight = this.weight ?? undefined;
    return rmsNorm(x, this.normalizedShape, { weight, epsilon: this.epsilon });
  }

  override details(): string {
    return `${this.normalizedShape.join(" x ")}${printed({
      epsilon: unless(1e-5, this.epsilon),
      elementwiseAffine: this.weight ? undefined : false,
    })}`;
  }
}

/** What the layers with a weight and a bias for each channel share. */
abstract class ChannelNorm extends Module {
  /** Shape `[channels]`; null without `affine`. */
  weight: Parameter | null;
  /** Shape `[channels]`; null without `affine`. */
  bias: Parameter | null;
  /** Size of dim 1 of x. */
  readonly channels: number;
  /** Added to the variance under the root. Default 1e-5. */
  readonly epsilon: number;

  constructor(name: string, channels: number, affine: boolean, options: ChannelNormOptions) {
    super();
    const { epsilon = 1e-5, dtype = "float32" } = options;
    checkWhole(name, "channels", channels);
    checkEpsilon(name, epsilon);
    this.channels = channels;
    this.epsilon = epsilon;
    this.weight = affine ? new Parameter(ones([channels], { dtype })) : null;
    this.bias = affine ? new Parameter(zeros([channels], { dtype })) : null;
  }

  /** Refuses another number of channels, and ranks other than those named. */
  protected check(x: Tensor, ranks: (rank: number) => boolean, form: string): void {
    if (ranks(x.rank) && x.shape[1] === this.channels) return;
    throw new ShapeError(
      this.constructor.name,
      `${describe(x)}; it takes [batch, ${this.channels}, ${form}]. Reshape it.`,
      [x.shape],
    );
  }

  protected get affine() {
    const { epsilon } = this;
    return { weight: this.weight ?? undefined, bias: this.bias ?? undefined, epsilon };
  }
}

/**
 * Group normalisation of x `[batch, channels, ...]`: the channels are cut into `groups` of neighbours, each normalised
 * over its channels and all dims behind them; see {@link groupNorm}. Wu and He, "Group normalization" (2018).
 *
 * @example new GroupNorm(2, 4, { epsilon: 0 }).forward(tensor([[1, 3, 10, 30]])); // [[-1, 1, -1, 1]]
 */
export class GroupNorm extends ChannelNorm {
  /** Parts into which the channels are cut; each has its own statistics. */
  readonly groups: number;

  /** `affine` is true by default. */
  constructor(groups: number, channels: number, options: ChannelNormOptions = {}) {
    checkWhole("GroupNorm", "groups", groups);
    if (channels % groups !== 0) {
      throw new ArgumentError(
        "GroupNorm",
        `${channels} channels in ${groups} groups; groups must divide the channels. Choose another number.`,
      );
    }
    super("GroupNorm", channels, options.affine ?? true, options);
    this.groups = groups;
  }

  override forward(x: Tensor): Tensor {
    this.check(x, (rank) => rank >= 2, "...");
    return groupNorm(x, this.groups, this.affine);
  }

  override details(): string {
    return `${this.groups}, ${this.channels}${printed({
      epsilon: unless(1e-5, this.epsilon),
      affine: this.weight ? undefined : false,
    })}`;
  }
}

/** What the layers that normalise each channel of each element share. */
abstract class InstanceNormLayer extends ChannelNorm {
  override details(): string {
    return `${this.channels}${printed({
      epsilon: unless(1e-5, this.epsilon),
      affine: this.weight ? true : undefined,
    })}`;
  }
}

/**
 * Instance normalisation of x `[batch, channels, length]`: each channel of each element of the batch is normalised by
 * itself; see {@link instanceNorm}. Ulyanov, Vedaldi and Lempitsky, "Instance normalization" (2016).
 *
 * @example new InstanceNorm1d(1, { epsilon: 0 }).forward(tensor([[[1, 3]]])); // [[[-1, 1]]]
 */
export class InstanceNorm1d extends InstanceNormLayer {
  /** `affine` is false by default. */
  constructor(channels: number, options: ChannelNormOptions = {}) {
    super("InstanceNorm1d", channels, options.affine ?? false, options);
  }

  override forward(x: Tensor): Tensor {
    this.check(x, (rank) => rank === 3, "length");
    return instanceNorm(x, this.affine);
  }
}

/**
 * Instance normalisation of x `[batch, channels, height, width]`, as {@link InstanceNorm1d}.
 *
 * @example new InstanceNorm2d(3).forward(ones([2, 3, 4, 4])).shape; // [ 2, 3, 4, 4 ]
 */
export class InstanceNorm2d extends InstanceNormLayer {
  /** `affine` is false by default. */
  constructor(channels: number, options: ChannelNormOptions = {}) {
    super("InstanceNorm2d", channels, options.affine ?? false, options);
  }

  override forward(x: Tensor): Tensor {
    this.check(x, (rank) => rank === 4, "height, width");
    return instanceNorm(x, this.affine);
  }
}

/**
 * Instance normalisation of x `[batch, channels, depth, height, width]`, as {@link InstanceNorm1d}.
 *
 * @example new InstanceNorm3d(3, { affine: true }); // InstanceNorm3d(3, affine: true)
 */
export class InstanceNorm3d extends InstanceNormLayer {
  /** `affine` is false by default. */
  constructor(channels: number, options: ChannelNormOptions = {}) {
    super("InstanceNorm3d", channels, options.affine ?? false, options);
  }

  override forward(x: Tensor): Tensor {
    this.check(x, (rank) => rank === 5, "depth, height, width");
    return instanceNorm(x, this.affine);
  }
}

function trailing(name: string, shape: number | Shape): Shape {
  const list = typeof shape === "number" ? [shape] : shape;
  if (list.length > 0 && list.every((n) => Number.isInteger(n) && n > 0)) return list;
  throw new ArgumentError(
    name,
    `the normalizedShape is ${JSON.stringify(shape)}; it must be a whole number from 1, or a list of them. Mend it.`,
  );
}
