/** What recurrent layers and cells share: their parameters, settings and inputs. */

import {
  dropout,
  type FloatDType,
  type Generator,
  type RecurrentOptions,
  type RecurrentWeights,
  type Tensor,
} from "@gradkit/tensor";
import { checkShare, checkWhole, printed, unless } from "./checks.ts";
import { type Initializer, uniform } from "./init.ts";
import { Module } from "./module.ts";
import { initialized, type Parameter } from "./parameter.ts";

/** Options of {@link RNNCell}, {@link GRUCell} and {@link LSTMCell}. */
export interface CellOptions {
  /** Whether biases are added, one to the input's part and one to the state's. Default true. */
  readonly bias?: boolean | undefined;
  /** Of both weights. Default: uniform in ±1/√hidden, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** Of both biases. Default: as the weights'. */
  readonly biasInit?: Initializer | undefined;
  /** Default float32. */
  readonly dtype?: FloatDType | undefined;
  /** The stream that the initialisers, and the dropout of a layer, draw from. Default: the shared one. */
  readonly generator?: Generator | undefined;
}

/** Options of {@link RNN}, {@link GRU} and {@link LSTM}. */
export interface RecurrentLayerOptions extends CellOptions {
  /** Layers, each of which reads the states of the one before. Default 1. */
  readonly numLayers?: number | undefined;
  /** Whether x and y are `[batch, steps, n]` rather than `[steps, batch, n]`. Default false. */
  readonly batchFirst?: boolean | undefined;
  /** The probability with which, in training, a state is zeroed between two layers. Default 0. */
  readonly dropout?: number | undefined;
  /** Whether each layer also goes from the end of each sequence to its start. Default false. */
  readonly bidirectional?: boolean | undefined;
}

/** What {@link RNN} and {@link GRU} take beside x. */
export interface RecurrentInputs {
  /** The states before the first step, `[layers · directions, batch, hidden]`. Default 0. */
  readonly h?: Tensor | undefined;
  /** Steps of each sequence; what lies behind is padding. Default all. */
  readonly lengths?: readonly number[] | Tensor | undefined;
}

/** The parameters of one layer in one direction: PyTorch's `weight_ih_l0` and so on. */
export interface DirectionParameters {
  /** `[gates · hidden, in]`. */
  weightIh: Parameter;
  /** `[gates · hidden, hidden]`. */
  weightHh: Parameter;
  /** `[gates · hidden]`; null without biases. */
  biasIh: Parameter | null;
  /** `[gates · hidden]`; null without biases. */
  biasHh: Parameter | null;
}

/** The parameters of one layer. */
export interface LayerParameters extends DirectionParameters {
  /** Those of the way back, where there is one: PyTorch's `weight_ih_l0_reverse` and so on. */
  reverse?: DirectionParameters;
}

/** New parameters for `gates` gates, drawn in PyTorch's order. */
function cellParameters(
  name: string,
  gates: number,
  inputSize: number,
  hiddenSize: number,
  options: CellOptions,
): DirectionParameters {
  checkWhole(name, "inputSize", inputSize);
  checkWhole(name, "hiddenSize", hiddenSize);
  const bound = 1 / Math.sqrt(hiddenSize);
  const natural = uniform({ low: -bound, high: bound });
  const { bias = true, weightInit = natural, biasInit = natural } = options;
  const out = gates * hiddenSize;
  const biasOf = () => (bias ? initialized(name, biasInit, [out], options) : null);
  return {
    weightIh: initialized(name, weightInit, [out, inputSize], options),
    weightHh: initialized(name, weightInit, [out, hiddenSize], options),
    biasIh: biasOf(),
    biasHh: biasOf(),
  };
}

/** Parameters as the functions take them. */
export function asWeights(own: DirectionParameters): RecurrentWeights {
  const { weightIh, weightHh, biasIh, biasHh } = own;
  return { weightIh, weightHh, biasIh: biasIh ?? undefined, biasHh: biasHh ?? undefined };
}

