import { eye, Generator, type Shape, type Tensor } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { type Initializer, init } from "./index.ts";

const dtypes = ["float32", "float64"] as const;

function moments(x: Tensor): { mean: number; variance: number; peak: number } {
  const values = Array.from(x.dataSync());
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) * (b - mean), 0) / values.length;
  return { mean, variance, peak: Math.max(...values.map(Math.abs)) };
}

/** 240 out, 60 in, and a kernel of 2. */
const shape: Shape = [240, 60, 2];
const fans = { fanIn: 120, fanOut: 480, fanAverage: 300 };
const modes = ["fanIn", "fanOut", "fanAverage"] as const;

describe.each([
  ["glorot", init.glorotUniform, init.glorotNormal, 1, "fanAverage"],
  ["he", init.heUniform, init.heNormal, 2, "fanIn"],
  ["lecun", init.lecunUniform, init.lecunNormal, 1, "fanIn"],
] as const)("%s", (_, uniform, normal, scale, usual) => {
  const cases = [{ mode: undefined, gain: 3 }, ...modes.map((mode) => ({ mode, gain: 1 }))];

  test.each(cases)("has its variance by $mode with gain $gain", ({ mode, gain }) => {
    const wanted = (gain * gain * scale) / fans[mode ?? usual];
    const options = mode === undefined ? { gain } : { mode, gain };
    for (const dtype of dtypes) {
      const generator = new Generator(11);
      const even = moments(uniform(options)(shape, { dtype, generator }));
      const bound = Math.sqrt(3 * wanted);
      // 28,800 draws: five standard errors are 5 √(0.8 / n) and 5 √(2 / n) of the variance.
      expect(Math.abs(even.variance / wanted - 1)).toBeLessThan(0.027);
      expect(Math.abs(even.mean)).toBeLessThan(5 * Math.sqrt(wanted / 28_800));
      expect(even.peak).toBeLessThanOrEqual(bound * 1.000001);
      expect(even.peak).toBeGreaterThan(bound * 0.999);
      const bell = moments(normal(options)(shape, { dtype, generator }));
      expect(Math.abs(bell.variance / wanted - 1)).toBeLessThan(0.042);
      expect(Math.abs(bell.mean)).toBeLessThan(5 * Math.sqrt(wanted / 28_800));
      expect(bell.peak).toBeGreaterThan(3 * Math.sqrt(wanted));
    }
  });
});

test("a truncated normal is cut off at its bounds and has the narrower variance", () => {
  const x = init.truncatedNormal({ mean: 1, std: 0.1 })([30_000], { generator: new Generator(2) });
  const { mean, variance } = moments(x);
  const values = x.dataSync();
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0.8 - 1e-6);
  expect(Math.max(...values)).toBeLessThanOrEqual(1.2 + 1e-6);
  expect(values.filter((value) => Math.abs(value - 1) > 0.19).length).toBeGreaterThan(100);
  expect(Math.abs(mean - 1)).toBeLessThan(5 * 0.088 * Math.sqrt(1 / 30_000));
  // Cut at ±2 the variance is 1 - 4 φ(2) / (2 Φ(2) - 1) = 0.77374 of the whole one's.
  expect(variance / 0.01).toBeCloseTo(0.7737, 1.7);
});

test("bounds of a truncated normal count standard deviations", () => {
  const make = init.truncatedNormal({ mean: 5, std: 2, low: 0, high: 0.5 });
  const values = make([1000], { dtype: "float64", generator: new Generator(4) }).dataSync();
  expect(Math.min(...values)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...values)).toBeLessThanOrEqual(6);
});

test("constants, zeros, normal and uniform do what they say, in the dtype asked for", () => {
  for (const dtype of dtypes) {
    const makers: Initializer[] = [init.constant(2), init.zeros(), init.normal(), init.uniform()];
    for (const make of makers) {
      expect(make([2, 3], { dtype }).dtype).toBe(dtype);
      expect(make([2, 3], { dtype }).shape).toEqual([2, 3]);
    }
  }
  expect(init.constant(0.5)([2]).toArray()).toEqual([0.5, 0.5]);
  expect(init.zeros()([1]).toArray()).toEqual([0]);
  const generator = new Generator(9);
  const bell = moments(init.normal({ mean: 3, std: 2 })([20_000], { generator }));
  expect(bell.mean).toBeCloseTo(3, 1);
  expect(bell.variance).toBeGreaterThan(3.8);
  expect(bell.variance).toBeLessThan(4.2);
  const even = init.uniform({ low: 2, high: 3 })([20_000], { generator });
  expect(moments(even).mean).toBeCloseTo(2.5, 1);
  expect(Math.min(...even.dataSync())).toBeGreaterThanOrEqual(2);
  expect(Math.max(...even.dataSync())).toBeLessThanOrEqual(3);
});

test.each([[[40, 7]], [[7, 40]], [[6, 6]], [[1, 1]], [[8, 3, 2, 2]], [[5, 30, 1]]])(
  "an orthogonal %j has rows or columns at right angles, each as long as the gain",
  (shape) => {
    const generator = new Generator(3);
    for (const [dtype, gain, most] of [
      ["float64", 1, 1e-14],
      ["float32", 3, 1e-5],
    ] as const) {
      const x = init.orthogonal({ gain })(shape, { dtype, generator });
      expect([x.dtype, x.shape]).toEqual([dtype, shape]);
      const matrix = x.reshape([shape[0]!, -1]);
      const [m, n] = matrix.shape as [number, number];
      const product =
        m < n ? matrix.matmul(matrix.transpose(0, 1)) : matrix.transpose(0, 1).matmul(matrix);
      const wanted = eye(Math.min(m, n), { dtype }).mul(gain * gain);
      expect(product.sub(wanted).abs().max().item()).toBeLessThan(most);
    }
  },
);

test("an orthogonal matrix is drawn: mean 0, and both signs on its diagonal", () => {
  const generator = new Generator(8);
  const draws = Array.from({ length: 200 }, () => init.orthogonal()([2, 2], { generator }));
  const corners = draws.map((x) => x.dataSync()[0]!);
  expect(Math.abs(corners.reduce((a, b) => a + b) / 200)).toBeLessThan(5 * Math.sqrt(0.5 / 200));
  expect(corners.filter((x) => x > 0).length).toBeGreaterThan(60);
  expect(corners.filter((x) => x < 0).length).toBeGreaterThan(60);
});

test("shapes without fans, unknown modes and gains that are none are refused", () => {
  for (const bad of [[3], [], [0, 3], [3, 0]]) {
    expect(() => init.heNormal()(bad)).toThrow(
      `heNormal: the shape [${bad}] has no fans; it must have at least two dims, [out, in], none of them empty. ` +
        "Use another initialiser, such as init.zeros().",
    );
  }
  expect(() => init.glorotUniform({ mode: "fan_in" as "fanIn" })).toThrow(
    'glorotUniform: the mode is "fan_in"; the modes are "fanIn", "fanOut" and "fanAverage". Name one.',
  );
  expect(() => init.orthogonal()([3])).toThrow("orthogonal: the shape [3] has no fans");
  expect(() => init.orthogonal({ gain: 0 })).toThrow("orthogonal: the gain is 0; it must be");
  for (const gain of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => init.lecunNormal({ gain })).toThrow(
      `lecunNormal: the gain is ${gain}; it must be positive and finite. Mend it.`,
    );
  }
  expect(() => init.normal({ std: -1 })([2])).toThrow(/normal: mean is 0 and std is -1/);
});
