import { expect, test } from "vitest";
import { bytesPerElement } from "../../dtype.ts";
import type { UnaryName } from "../backend.ts";
import { allocate, float32View, int32View } from "../memory.ts";
import * as math from "../reference/math.ts";
import { philox } from "../reference/random.ts";
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
      expectWithin(`${name}(${value})`, values[y / 4 + i]!, exact(value), bound);
    }
  },
);

test("pow lies within 1 unit in the last place, whatever the sizes and signs", () => {
  const n = 200_000;
  const random = new Uint32Array(4);
  const [a, b, y] = [allocate(4 * n), allocate(4 * n), allocate(4 * n)];
  const [values, bits] = [float32View(), int32View()];
  for (let i = 0; i < n; i++) {
    philox(1, 2, i, random);
    bits[a / 4 + i] = random[0]!;
    // An exponent that takes the power near an end of float32 or less far, a whole one, or any.
    const size = (math.log(Math.abs(values[a / 4 + i]!)) * 4294967296) / random[1]!;
    if (i % 4 < 2) values[b / 4 + i] = (i % 4 === 0 ? 88 : -104) / size;
    else if (i % 4 === 2) values[b / 4 + i] = (random[1]! % 41) - 20;
    else bits[b / 4 + i] = random[1]!;
  }
  fast.binary.pow("float32", 1, n, a, n, 1, b, n, 1, y);
  for (let i = 0; i < n; i++) {
    const [x, power] = [values[a / 4 + i]!, values[b / 4 + i]!];
    expectWithin(`pow(${x}, ${power})`, values[y / 4 + i]!, math.pow(x, power), 1);
  }
});

function expectWithin(call: string, actual: number, wanted: number, bound: number): void {
  // What rounds to the same float32 includes NaN, the infinities and the sign of zero.
  if (Object.is(actual, Math.fround(wanted))) return;
  const distance = Math.abs(actual - wanted) / unit("float32", wanted);
  if (!(distance <= bound)) expect.unreachable(`${call} is ${wanted}, not ${actual}`);
}
