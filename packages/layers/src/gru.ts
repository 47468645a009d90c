/** Gated recurrent layers. */

import { gru, type RecurrentResult, squeeze, type Tensor, unsqueeze } from "@gradkit/tensor";
import {
  asWeights,
  type CellOptions,
  RecurrentCell,
  type RecurrentInputs,
  RecurrentLayer,
  type RecurrentLayerOptions,
} from "./recurrent.ts";

/**
 * Layers of gated recurrent units over x `[steps, batch, in]`: gives the last layer's states `y`
 * `[steps, batch, directions · hidden]` and the last states `h` `[layers · directions, batch, hidden]`; see {@link gru}.
 * Cho et al., "Learning phrase representations" (2014).
 *
 * @example
 * const layer = new GRU(3, 4, { batchFirst: true });
 * const { y, h } = layer.forward(ones([2, 5, 3]));
 * [y.shape, h.shape]; // [ [ 2, 5, 4 ], [ 1, 2, 4 ] ]
 */
export class GRU extends RecurrentLayer<RecurrentInputs, RecurrentResult> {
  /** Layers from `inputSize` to `hiddenSize` numbers. */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentLayerOptions = {}) {
    super("GRU", 3, inputSize, hiddenSize, options);
  }

  override forward(x: Tensor, inputs: RecurrentInputs = {}): RecurrentResult {
    return gru(x, this.weights, { ...inputs, ...this.settings });
  }
}

/**
 * One step of a {@link GRU} of one layer: from x `[batch, in]` and the state h `[batch, hidden]`, by default 0, to the
 * next state; also without the batch.
 *
 * @example
 * const cell = new GRUCell(1, 2, { weightInit: init.constant(0.5), biasInit: init.constant(0) });
 * const h = cell.forward(ones([1, 1])); // [[0.1745, 0.1745]]
 * cell.forward(ones([1, 1]), h); // [[0.3005, 0.3005]]
 */
export class GRUCell extends RecurrentCell<[x: Tensor, h?: Tensor], Tensor> {
  /** A cell from `inputSize` to `hiddenSize` numbers. */
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super("GRUCell", 3, inputSize, hiddenSize, options);
  }

  override forward(x: Tensor, h?: Tensor): Tensor {
    const options = { h: h && unsqueeze(h, 0) };
    return squeeze(gru(unsqueeze(x, 0), [asWeights(this)], options).h, 0);
  }
}
