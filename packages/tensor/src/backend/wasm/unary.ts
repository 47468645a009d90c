/** Unary kernels. */

import type { UnaryKernel, UnaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import type { Kernel, Module } from "./module.ts";

/** The table of unary kernels; integers are left to the reference engine. */
export function createUnary(module: Module): Record<UnaryName, UnaryKernel> {
  const bind = (name: UnaryName): UnaryKernel => {
    let float32: Kernel | undefined;
    let float64: Kernel | undefined;
    return (dtype, n, x, y) => {
      if (dtype === "float32") {
        float32 ??= module.kernel(`${name}F32`);
        float32(n, x, y);
      } else if (dtype === "float64") {
        float64 ??= module.kernel(`${name}F64`);
        float64(n, x, y);
      } else {
        reference.unary[name](dtype, n, x, y);
      }
    };
  };
  return {
    ...reference.unary,
    neg: bind("neg"),
    abs: bind("abs"),
    sign: bind("sign"),
    square: bind("square"),
    relu: bind("relu"),
    floor: bind("floor"),
    ceil: bind("ceil"),
    round: bind("round"),
    trunc: bind("trunc"),
    sqrt: bind("sqrt"),
    reciprocal: bind("reciprocal"),
  };
}
