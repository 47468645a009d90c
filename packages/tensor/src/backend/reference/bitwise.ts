/** Kernels on the bits of integers and bool. */

import type { BinaryKernel, BitwiseName } from "../backend.ts";
import { binaryKernel } from "./loops.ts";

/** The table of bitwise kernels. */
export const bitwise: Record<BitwiseName, BinaryKernel> = {
  and: binaryKernel((a, b) => a & b),
  or: binaryKernel((a, b) => a | b),
  xor: binaryKernel((a, b) => a ^ b),
  leftShift: binaryKernel((a, b) => a << b),
  rightShift: binaryKernel((a, b) => a >> b),
};
