/** Binary kernels. Storing rounds to the dtype, and wraps integers. */

import type { BinaryKernel, BinaryName } from "../backend.ts";
import { binaryKernel, round } from "./loops.ts";
import { atan2, floorDivide, hypot, pow, remainder, zeta } from "./math.ts";

/** The table of binary kernels. `Math.max` and `Math.min` hand NaN on and order -0 before +0. */
export const binary: Record<BinaryName, BinaryKernel> = {
  add: binaryKernel((a, b) => a + b),
  sub: binaryKernel((a, b) => a - b),
  mul: binaryKernel((a, b) => a * b, Math.imul),
  div: binaryKernel((a, b) => a / b),
  pow: binaryKernel(pow),
  maximum: binaryKernel((a, b) => Math.max(a, b)),
  minimum: binaryKernel((a, b) => Math.min(a, b)),
  reluGrad: binaryKernel((a, b) => (b > 0 ? a : 0)),
  sigmoidGrad: binaryKernel((a, b, isFloat32) => round(isFloat32, a * b) * round(isFloat32, 1 - b)),
  tanhGrad: binaryKernel((a, b, isFloat32) => a * round(isFloat32, 1 - round(isFloat32, b * b))),
  fmod: binaryKernel((a, b) => a % b),
  remainder: binaryKernel(remainder),
  floorDivide: binaryKernel(floorDivide),
  atan2: binaryKernel(atan2),
  hypot: binaryKernel(hypot),
  zeta: binaryKernel(zeta),
};
