/** Binary kernels. */

import { isFloat } from "../../dtype.ts";
import type { BinaryKernel, BinaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

/** The table of binary kernels; integers are left to the reference engine. */
export function createBinary(module: Module): Record<BinaryName, BinaryKernel> {
  const bind = (name: BinaryName): BinaryKernel => {
    const kernel = floatKernel(module, name);
    return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
      if (isFloat(dtype)) {
        kernel(dtype)(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, module.workspace());
      } else {
        reference.binary[name](dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y);
      }
    };
  };
  return {
    add: bind("add"),
    sub: bind("sub"),
    mul: bind("mul"),
    div: bind("div"),
    pow: bind("pow"),
    maximum: bind("maximum"),
    minimum: bind("minimum"),
    reluGrad: bind("reluGrad"),
    sigmoidGrad: bind("sigmoidGrad"),
    tanhGrad: bind("tanhGrad"),
    fmod: bind("fmod"),
    remainder: bind("remainder"),
    floorDivide: bind("floorDivide"),
    atan2: bind("atan2"),
    hypot: bind("hypot"),
    zeta: bind("zeta"),
  };
}
