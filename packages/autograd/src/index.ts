/**
 * Gradients: the reverse walk over what tensors record, and derivatives of functions.
 *
 * @packageDocumentation
 */

export type { AnomalyOptions, BadElement } from "./anomaly.ts";
export { AnomalyError, detectAnomaly } from "./anomaly.ts";
export type { BackwardOptions } from "./backward.ts";
export { backward } from "./backward.ts";
export type { CheckpointOptions } from "./checkpoint.ts";
export { checkpoint } from "./checkpoint.ts";
export type { ComposedOp, RuledOp } from "./custom-op.ts";
export { customOp } from "./custom-op.ts";
export type { ValueAndGrad, ValueAndGrads } from "./grad.ts";
export { grad, valueAndGrad, valueAndGrads } from "./grad.ts";
export type { GradientHook } from "./hooks.ts";
export { onGrad } from "./hooks.ts";
export type { JacobianOptions } from "./jacobian.ts";
export { hessian, jacobian } from "./jacobian.ts";
export type { Synchronous } from "./no-grad.ts";
export { enableGrad, noGrad } from "./no-grad.ts";
export type { Jvp, Vjp } from "./products.ts";
export { hvp, jvp, vhp, vjp } from "./products.ts";
