/** Layers with a long short-term memory. */

import { type LstmResult, lstm, squeeze, type Tensor, unsqueeze } from "@gradkit/tensor";
import {
  asWeights,
  type CellOptions,
  RecurrentCell,
  type RecurrentInputs,
  RecurrentLayer,
  type RecurrentLayerOptions,
} from "./recurrent.ts";

/** What {@link LSTM} takes beside x. */
export interface LSTMInputs extends RecurrentInputs {
  /** The cells before the first step, in the shape of `h`. Default 0. */
  readonly c?: Tensor | undefined;
}

/** The state of {@link LSTMCell}. */
export interface LSTMState {
  /** `[batch, hidden]`. */
  readonly h: Tensor;
  /** `[batch, hidden]`. */
  readonly c: Tensor;
}

/**
 * Layers with a long short-term memory over x `[steps, batch, in]`: gives the last layer's states `y`
 * `[steps, batch, directions · hidden]` and the last states `h` and cells `c` `[layers · directions, batch, hidden]`;
 * see {@link lstm}. Hochreiter and Schmidhuber, "Long short-term memory" (1997).
 *
 * @example
 * const layer = new LSTM(3, 4, { numLayers: 2, dropout: 0.5 });
 * const { y, h, c } = layer.forward(ones([5, 2, 3]), { lengths: [3, 5] });
 * [y.shape, h.shape, c.shape]; // [ [ 5, 2, 4 ], [ 2, 2, 4 ], [ 2, 2, 4 ] ]
 */
export class LSTM extends RecurrentLayer<LSTMInputs, LstmResult> {
  /** Layers from `inputSize` to `hiddenSize` numbers. */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentLayerOptions = {}) {
    super("LSTM", 4, inputSize, hiddenSize, options);
  }

  override forward(x: Tensor, inputs: LSTMInputs = {}): LstmResult {
    return lstm(x, this.weights, { ...inputs, ...this.settings });
  }
}

/**
 * One step of an {@link LSTM} of one layer: from x `[batch, in]` and the state `[batch, hidden]`, by default 0, to the
 * next state; also without the batch.
 *
 * @example
 * const cell = new LSTMCell(1, 2, { weightInit: init.constant(0.5), biasInit: init.constant(0) });
 * const state = cell.forward(ones([1, 1]));
 * state.h; // [[0.1743, 0.1743]]
 * cell.forward(ones([1, 1]), state).c; // [[0.5799, 0.5799]]
 */
export class LSTMCell extends RecurrentCell<[x: Tensor, state?: LSTMState], LSTMState> {
  /** A cell from `inputSize` to `hiddenSize` numbers. */
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super("LSTMCell", 4, inputSize, hiddenSize, options);
  }

  override forward(x: Tensor, state?: LSTMState): LSTMState {
    const options = state && { h: unsqueeze(state.h, 0), c: unsqueeze(state.c, 0) };
    const { h, c } = lstm(unsqueeze(x, 0), [asWeights(this)], options);
    return { h: squeeze(h, 0), c: squeeze(c, 0) };
  }
}
