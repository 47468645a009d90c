/**
 * Optimisers and learning-rate schedules.
 *
 * @packageDocumentation
 */

export type { AdaGradOptions } from "./adagrad.ts";
export { AdaGrad } from "./adagrad.ts";
export type { AdamOptions } from "./adam.ts";
export { Adam } from "./adam.ts";
export { AdamW } from "./adamw.ts";
export type { GroupSettings, ParameterGroup, Parameters } from "./groups.ts";
export type { Batch, RowBatch } from "./optimizer.ts";
export { Optimizer } from "./optimizer.ts";
export type {
  ExponentialScheduleOptions,
  PiecewiseScheduleOptions,
  PowerScheduleOptions,
  Schedule,
} from "./schedules.ts";
export { exponentialSchedule, piecewiseSchedule, powerSchedule } from "./schedules.ts";
export type { SGDOptions } from "./sgd.ts";
export { SGD } from "./sgd.ts";
