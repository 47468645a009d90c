/** Comparisons. */

import type { BinaryKernel, CompareName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { cutZip } from "./binary.ts";
import { grain } from "./cut.ts";
import type { Kernel, Module } from "./module.ts";

/** The table of comparisons: float32 and int32; the other dtypes are left to the reference engine. */
export function createCompare(module: Module): Record<CompareName, BinaryKernel> {
  const bind = (name: CompareName): BinaryKernel => {
    let float32: Kernel | undefined;
    let int32: Kernel | undefined;
    return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
      if (dtype !== "float32" && dtype !== "int32") {
        reference.compare[name](dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y);
      } else if (outer * inner >= 2 * grain) {
        const operands = [a, aOuter, aInner, b, bOuter, bInner] as const;
        const pieces = cutZip(outer, inner, grain, operands, 4, y, 1);
        module.run(dtype === "float32" ? `${name}F32` : `${name}I32`, pieces);
      } else if (dtype === "float32") {
        float32 ??= module.kernel(`${name}F32`);
        float32(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, module.workspace());
      } else {
        int32 ??= module.kernel(`${name}I32`);
        int32(outer, inner, a, aOuter, aInner, b, bOuter, bInner, y, module.workspace());
      }
    };
  };
  return {
    equal: bind("equal"),
    notEqual: bind("notEqual"),
    less: bind("less"),
    lessEqual: bind("lessEqual"),
    greater: bind("greater"),
    greaterEqual: bind("greaterEqual"),
  };
}
