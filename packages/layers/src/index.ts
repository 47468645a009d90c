/**
 * Modules, layers, initialisers and losses.
 *
 * @packageDocumentation
 */

export { LogSoftmax, ReLU, Sigmoid, Softmax, Softplus, Tanh } from "./activation.ts";
export { Sequential } from "./container.ts";
export type { CrossEntropyOptions, NllLossOptions } from "./cross-entropy.ts";
export { crossEntropy, nllLoss } from "./cross-entropy.ts";
export { Dropout } from "./dropout.ts";
export { Flatten } from "./flatten.ts";
export type { FanMode, FanOptions, Initializer, InitializerOptions } from "./init.ts";
/** Initialisers: functions that make the first values of a parameter. */
export * as init from "./init.ts";
export type { LinearLayerOptions } from "./linear.ts";
export { Linear } from "./linear.ts";
export { bceWithLogits, l1Loss, mseLoss } from "./losses.ts";
export type { AnyModule } from "./module.ts";
export { Module } from "./module.ts";
export { isParameter, Parameter } from "./parameter.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
