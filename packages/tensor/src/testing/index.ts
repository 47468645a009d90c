/**
 * The table of ops with samples and refused calls, for tests of engines and of gradients.
 *
 * @packageDocumentation
 */

export type { ErrorInput, InputSpec, OpInfo, Sample } from "./op-info.ts";
export { inputsOf, isDifferentiable, strided, titleOf, valuesOf } from "./op-info.ts";
export { opFamilies, opInfos } from "./op-infos.ts";
