/** Binary kernels. */

import type { BinaryKernel, BinaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Kernel, Module } from "./module.ts";

/** The table of binary kernels; integers are left to the reference engine. */
export function createBinary(module: Module): Record<BinaryName, BinaryKernel> {
  const bind = (name: BinaryName): BinaryKernel => {
    let float32: Kernel | undefined;
    let float64: Kernel | undefined;
    return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
      if (dtype === "float32") {
        float32 ??= module.kernel(`${name}F32`);
        float32(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, module.workspace());
      } else if (dtype === "float64") {
        float64 ??= module.kernel(`${name}F64`);
        float64(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, module.workspace());
      } else {
        reference.binary[name](dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y);
      }
    };
  };
  return {
    ...reference.binary,
    add: bind("add"),
    sub: bind("sub"),
    mul: bind("mul"),
    div: bind("div"),
    maximum: bind("maximum"),
    minimum: bind("minimum"),
    reluGrad: bind("reluGrad"),
    sigmoidGrad: bind("sigmoidGrad"),
    tanhGrad: bind("tanhGrad"),
  };
}
