/** Unary kernels. */

import { bytesPerElement, isFloat } from "../../dtype.ts";
import type { UnaryKernel, UnaryName } from "../backend.ts";
import { reference } from "../reference/index.ts";
import { cutElements, functionGrain, grain } from "./cut.ts";
import type { Module } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** What takes an instruction or two. */
const cheap: ReadonlySet<UnaryName> = new Set([
  ...(["neg", "abs", "sign", "square", "relu", "floor", "ceil", "round", "trunc"] as const),
  ...(["sqrt", "reciprocal"] as const),
]);

/** The table of unary kernels; integers are left to the reference engine. */
export function createUnary(module: Module): Record<UnaryName, UnaryKernel> {
  const bind = (name: UnaryName): UnaryKernel => {
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
  return {
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
    cbrt: bind("cbrt"),
    exp: bind("exp"),
    expm1: bind("expm1"),
    log: bind("log"),
    log1p: bind("log1p"),
    sin: bind("sin"),
    cos: bind("cos"),
    tanh: bind("tanh"),
    sigmoid: bind("sigmoid"),
    softplus: bind("softplus"),
    erf: bind("erf"),
    exp2: bind("exp2"),
    log2: bind("log2"),
    log10: bind("log10"),
    tan: bind("tan"),
    asin: bind("asin"),
    acos: bind("acos"),
    atan: bind("atan"),
    sinh: bind("sinh"),
    cosh: bind("cosh"),
    asinh: bind("asinh"),
    acosh: bind("acosh"),
    atanh: bind("atanh"),
    erfc: bind("erfc"),
    erfinv: bind("erfinv"),
    ndtr: bind("ndtr"),
    lgamma: bind("lgamma"),
    digamma: bind("digamma"),
  };
}
