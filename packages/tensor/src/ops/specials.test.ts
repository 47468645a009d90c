import { afterAll, describe, expect, test } from "vitest";
import type { Tensor } from "../index.ts";
import * as t from "../index.ts";
import { setEngine, tensor } from "../index.ts";
import { opFamilies } from "../testing/index.ts";
import { again, engines, numbers } from "./testing.ts";

afterAll(() => setEngine("wasm"));

/** A function of one argument; where a number stands beside it, the row says which. */
type Unary = (x: Tensor) => Tensor;

/**
 * Arguments and values, as the Array API standard (2025.12) has them for each function that it names. The values of the
 * others are their limits where C or PyTorch have those, else NaN.
 */
const rows: readonly (readonly [string, string, string, Unary?])[] = [
  ["abs", "-0 -inf inf nan", "0 inf inf nan"],
  ["acos", "nan 1.5 -1.5 inf 1 -1", "nan nan nan nan 0 pi"],
  ["acosh", "nan 0.5 -1 1 inf -inf", "nan nan nan 0 inf nan"],
  ["asin", "nan 1.5 -1.5 0 -0 1 -1", "nan nan nan 0 -0 pi/2 -pi/2"],
  ["asinh", "nan 0 -0 inf -inf", "nan 0 -0 inf -inf"],
  ["atan", "nan 0 -0 inf -inf", "nan 0 -0 pi/2 -pi/2"],
  ["atanh", "nan -1.5 1.5 -1 1 0 -0", "nan nan nan -inf inf 0 -0"],
  ["cbrt", "0 -0 inf -inf nan -27 1000", "0 -0 inf -inf nan -3 10"],
  ["ceil", "-0.5 -0 0 0.5 7 inf -inf nan", "-0 -0 0 1 7 inf -inf nan"],
  ["clamp", "-inf -0 0 inf nan", "-1 -0 0 1 nan", (x) => t.clamp(x, { min: -1, max: 1 })],
  ["celu", "0 -0 inf -inf nan", "0 -0 inf -1 nan"],
  ["cos", "nan 0 -0 inf -inf", "nan 1 1 nan nan"],
  ["cosh", "nan 0 -0 inf -inf", "nan 1 1 inf inf"],
  ["digamma", "0 -0 -3 inf -inf nan", "-inf inf nan inf nan nan"],
  ["elu", "0 -0 inf -inf nan", "0 -0 inf -1 nan"],
  ["erf", "0 -0 inf -inf nan", "0 -0 1 -1 nan"],
  ["erfc", "0 -0 inf -inf nan", "1 1 0 2 nan"],
  ["erfinv", "0 -0 1 -1 2 nan", "0 -0 inf -inf nan nan"],
  ["exp", "nan 0 -0 inf -inf 1000 -1000", "nan 1 1 inf 0 inf 0"],
  ["exp2", "nan 0 -0 inf -inf 2000 -2000", "nan 1 1 inf 0 inf 0"],
  ["expm1", "nan 0 -0 inf -inf -1000", "nan 0 -0 inf -1 -1"],
  ["floor", "-0.5 -0 0 0.5 -7 inf -inf nan", "-1 -0 0 0 -7 inf -inf nan"],
  ["frac", "1.5 -1.5 3 inf -inf nan", "0.5 -0.5 0 nan nan nan"],
  ["gelu", "0 -0 inf -40 nan", "0 -0 inf -0 nan"],
  ["hardShrink", "0.5 1 -1 inf -inf nan", "0 1 -1 inf -inf nan"],
  ["hardSigmoid", "0 inf -inf nan", "0.5 1 0 nan"],
  ["hardSwish", "0 inf -4 nan", "0 inf -0 nan"],
  ["hardTanh", "0 -0 inf -inf nan", "0 -0 1 -1 nan"],
  ["isFinite", "0 1 inf -inf nan", "true true false false false"],
  ["isInf", "0 1 inf -inf nan", "false false true true false"],
  ["isNaN", "0 1 inf -inf nan", "false false false false true"],
  ["leakyRelu", "0 -0 inf -inf nan", "0 -0 inf -inf nan"],
  ["lgamma", "1 2 0 -3 inf -inf nan", "0 0 inf inf inf inf nan"],
  ["log", "nan -1 -inf 0 -0 1 inf", "nan nan nan -inf -inf 0 inf"],
  ["log10", "nan -1 -inf 0 -0 1 inf 1000", "nan nan nan -inf -inf 0 inf 3"],
  ["log1p", "nan -2 -inf -1 0 -0 inf", "nan nan nan -inf 0 -0 inf"],
  ["log2", "nan -1 -inf 0 -0 1 inf 8", "nan nan nan -inf -inf 0 inf 3"],
  ["logSigmoid", "inf -inf nan -1000", "-0 -inf nan -1000"],
  ["logicalNot", "0 -0 1 inf nan", "true true false false false"],
  ["logit", "0.5 0 -0 1 2 -1 nan", "0 -inf -inf inf nan nan nan"],
  ["mish", "0 -0 inf nan", "0 -0 inf nan"],
  ["nanToNum", "nan 1 -0", "0 1 -0"],
  ["ndtr", "0 -0 inf -inf nan", "0.5 0.5 1 0 nan"],
  ["neg", "0 -0 inf -inf nan", "-0 0 -inf inf nan"],
  ["polygamma", "inf nan", "0 nan", (x) => t.polygamma(1, x)],
  ["reciprocal", "0 -0 inf -inf nan", "inf -inf 0 -0 nan"],
  ["relu", "-1 inf -inf nan", "0 inf 0 nan"],
  ["relu6", "-1 inf -inf nan", "0 6 0 nan"],
  ["round", "0.5 1.5 2.5 -0.5 -0 0 7 inf -inf nan", "0 2 2 -0 -0 0 7 inf -inf nan"],
  ["rsqrt", "0 -0 4 inf -1 nan", "inf -inf 0.5 0 nan nan"],
  ["selu", "0 -0 inf nan", "0 -0 inf nan"],
  ["sigmoid", "0 -0 inf -inf nan", "0.5 0.5 1 0 nan"],
  // The standard asks for 0 and does not say which.
  ["sign", "0 -0 5 -5 inf -inf nan", "0 -0 1 -1 1 -1 nan"],
  ["silu", "0 -0 inf -1000 nan", "0 -0 inf -0 nan"],
  ["sin", "nan 0 -0 inf -inf", "nan 0 -0 nan nan"],
  ["sinc", "nan 0 -0 inf -inf", "nan 1 1 nan nan"],
  ["sinh", "nan 0 -0 inf -inf", "nan 0 -0 inf -inf"],
  ["softShrink", "0.5 1 -1 inf -inf nan", "0 0.5 -0.5 inf -inf nan"],
  ["softplus", "inf -inf nan 1000 -1000", "inf 0 nan 1000 0"],
  ["softsign", "0 -0 1 nan", "0 -0 0.5 nan"],
  ["sqrt", "nan -1 -inf 0 -0 inf", "nan nan nan 0 -0 inf"],
  ["square", "0 -0 inf -inf nan", "0 0 inf inf nan"],
  ["step", "0 -0 inf -inf nan", "0.5 0.5 1 0 nan", (x) => t.step(x, 0.5)],
  ["tan", "nan 0 -0 inf -inf", "nan 0 -0 nan nan"],
  ["tanh", "nan 0 -0 inf -inf", "nan 0 -0 1 -1"],
  ["trunc", "-0.5 0.5 -0 0 -7 inf -inf nan", "-0 0 -0 0 -7 inf -inf nan"],
];

