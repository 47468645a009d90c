/** Batch normalisation: by the batch's statistics in training, by their running averages in evaluation. */

import {
  add,
  assign,
  batchNorm,
  describe,
  type FloatDType,
  mul,
  ones,
  ShapeError,
  type Tensor,
  zeros,
} from "@gradkit/tensor";
import { Buffer } from "./buffer.ts";
import { checkEpsilon, checkShare, checkWhole, printed, unless } from "./checks.ts";
import { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";

/** Options of {@link BatchNorm1d}, {@link BatchNorm2d} and {@link BatchNorm3d}. */
export interface BatchNormLayerOptions {
  /** The share that each batch has in the running averages; null weighs all batches so far alike. Default 0.1. */
  readonly momentum?: number | null | undefined;
  /** Added to the variance under the root. Default 1e-5. */
  readonly epsilon?: number | undefined;
  /** Whether each channel has a weight, 1 at first, and a bias, 0 at first. Default true. */
  readonly affine?: boolean | undefined;
  /** Whether running averages are kept; without them evaluation too takes the batch's statistics. Default true. */
  readonly trackRunningStats?: boolean | undefined;
  /** Applied to the result within the same kernel call. Default none. */
  readonly activation?: "relu" | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
}

/** What the three layers share; they differ in the ranks that they take. */
abstract class BatchNormLayer extends Module {
  /** Shape `[channels]`; null without `affine`. */
  weight: Parameter | null;
  /** Shape `[channels]`; null without `affine`. */
  bias: Parameter | null;
  /** Running average of the means, `[channels]`; null where none is kept. */
  runningMean: Buffer | null;
  /** Running average of the variances `Σ (x - mean)² / (n - 1)`, `[channels]`; null where none is kept. */
  runningVar: Buffer | null;
  /** Batches that the averages have seen; null where none are kept. */
  numBatchesTracked: Buffer | null;
  /** Size of dim 1 of x; each channel has its own statistics. */
  readonly channels: number;
  /** The share that each batch has in the running averages; null weighs all batches alike. Default 0.1. */
  readonly momentum: number | null;
  /** Added to the variance under the root. Default 1e-5. */
  readonly epsilon: number;
  /** Applied to the result within the same kernel call; undefined for none. */
  readonly activation: "relu" | undefined;
  readonly #ranks: readonly number[];

  constructor(
    name: string,
    ranks: readonly number[],
    channels: number,
    options: BatchNormLayerOptions,
  ) {
    super();
    const { momentum = 0.1, epsilon = 1e-5, affine = true, trackRunningStats = true } = options;
    const { dtype = "float32" } = options;
    checkWhole(name, "channels", channels);
    checkEpsilon(name, epsilon);
    if (momentum !== null) checkShare(name, "momentum", momentum);
    this.#ranks = ranks;
    this.channels = channels;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.activation = options.activation;
    const filled = (make: typeof ones) => make([channels], { dtype });
    this.weight = affine ? new Parameter(filled(ones)) : null;
    this.bias = affine ? new Parameter(filled(zeros)) : null;
    this.runningMean = trackRunningStats ? new Buffer(filled(zeros)) : null;
    this.runningVar = trackRunningStats ? new Buffer(filled(ones)) : null;
    this.numBatchesTracked = trackRunningStats ? new Buffer(zeros([], { dtype: "int32" })) : null;
  }

  override forward(x: Tensor): Tensor {
    this.#check(x);
    const { epsilon, activation, runningMean, runningVar } = this;
    const [weight, bias] = [this.weight ?? undefined, this.bias ?? undefined];
    const options = { weight, bias, epsilon, activation };
    if (!this.training && runningMean && runningVar) {
      return batchNorm(x, { ...options, mean: runningMean, variance: runningVar }).y;
    }
    const { y, mean, variance } = batchNorm(x, options);
    if (this.training) this.#track(mean, variance, x.size / this.channels);
    return y;
  }

  /** Sets the running averages to where they begin. */
  resetRunningStats(): void {
    const { runningMean, runningVar, numBatchesTracked } = this;
    if (!runningMean || !runningVar || !numBatchesTracked) return;
    assign(runningMean, zeros([this.channels]));
    assign(runningVar, ones([this.channels]));
    assign(numBatchesTracked, zeros([]));
  }

  override details(): string {
    return `${this.channels}${printed({
      momentum: unless(0.1, this.momentum),
      epsilon: unless(1e-5, this.epsilon),
      affine: this.weight ? undefined : false,
      trackRunningStats: this.runningMean ? undefined : false,
      activation: this.activation,
    })}`;
  }

  /** Moves the averages towards the statistics of a batch of `n` values a channel. */
  #track(mean: Tensor, variance: Tensor, n: number): void {
    const { runningMean, runningVar, numBatchesTracked, momentum } = this;
    if (!runningMean || !runningVar || !numBatchesTracked) return;
    const count = add(numBatchesTracked, 1);
    const share = momentum ?? 1 / count.item();
    const means = add(mul(runningMean, 1 - share), mul(mean, share));
    const variances = add(mul(runningVar, 1 - share), mul(variance, (share * n) / (n - 1)));
    // What can fail for want of memory comes first, so that all of them move or none.
    assign(numBatchesTracked, count);
    assign(runningMean, means);
    assign(runningVar, variances);
  }

  #check(x: Tensor): void {
    if (this.#ranks.includes(x.rank) && x.shape[1] === this.channels) return;
    const dims = this.#ranks.map(
      (rank) => ["", ", length", ", height, width", ", depth, height, width"][rank - 2],
    );
    throw new ShapeError(
      this.constructor.name,
      `${describe(x)}; it takes ${dims.map((more) => `[batch, ${this.channels}${more}]`).join(" or ")}. Reshape it.`,
      [x.shape],
    );
  }
}

