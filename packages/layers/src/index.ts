/**
 * Modules, layers, initialisers and losses.
 *
 * @packageDocumentation
 */

export {
  HardSigmoid,
  HardSwish,
  LogSigmoid,
  LogSoftmax,
  Mish,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Softsign,
  Tanh,
} from "./activation.ts";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from "./adaptive-pool.ts";
export type { AttentionInputs, MultiHeadAttentionOptions } from "./attention.ts";
export { MultiHeadAttention } from "./attention.ts";
export type { BatchNormLayerOptions } from "./batch-norm.ts";
export { BatchNorm1d, BatchNorm2d, BatchNorm3d } from "./batch-norm.ts";
export { Buffer, isBuffer } from "./buffer.ts";
export { Sequential } from "./container.ts";
export type { ConvLayerOptions, ConvSharedOptions } from "./conv.ts";
export { Conv1d, Conv2d, Conv3d } from "./conv.ts";
export type { ConvTransposeLayerOptions } from "./conv-transpose.ts";
export { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from "./conv-transpose.ts";
export type { CrossEntropyOptions, NllLossOptions } from "./cross-entropy.ts";
export { crossEntropy, nllLoss } from "./cross-entropy.ts";
export { AlphaDropout, Dropout } from "./dropout.ts";
export type { EmbeddingLayerOptions } from "./embedding.ts";
export { Embedding } from "./embedding.ts";
export { Flatten } from "./flatten.ts";
export { GRU, GRUCell } from "./gru.ts";
export type { FanMode, FanOptions, Initializer, InitializerOptions } from "./init.ts";
/** Initialisers: functions that make the first values of a parameter. */
export * as init from "./init.ts";
export type { LinearLayerOptions } from "./linear.ts";
export { Linear } from "./linear.ts";
export { bceWithLogits, l1Loss, mseLoss } from "./losses.ts";
export type { LSTMInputs, LSTMState } from "./lstm.ts";
export { LSTM, LSTMCell } from "./lstm.ts";
export type { AnyModule } from "./module.ts";
export { Module } from "./module.ts";
export type {
  ChannelNormOptions,
  LayerNormLayerOptions,
  NormLayerOptions,
  RmsNormLayerOptions,
} from "./normalization.ts";
export {
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  LayerNorm,
  RMSNorm,
} from "./normalization.ts";
export { isParameter, Parameter } from "./parameter.ts";
export {
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
} from "./pool.ts";
export type {
  CellOptions,
  DirectionParameters,
  LayerParameters,
  RecurrentInputs,
  RecurrentLayerOptions,
} from "./recurrent.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
export type { Nonlinearity, RNNCellOptions, RNNOptions } from "./rnn.ts";
export { RNN, RNNCell } from "./rnn.ts";
export type { PReluOptions, RReluLayerOptions } from "./shaped-activation.ts";
export { ELU, GELU, HardTanh, LeakyReLU, PReLU, RReLU } from "./shaped-activation.ts";
export { Upsample } from "./upsample.ts";
