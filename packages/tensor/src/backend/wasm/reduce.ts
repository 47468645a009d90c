/** Reductions. */

import { isFloat } from "../../dtype.ts";
import type { Backend, ReduceKernel, ReduceName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

/** The table of reductions; integers are left to the reference engine. */
export function createReduce(module: Module): Record<ReduceName, ReduceKernel> {
  const bind = (name: ReduceName): ReduceKernel => {
    const kernel = floatKernel(module, name);
    return (dtype, outer, n, inner, x, y) => {
      if (isFloat(dtype)) kernel(dtype)(outer, n, inner, x, y);
      else reference.reduce[name](dtype, outer, n, inner, x, y);
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

/** The variance, in two passes over what it reads. */
export function createVariance(module: Module): Backend["variance"] {
  const kernel = floatKernel(module, "variance");
  return (dtype, outer, n, inner, divisor, x, y) => {
    kernel(dtype)(outer, n, inner, divisor, x, y);
  };
}
