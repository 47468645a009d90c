import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import { expect, test } from "vitest";
import { valueAndGrads } from "./grad.ts";
import { jvp } from "./products.ts";
import { gradCheck } from "./testing/index.ts";

/** The gradient of the sum of `f` at each of `values`. */
function slopes(f: (x: Tensor) => Tensor, values: number[]): number[] {
  const x = t.tensor(values, { dtype: "float64" });
  return [...valueAndGrads((z: Tensor) => t.sum(f(z)))(x).grads[0]!.dataSync()];
}

test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
  ["clamp", (x) => t.clamp(x, { min: -1, max: 1 }), [-2, -1, 0, 1, 2], [0, 1, 1, 1, 0]],
  ["hardTanh", (x) => t.hardTanh(x), [-2, -1, 0, 1, 2], [0, 0, 1, 0, 0]],
  ["relu6", t.relu6, [-1, 0, 3, 6, 7], [0, 0, 1, 0, 0]],
  ["hardSigmoid", t.hardSigmoid, [-3, 0, 3], [0, 1 / 6, 0]],
  ["hardSwish", t.hardSwish, [-4, -3, 3, 4], [0, -0.5, 1.5, 1]],
  ["leakyRelu", (x) => t.leakyRelu(x, 0.25), [-1, 0, 1], [0.25, 0.25, 1]],
  ["elu", (x) => t.elu(x, 2), [0, 1, 800], [2, 1, 1]],
  ["rrelu", (x) => t.rrelu(x, { lower: 0.25, upper: 0.75 }), [-1, 0, 1], [0.5, 0.5, 1]],
  ["std", (x) => t.std(x), [3, 3, 3], [0, 0, 0]],
  ["max", (x) => t.max(x), [5, 2, 5, 5], [1 / 3, 0, 1 / 3, 1 / 3]],
  ["pow by its exponent", (b) => t.pow(t.tensor([0, 0, 0]), b), [-1, 0, 1], [-Infinity, 0, 0]],
  ["remainder by its divisor", (b) => t.remainder(t.tensor([700, -7]), b), [0.1, 2], [-6999, 4]],
  ["fmod by its divisor", (b) => t.fmod(t.tensor([700, -7]), b), [0.1, 2], [-6999, 3]],
  ["copysign", (x) => t.copysign(x, -1), [-2, 0, -0, 3], [1, -0, 0, -1]],
  ["nanToNum", (x) => t.nanToNum(x), [1, Number.NaN, Number.POSITIVE_INFINITY], [1, 0, 0]],
])("%s at its kinks as in PyTorch", (_, f, values, expected) => {
  expect(slopes(f, values)).toEqual(expected);
});

test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
  ["asin", t.asin, [-1, 1], [-Infinity, Infinity]],
  ["acos", t.acos, [-1, 1], [Infinity, -Infinity]],
  ["atanh", t.atanh, [-1, 1], [-Infinity, Infinity]],
  ["acosh", t.acosh, [1], [-Infinity]],
  ["erfinv", t.erfinv, [-1, 1], [-Infinity, Infinity]],
  ["sqrt", t.sqrt, [0], [-Infinity]],
  ["log", t.log, [0], [-Infinity]],
  // From below it goes to Infinity, from above to -Infinity.
  ["cbrt", t.cbrt, [0], [Number.NaN]],
])("%s has derivatives of second order at its ends that are their limits", (_, f, at, expected) => {
  expect(slopes((x) => jvp(f, [x], [t.onesLike(x)]).tangent, at)).toEqual(expected);
});

test("sinc has all its digits near 0, to second order, where quotients cancel", () => {
  const at = [0, 1e-160, 1e-7, -0.001, 0.25, 0.318, 0.319];
  const second = slopes((x) => jvp(t.sinc, [x], [t.onesLike(x)]).tangent, at);
  // Derivatives of the series of sin(πx) / (πx).
  const series = (x: number, term: (k: number) => number) => {
    let sum = 0;
    for (let k = 12; k >= 0; k--) sum = sum * -(Math.PI * x * Math.PI * x) + term(k);
    return sum;
  };
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  at.forEach((x, i) => {
    const first = -Math.PI * Math.PI * x * series(x, (k) => (2 * k + 2) / factorial(2 * k + 3));
    const expected =
      -Math.PI * Math.PI * series(x, (k) => ((2 * k + 2) * (2 * k + 1)) / factorial(2 * k + 3));
    expect(Math.abs(slopes(t.sinc, [x])[0]! - first)).toBeLessThanOrEqual(4e-15 * Math.abs(first));
    expect(Math.abs(second[i]! - expected)).toBeLessThan(1e-13 * Math.abs(expected));
  });
});

test("the slope of prelu counts what is not positive alone", () => {
  const x = t.tensor([-2, 0, 3, Number.POSITIVE_INFINITY]);
  const ofWeight = valueAndGrads((w: Tensor) => t.sum(t.prelu(x, w)));
  expect(ofWeight(t.tensor([0.5])).grads[0]!.toArray()).toEqual([-2]);
});

test("products at one place have gradients to second order where elements are 0", () => {
  const places = t.tensor([1, 0, 1, 1, 0, 0], { dtype: "int32" });
  const x = t.tensor([2, 3], { dtype: "float64" });
  const source = t.tensor([0, 0, 5, 0, 7, -2], { dtype: "float64" });
  const f = (a: Tensor, b: Tensor) =>
    t.mul(t.scatterReduce(a, 0, places, b, "prod"), t.tensor([1.5, -2], { dtype: "float64" }));
  gradCheck(f, [x, source]);
});

test("equal greatest elements at one place share the gradient, with what stands there", () => {
  const places = t.tensor([1, 1, 0, 1], { dtype: "int32" });
  const of = (includeSelf: boolean) =>
    valueAndGrads((a: Tensor, b: Tensor) =>
      t.sum(t.scatterReduce(a, 0, places, b, "amax", { includeSelf })),
    )(t.tensor([1, 4]), t.tensor([4, 4, 0, 3])).grads.map((g) => g!.toArray());
  expect(of(true)).toEqual([[1, 1 / 3].map(Math.fround), [1 / 3, 1 / 3, 0, 0].map(Math.fround)]);
  expect(of(false)).toEqual([
    [0, 0],
    [0.5, 0.5, 1, 0],
  ]);
});

test.each<[string, (x: Tensor) => Tensor]>([
  ["norm", (x) => t.norm(x)],
  ["normalize", (x) => t.normalize(x)],
  ["cosineSimilarity", (x) => t.cosineSimilarity(x, t.tensor([1, 2, -1, 3]))],
  ["cdist", (x) => t.cdist(x.reshape([1, 4]), t.tensor([[0, 1, 0, 2]]))],
  ["lpPool1d", (x) => t.lpPool1d(x.reshape([1, 1, 4]), 2, 4)],
])("%s bends as it should where elements are 0", (_, f) => {
  gradCheck(f, [t.tensor([0, 0, 3, 4], { dtype: "float64" })]);
});

test("lpPool of roots has the gradient 0 at 0", () => {
  expect(slopes((x) => t.lpPool1d(x.reshape([1, 1, 2]), 0.5, 2), [0, 4])).toEqual([0, 1]);
});
