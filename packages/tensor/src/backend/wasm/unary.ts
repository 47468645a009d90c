/** Unary kernels. */

import { bytesPerElement, isFloat } from "../../dtype.ts";
import type { UnaryKernel, UnaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { cutElements, functionGrain, grain } from "./cut.ts";
import type { Module } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** The functions that have a kernel here; others are the reference engine's. */
const names = [
  "neg",
  "abs",
  "sign",
  "square",
  "relu",
  "floor",
  "ceil",
  "round",
  "trunc",
  "sqrt",
  "reciprocal",
  "cbrt",
  "exp",
  "expm1",
  "log",
  "log1p",
  "sin",
  "cos",
  "tanh",
  "sigmoid",
  "softplus",
  "erf",
  "exp2",
  "log2",
  "log10",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "asinh",
  "acosh",
  "atanh",
  "erfc",
  "erfinv",
  "ndtr",
  "lgamma",
  "digamma",
] as const satisfies readonly UnaryName[];

/** What takes an instruction or two. */
const cheap: ReadonlySet<UnaryName> = new Set([
  ...(["neg", "abs", "sign", "square", "relu", "floor", "ceil", "round", "trunc"] as const),
  ...(["sqrt", "reciprocal"] as const),
]);

/** The table of unary kernels; integers are left to the reference engine. */
export function createUnary(module: Module): Record<UnaryName, UnaryKernel> {
  const bind = (name: (typeof names)[number]): UnaryKernel => {
    const kernel = floatKernel(module, name);
    const elements = cheap.has(name) ? grain : functionGrain;
    return (dtype, n, x, y) => {
      if (!isFloat(dtype)) reference.unary[name](dtype, n, x, y);
      else if (n < 2 * elements) kernel(dtype)(n, x, y);
      else {
        const size = bytesPerElement(dtype);
        const piece = (first: number, count: number) => [count, x + first * size, y + first * size];
        module.run(floatName(name, dtype), cutElements(n, elements, piece), x === y);
      }
    };
  };
  return { ...reference.unary, ...Object.fromEntries(names.map((name) => [name, bind(name)])) };
}
