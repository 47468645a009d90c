/** Simple recurrent layers. */

import {
  ArgumentError,
  type RecurrentResult,
  rnn,
  squeeze,
  type Tensor,
  unsqueeze,
} from "@gradkit/tensor";
import { printed, unless } from "./checks.ts";
import {
  asWeights,
  type CellOptions,
  RecurrentCell,
  type RecurrentInputs,
  RecurrentLayer,
  type RecurrentLayerOptions,
} from "./recurrent.ts";

/** What follows the sum in a simple recurrent net. */
export type Nonlinearity = "tanh" | "relu";

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentLayerOptions {
  /** Default tanh. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/** Options of {@link RNNCell}. */
export interface RNNCellOptions extends CellOptions {
  /** Default tanh. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/**
 * Simple recurrent layers, `hₜ = tanh(W xₜ + b + U hₜ₋₁ + d)` or with relu, over x `[steps, batch, in]`: gives the last
 * layer's states `y` `[steps, batch, directions · hidden]` and the last states `h`
 * `[layers · directions, batch, hidden]`; see {@link rnn}. Elman, "Finding structure in time" (1990).
 *
 * @example
 * const layer = new RNN(3, 4, { numLayers: 2, bidirectional: true });
 * const { y, h } = layer.forward(ones([5, 2, 3]), { lengths: [5, 1] });
 * [y.shape, h.shape]; // [ [ 5, 2, 8 ], [ 4, 2, 4 ] ]
 */
export class RNN extends RecurrentLayer<RecurrentInputs, RecurrentResult> {
  /** What is applied to the sum. Default "tanh". */
  readonly nonlinearity: Nonlinearity;

  /** Layers from `inputSize` to `hiddenSize` numbers. */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    super("RNN", 1, inputSize, hiddenSize, options);
    this.nonlinearity = checked("RNN", options.nonlinearity);
  }

  override forward(x: Tensor, inputs: RecurrentInputs = {}): RecurrentResult {
    const { nonlinearity } = this;
    return rnn(x, this.weights, { ...inputs, ...this.settings, nonlinearity });
  }

  override details(): string {
    return super.details() + printed({ nonlinearity: unless("tanh", this.nonlinearity) });
  }
}

/**
 * One step of an {@link RNN} of one layer: from x `[batch, in]` and the state h `[batch, hidden]`, by default 0, to the
 * next state; also without the batch.
 *
 * @example
 * const cell = new RNNCell(1, 2, { weightInit: init.constant(0.5), biasInit: init.constant(0) });
 * const h = cell.forward(ones([1, 1])); // [[0.4621, 0.4621]]
 * cell.forward(ones([1, 1]), h); // [[0.7452, 0.7452]]
 */
export class RNNCell extends RecurrentCell<[x: Tensor, h?: Tensor], Tensor> {
  /** What is applied to the sum. Default "tanh". */
  readonly nonlinearity: Nonlinearity;

  /** A cell from `inputSize` to `hiddenSize` numbers. */
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    super("RNNCell", 1, inputSize, hiddenSize, options);
    this.nonlinearity = checked("RNNCell", options.nonlinearity);
  }

  override forward(x: Tensor, h?: Tensor): Tensor {
    const { nonlinearity } = this;
    const options = { h: h && unsqueeze(h, 0), nonlinearity };
    return squeeze(rnn(unsqueeze(x, 0), [asWeights(this)], options).h, 0);
  }

  override details(): string {
    return super.details() + printed({ nonlinearity: unless("tanh", this.nonlinearity) });
  }
}

function checked(name: string, nonlinearity: Nonlinearity = "tanh"): Nonlinearity {
  if (nonlinearity === "tanh" || nonlinearity === "relu") return nonlinearity;
  throw new ArgumentError(
    name,
    `the nonlinearity is "${nonlinearity}"; it must be tanh or relu. Mend it.`,
  );
}