/**
 * Batch normalisation of x `[batch, channels]` or `[batch, channels, length]`: in training
 * `y = (x - mean) / √(variance + ε) · weight + bias` by the statistics of each channel over the batch, whose running
 * averages take their place in evaluation; see {@link batchNorm}. Ioffe and Szegedy, "Batch normalization" (2015).
 *
 * @example
 * const layer = new BatchNorm1d(1, { epsilon: 0 });
 * layer.forward(tensor([[1], [3]])); // [[-1], [1]]
 * layer.runningMean!; // [0.2]
 * layer.runningVar!; // [1.1]
 */
export class BatchNorm1d extends BatchNormLayer {
  /** A layer for so many channels. */
  constructor(channels: number, options: BatchNormLayerOptions = {}) {
    super("BatchNorm1d", [2, 3], channels, options);
  }
}

/**
 * Batch normalisation of x `[batch, channels, height, width]`, as {@link BatchNorm1d}.
 *
 * @example
 * const layer = new BatchNorm2d(3);
 * layer.forward(ones([2, 3, 4, 4])).shape; // [ 2, 3, 4, 4 ]
 * [...layer.stateDict().keys()].join(" "); // weight bias runningMean runningVar numBatchesTracked
 */
export class BatchNorm2d extends BatchNormLayer {
  /** A layer for so many channels. */
  constructor(channels: number, options: BatchNormLayerOptions = {}) {
    super("BatchNorm2d", [4], channels, options);
  }
}

/**
 * Batch normalisation of x `[batch, channels, depth, height, width]`, as {@link BatchNorm1d}.
 *
 * @example new BatchNorm3d(3, { momentum: 0.01 }); // BatchNorm3d(3, momentum: 0.01)
 */
export class BatchNorm3d extends BatchNormLayer {
  /** A layer for so many channels. */
  constructor(channels: number, options: BatchNormLayerOptions = {}) {
    super("BatchNorm3d", [5], channels, options);
  }
}