/** The base of {@link RNN}, {@link GRU} and {@link LSTM}. */
export abstract class RecurrentLayer<Inputs extends RecurrentInputs, Result> extends Module<
  [x: Tensor, inputs?: Inputs],
  Result
> {
  /** The parameters of each layer; `weight_ih_l1_reverse` of PyTorch is `layers.1.reverse.weightIh`. */
  readonly layers: LayerParameters[];
  /** Whether x and y are `[batch, steps, n]` rather than `[steps, batch, n]`. Default false. */
  readonly batchFirst: boolean;
  /** Whether each layer also goes from the end of each sequence to its start. Default false. */
  readonly bidirectional: boolean;
  /** The probability with which, in training, a state is zeroed between two layers. Default 0. */
  readonly dropout: number;
  /** The stream that the dropout draws from; undefined for the shared one. */
  readonly generator: Generator | undefined;

  constructor(
    name: string,
    gates: number,
    inputSize: number,
    hiddenSize: number,
    options: RecurrentLayerOptions,
  ) {
    super();
    const { numLayers = 1, bidirectional = false, batchFirst = false } = options;
    checkWhole(name, "numLayers", numLayers);
    checkShare(name, "dropout", options.dropout ?? 0);
    this.batchFirst = batchFirst;
    this.bidirectional = bidirectional;
    this.dropout = options.dropout ?? 0;
    this.generator = options.generator;
    this.layers = Array.from({ length: numLayers }, (_, i) => {
      const inside = i === 0 ? inputSize : (bidirectional ? 2 : 1) * hiddenSize;
      const direction = () => cellParameters(name, gates, inside, hiddenSize, options);
      return { ...direction(), ...(bidirectional && { reverse: direction() }) };
    });
  }

  /** The parameters in the order of the functions: by layer, forward first. */
  protected get weights(): RecurrentWeights[] {
    return this.layers.flatMap((layer) =>
      (layer.reverse ? [layer, layer.reverse] : [layer]).map(asWeights),
    );
  }

  /** The settings that all functions take. */
  protected get settings(): RecurrentOptions {
    const { batchFirst, bidirectional, dropout: p, generator } = this;
    const drops = this.training && p > 0;
    return {
      batchFirst,
      bidirectional,
      ...(drops && { between: (y: Tensor) => dropout(y, p, generator && { generator }) }),
    };
  }

  override details(): string {
    const [{ weightIh, weightHh, biasIh }] = this.layers;
    return `${weightIh.shape[1]}, ${weightHh.shape[1]}${printed({
      numLayers: unless(1, this.layers.length),
      bias: unless(true, biasIh !== null),
      batchFirst: unless(false, this.batchFirst),
      dropout: unless(0, this.dropout),
      bidirectional: unless(false, this.bidirectional),
    })}`;
  }
}

/** The base of {@link RNNCell}, {@link GRUCell} and {@link LSTMCell}. */
export abstract class RecurrentCell<Inputs extends readonly unknown[], Result>
  extends Module<Inputs, Result>
  implements DirectionParameters
{
  weightIh: Parameter;
  weightHh: Parameter;
  /** Null without biases. */
  biasIh: Parameter | null;
  /** Null without biases. */
  biasHh: Parameter | null;

  constructor(
    name: string,
    gates: number,
    inputSize: number,
    hiddenSize: number,
    options: CellOptions,
  ) {
    super();
    const own = cellParameters(name, gates, inputSize, hiddenSize, options);
    this.weightIh = own.weightIh;
    this.weightHh = own.weightHh;
    this.biasIh = own.biasIh;
    this.biasHh = own.biasHh;
  }

  override details(): string {
    const { weightIh, weightHh, biasIh } = this;
    const bias = unless(true, biasIh !== null);
    return `${weightIh.shape[1]}, ${weightHh.shape[1]}${printed({ bias })}`;
  }
}
