/** Comparisons: NaN is unequal to everything, -0 equals +0. */

import type { BinaryKernel, CompareName } from "../backend.ts";
import { compareKernel } from "./loops.ts";

/** The table of comparisons. */
export const compare: Record<CompareName, BinaryKernel> = {
  equal: compareKernel((a, b) => (a === b ? 1 : 0)),
  notEqual: compareKernel((a, b) => (a !== b ? 1 : 0)),
  less: compareKernel((a, b) => (a < b ? 1 : 0)),
  lessEqual: compareKernel((a, b) => (a <= b ? 1 : 0)),
  greater: compareKernel((a, b) => (a > b ? 1 : 0)),
  greaterEqual: compareKernel((a, b) => (a >= b ? 1 : 0)),
};