/** Ops of the same families with two arguments or more, in specials-binary.test.ts, or without special values. */
const others = new Set(
  `add sub mul div pow maximum minimum equal notEqual less lessEqual greater greaterEqual where lerp prelu
   logicalAnd logicalOr logicalXor bitwiseAnd bitwiseOr bitwiseXor bitwiseNot leftShift rightShift
   fmod remainder floorDivide logaddexp xlogy atan2 hypot copysign cast glu`.split(/\s+/),
);

function functionOf(name: string, f: Unary | undefined): Unary {
  return f ?? (t as unknown as Record<string, Unary>)[name]!;
}

describe.each(engines)("special values of one argument on %s", (engine) => {
  test.each(["float32", "float64"] as const)("%s", (dtype) => {
    setEngine(engine);
    const round = dtype === "float32" ? Math.fround : Number;
    for (const [name, values, expected, own] of rows) {
      const y = functionOf(name, own)(tensor(again(numbers(values)), { dtype }));
      const wanted = again(numbers(expected)).map(round);
      expect([name, ...y.dataSync()], `${name} of ${values}`).toEqual([name, ...wanted]);
    }
  });

  test("none and a single one keep their shapes", () => {
    setEngine(engine);
    for (const [name, values, , own] of rows) {
      const f = functionOf(name, own);
      const [first] = numbers(values);
      expect([name, f(t.zeros([0])).shape, f(t.zeros([2, 0, 3])).shape]).toEqual([
        ...[name, [0], [2, 0, 3]],
      ]);
      const scalar = f(tensor(first!));
      expect([name, scalar.shape, scalar.item()]).toEqual([name, [], f(tensor([first!])).item()]);
    }
  });
});

test("every function of an element has its row", () => {
  const { elementwise, activations, logical, functions } = opFamilies;
  const names = [elementwise, activations, logical, functions].flatMap((family) =>
    family!.map(({ name }) => name),
  );
  const listed = new Set(rows.map(([name]) => name));
  const missing = names.filter((name) => !listed.has(name) && !others.has(name));
  expect(missing, "add a row, or a name to others").toEqual([]);
});
