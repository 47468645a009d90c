/** Reductions. */

import type { ReduceKernel, ReduceName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Kernel, Module } from "./module.ts";

/** The table of reductions; integers are left to the reference engine. */
export function createReduce(module: Module): Record<ReduceName, ReduceKernel> {
  const bind = (name: ReduceName): ReduceKernel => {
    let float32: Kernel | undefined;
    let float64: Kernel | undefined;
    return (dtype, outer, n, inner, x, y) => {
      if (dtype === "float32") {
        float32 ??= module.kernel(`${name}F32`);
        float32(outer, n, inner, x, y);
      } else if (dtype === "float64") {
        float64 ??= module.kernel(`${name}F64`);
        float64(outer, n, inner, x, y);
      } else {
        reference.reduce[name](dtype, outer, n, inner, x, y);
      }
    };
  };
  return {
    sum: bind("sum"),
    prod: bind("prod"),
    max: bind("max"),
    min: bind("min"),
    argMax: bind("argMax"),
    argMin: bind("argMin"),
  };
}
