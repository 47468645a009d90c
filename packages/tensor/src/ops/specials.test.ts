import { afterAll, describe, expect, test } from "vitest";
import type { EngineName, Tensor } from "../index.ts";
import * as t from "../index.ts";
import { setEngine, tensor } from "../index.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
afterAll(() => setEngine("wasm"));

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

/** Rows of a function, its arguments and its values, as the Array API standard has them. */
const unary: [(x: Tensor) => Tensor, number[], number[]][] = [
  [t.neg, [0, -0, inf, nan], [-0, 0, -inf, nan]],
  [t.abs, [-0, -inf, nan], [0, inf, nan]],
  [t.sign, [0, -0, inf, -inf, nan], [0, -0, 1, -1, nan]],
  [t.floor, [-0.5, -0, 0.5, inf, nan], [-1, -0, 0, inf, nan]],
  [t.ceil, [-0.5, -0, 0.5, -inf, nan], [-0, -0, 1, -inf, nan]],
  [t.round, [0.5, 1.5, -0.5, -0, 2.5, inf, nan], [0, 2, -0, -0, 2, inf, nan]],
  [t.trunc, [-0.5, 0.5, inf, nan], [-0, 0, inf, nan]],
  [t.sqrt, [0, -0, inf, -1, nan], [0, -0, inf, nan, nan]],
  [t.reciprocal, [0, -0, inf, -inf, nan], [inf, -inf, 0, -0, nan]],
  [t.exp, [0, -0, inf, -inf, nan, 1000, -1000], [1, 1, inf, 0, nan, inf, 0]],
  [t.expm1, [0, -0, inf, -inf, nan], [0, -0, inf, -1, nan]],
  [t.log, [0, -0, 1, inf, -1, nan], [-inf, -inf, 0, inf, nan, nan]],
  [t.log1p, [0, -0, -1, inf, -2, nan], [0, -0, -inf, inf, nan, nan]],
  [t.sin, [0, -0, inf, -inf, nan], [0, -0, nan, nan, nan]],
  [t.cos, [0, -0, inf, -inf, nan], [1, 1, nan, nan, nan]],
  [t.tanh, [0, -0, inf, -inf, nan], [0, -0, 1, -1, nan]],
  [t.sigmoid, [0, inf, -inf, nan], [0.5, 1, 0, nan]],
  [t.softplus, [inf, -inf, nan], [inf, 0, nan]],
  [t.erf, [0, -0, inf, -inf, nan], [0, -0, 1, -1, nan]],
  [t.relu, [-1, inf, -inf, nan], [0, inf, 0, nan]],
  [(x) => t.softmax(x), [inf, 0], [nan, nan]],
  [(x) => t.softmax(x), [-inf, 0], [0, 1]],
  [(x) => t.logSoftmax(x), [1000, 0], [0, -1000]],
  [(x) => t.logSumExp(x, 0, { keepdim: true }), [-inf, -inf], [-inf]],
  [(x) => t.logSumExp(x, 0, { keepdim: true }), [1e30, 0], [Math.fround(1e30)]],
  [(x) => t.max(x, 0, { keepdim: true }), [1, nan, 3], [nan]],
  [(x) => t.min(x, 0, { keepdim: true }), [0, -0], [-0]],
  [(x) => t.argMax(x, 0, { keepdim: true }), [1, nan, nan], [1]],
  [(x) => t.argMin(x, 0, { keepdim: true }), [2, 1, 1], [1]],
  [(x) => t.sum(x, 0, { keepdim: true }), [inf, -inf], [nan]],
];

const binary: [(a: Tensor, b: Tensor) => Tensor, number[], number[], number[]][] = [
  [t.maximum, [nan, 1, -0, 0], [1, nan, 0, -0], [nan, nan, 0, 0]],
  [t.minimum, [nan, 1, -0, 0], [1, nan, 0, -0], [nan, nan, -0, -0]],
  [t.div, [1, -1, 0, inf], [0, 0, 0, inf], [inf, -inf, nan, nan]],
  [
    t.pow,
    [1, nan, 0, 0, -0, -1, -8, 2, inf],
    [nan, 0, 0, -1, -3, inf, 1 / 3, -inf, -2],
    [1, 1, 1, inf, -inf, 1, nan, 0, 0],
  ],
];

describe.each(engines)("special values on %s", (engine) => {
  test.each(["float32", "float64"] as const)("of one argument, %s", (dtype) => {
    setEngine(engine);
    for (const [f, values, expected] of unary) {
      const y = f(tensor(values, { dtype }));
      const wanted = dtype === "float64" && expected[0] === Math.fround(1e30) ? [1e30] : expected;
      expect([f.name || String(f), ...y.dataSync()]).toEqual([f.name || String(f), ...wanted]);
    }
  });

  test.each(["float32", "float64"] as const)("of two arguments, %s", (dtype) => {
    setEngine(engine);
    for (const [f, a, b, expected] of binary) {
      const y = f(tensor(a, { dtype }), tensor(b, { dtype }));
      expect([f.name, ...y.dataSync()]).toEqual([f.name, ...expected]);
    }
  });

  test("a sum of ten million tenths keeps its digits", () => {
    setEngine(engine);
    if (engine === "reference") return;
    const total = t.scope(() => t.full([10_000_000], 0.1).sum().item());
    expect(Math.abs(total - 1_000_000.0149) / 1_000_000).toBeLessThan(1e-6);
  });

  test("variance keeps its digits beside a large mean", () => {
    setEngine(engine);
    const x = tensor([2000, 2000.5, 2001]);
    expect(t.variance(x).item()).toBe(0.25);
  });
});
