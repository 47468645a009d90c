import { expect, test } from "vitest";
import { bytesPerElement } from "../../dtype.ts";
import type { UnaryName } from "../backend.ts";
import { allocate, float32View, int32View } from "../memory.ts";
import * as math from "../reference/math.ts";
import { fast, unit } from "./testing.ts";

/** Every `stride`th of the 2^32 bit patterns of float32 is tried: all magnitudes, NaN, both infinities. */
const stride = 30011;
const patterns = Math.floor(2 ** 32 / stride);

const functions = [
  ["exp", math.exp, 1],
  ["expm1", math.expm1, 1],
  ["log", math.log, 1],
  ["log1p", math.log1p, 1],
  ["sin", math.sin, 1],
  ["cos", math.cos, 1],
  ["tanh", math.tanh, 1],
  ["erf", math.erf, 1],
  ["sigmoid", math.sigmoid, 2],
  ["softplus", math.softplus, 2],
  ["cbrt", math.cbrt, 1],
  ["exp2", math.exp2, 1],
  ["log2", math.log2, 1],
  ["log10", math.log10, 1],
  ["tan", math.tan, 1],
  ["asin", math.asin, 1],
  ["acos", math.acos, 1],
  ["atan", math.atan, 1],
  ["sinh", math.sinh, 1],
  ["cosh", math.cosh, 1],
  ["asinh", math.asinh, 1],
  ["acosh", math.acosh, 1],
  ["atanh", math.atanh, 1],
  ["erfc", math.erfc, 1],
  ["erfinv", math.erfinv, 1],
  ["ndtr", math.ndtr, 1],
  ["lgamma", math.lgamma, 1],
  ["digamma", math.digamma, 1],
] as const satisfies (readonly [UnaryName, (x: number) => number, number])[];

test.each(functions)(
  "%s lies within its bound of units in the last place",
  (name, exact, bound) => {
    const bytes = patterns * bytesPerElement("float32");
    const x = allocate(bytes);
    const y = allocate(bytes);
    const bits = int32View();
    for (let i = 0; i < patterns; i++) bits[x / 4 + i] = i * stride;
    fast.unary[name]("float32", patterns, x, y);
    const values = float32View();
    for (let i = 0; i < patterns; i++) {
      const value = values[x / 4 + i]!;
      const actual = values[y / 4 + i]!;
      const wanted = exact(value);
      // What rounds to the same float32 includes NaN, the infinities and the sign of zero.
      if (Object.is(actual, Math.fround(wanted))) continue;
      const distance = Math.abs(actual - wanted) / unit("float32", wanted);
      if (!(distance <= bound)) expect.unreachable(`${name}(${value}) is ${wanted}, not ${actual}`);
    }
  },
);
