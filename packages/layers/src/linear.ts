/** The fully connected layer. */

import {
  type FloatDType,
  type FusedActivation,
  type Generator,
  linear,
  type Tensor,
} from "@gradkit/tensor";
import { checkWhole } from "./checks.ts";
import { type Initializer, uniform } from "./init.ts";
import { Module } from "./module.ts";
import { initialized, type Parameter } from "./parameter.ts";

/** Options of {@link Linear}. */
export interface LinearLayerOptions {
  /** Whether a bias is added. Default true. */
  readonly bias?: boolean | undefined;
  /** Default: uniform in ±1/√in, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** Default: uniform in ±1/√in, as PyTorch's. */
  readonly biasInit?: Initializer | undefined;
  /** Applied to the result within the same kernel call: relu, sigmoid or tanh. Default none. */
  readonly activation?: FusedActivation | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream that the initialisers draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/**
 * A fully connected layer: `y = f(x Wᵀ + b)`, `x` of `[..., in]`, y of `[..., out]`; the weight is `[out, in]`, the
 * bias `[out]`.
 *
 * @example
 * const layer = new Linear(3, 2, { weightInit: init.constant(0.5), biasInit: init.constant(1) });
 * layer.forward(tensor([[1, 2, 3]])); // [[4, 4]]
 */
export class Linear extends Module {
  /** Shape `[out, in]`. */
  weight: Parameter;
  /** Shape `[out]`; null without a bias. */
  bias: Parameter | null;
  /** Applied to the result within the same kernel call; undefined for none. */
  readonly activation: FusedActivation | undefined;

  /** A layer from `inFeatures` to `outFeatures` numbers. */
  constructor(inFeatures: number, outFeatures: number, options: LinearLayerOptions = {}) {
    super();
    checkWhole("Linear", "inFeatures", inFeatures);
    checkWhole("Linear", "outFeatures", outFeatures);
    const { bias = true, activation } = options;
    const bound = 1 / Math.sqrt(inFeatures);
    const natural = uniform({ low: -bound, high: bound });
    const { weightInit = natural, biasInit = natural } = options;
    this.weight = initialized("Linear", weightInit, [outFeatures, inFeatures], options);
    this.bias = bias ? initialized("Linear", biasInit, [outFeatures], options) : null;
    this.activation = activation;
  }

  override forward(x: Tensor): Tensor {
    const bias = this.bias ?? undefined;
    return linear(x, this.weight, { bias, activation: this.activation });
  }

  override details(): string {
    const [outFeatures, inFeatures] = this.weight.shape;
    const activation = this.activation ? `, activation: ${this.activation}` : "";
    return `${inFeatures}, ${outFeatures}${this.bias ? "" : ", bias: false"}${activation}`;
  }
}
