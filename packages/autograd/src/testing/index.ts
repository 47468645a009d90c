/**
 * Checks for functions with gradients.
 *
 * @packageDocumentation
 */

export type { GradCheckOptions } from "./grad-check.ts";
export { gradCheck } from "./grad-check.ts";
