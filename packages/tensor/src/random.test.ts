import { afterAll, describe, expect, test } from "vitest";
import type { EngineName } from "./index.ts";
import {
  alphaDropout,
  bernoulli,
  dropout,
  full,
  Generator,
  manualSeed,
  normal,
  ones,
  permutation,
  rrelu,
  setEngine,
  truncatedNormal,
  uniform,
} from "./index.ts";

const engines: EngineName[] = ["reference", "wasm-strict", "wasm"];
afterAll(() => setEngine("wasm"));

const statistics = (values: ArrayLike<number>) => {
  const list = Array.from(values);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const variance = list.reduce((a, b) => a + (b - mean) * (b - mean), 0) / list.length;
  return { mean, std: Math.sqrt(variance), low: Math.min(...list), high: Math.max(...list) };
};

describe.each(engines)("on %s", (engine) => {
  test("distributions have their moments and bounds", () => {
    setEngine(engine);
    const generator = new Generator(3);
    for (const dtype of ["float32", "float64"] as const) {
      const u = statistics(uniform([20_000], { low: -1, high: 3, generator, dtype }).dataSync());
      expect(u.mean).toBeCloseTo(1, 1);
      expect(u.std).toBeCloseTo(4 / Math.sqrt(12), 1);
      expect(u.low).toBeGreaterThanOrEqual(-1);
      expect(u.high).toBeLessThanOrEqual(3);
      const n = statistics(normal([20_000], { mean: 5, std: 2, generator, dtype }).dataSync());
      expect(n.mean).toBeCloseTo(5, 1);
      expect(n.std).toBeCloseTo(2, 1);
      const t = statistics(truncatedNormal([20_000], { std: 0.1, generator, dtype }).dataSync());
      // A normal cut off at two deviations keeps 0.8796 of its own.
      expect(Math.abs(t.std - 0.08796)).toBeLessThan(0.002);
      expect(t.high).toBeLessThanOrEqual(0.2000001);
      expect(t.low).toBeGreaterThanOrEqual(-0.2000001);
      expect(
        statistics(bernoulli([20_000], 0.3, { generator, dtype }).dataSync()).mean,
      ).toBeCloseTo(0.3, 1);
    }
  });

  test("a seed gives the same numbers on every engine, however they are drawn", () => {
    setEngine("reference");
    const expected = uniform([103], { generator: new Generator(9) }).toArray();
    setEngine(engine);
    expect(uniform([103], { generator: new Generator(9) }).toArray()).toEqual(expected);
    const generator = new Generator(9);
    const parts = [uniform([40], { generator }), uniform([63], { generator })];
    expect(parts.flatMap((x) => x.toArray())).toEqual(expected);
  });

  test("dropout zeroes a share, scales the rest and keeps its mask", () => {
    setEngine(engine);
    const x = ones([10_000], { requiresGrad: true });
    const y = dropout(x, 0.25, { generator: new Generator(1) });
    const values = y.dataSync();
    expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(values.filter((v) => v === 0).length / 10_000).toBeCloseTo(0.25, 1);
    const [gradient] = y.node!.rule!(ones([10_000]));
    expect((gradient as typeof y).dataSync()).toEqual(values);
  });
});

test("alphaDropout keeps mean and variance, and makes all 0 at 1", () => {
  const generator = new Generator(8);
  for (const p of [0.1, 0.5, 0.9]) {
    const x = normal([20_000], { generator });
    const y = alphaDropout(x, p, { generator });
    const { mean, std } = statistics(y.dataSync());
    // Five standard deviations of a mean.
    expect(Math.abs(mean)).toBeLessThan(0.036);
    expect(Math.abs(std - 1)).toBeLessThan(0.05);
    // The one value that comes again and again.
    const values = Array.from(y.dataSync());
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    const share = Math.max(...counts.values()) / 20_000;
    expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 20_000));
  }
  expect(alphaDropout(ones([3]), 1).toArray()).toEqual([0, 0, 0]);
});

test("rrelu draws a slope for each element below 0", () => {
  const x = full([1000], -1, { requiresGrad: true });
  const y = rrelu(x, { lower: 0.2, upper: 0.4, training: true, generator: new Generator(2) });
  const { mean, low, high } = statistics(y.dataSync().map((v) => -v));
  expect(Math.abs(mean - 0.3)).toBeLessThan(0.01);
  expect(low).toBeGreaterThanOrEqual(0.2);
  expect(high).toBeLessThanOrEqual(0.4);
  expect(high - low).toBeGreaterThan(0.19);
  expect(rrelu(ones([2]), { training: true }).toArray()).toEqual([1, 1]);
});

test("the shared stream starts anew from a seed, and a stream's state comes back", () => {
  manualSeed(4);
  const first = normal([5]).toArray();
  manualSeed(4);
  expect(normal([5]).toArray()).toEqual(first);
  const generator = new Generator(2 ** 40 + 5);
  uniform([7], { generator });
  const { state } = generator;
  const next = uniform([3], { generator }).toArray();
  generator.state = state;
  expect(uniform([3], { generator }).toArray()).toEqual(next);
  // What a file may hold for a state; a position of 2^53 or more would not move.
  for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53, 1e300, "1", null]) {
    expect(() => {
      generator.state = { seed: 1, position: wrong as number };
    }).toThrow("Generator: position is ");
    expect(() => {
      generator.state = { seed: wrong as number, position: 1 };
    }).toThrow("Generator: a seed of ");
  }
  generator.state = state;
  expect(uniform([3], { generator }).toArray()).toEqual(next);
});

test("permutations hold each number once, and all are as likely", () => {
  const generator = new Generator(0);
  expect(Array.from(permutation(100, { generator }).dataSync()).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const key = permutation(3, { generator }).dataSync().join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Chi-square with 5 degrees of freedom stays below 20.5 in 999 of 1,000 cases.
  const chi = [...counts.values()].reduce((sum, n) => sum + ((n - 1000) * (n - 1000)) / 1000, 0);
  expect(chi).toBeLessThan(20.5);
});

test.each([
  [6, 7],
  [9, 10],
  [-10, -9],
  [30, 37],
  [-40, -37],
  [8.5, 8.5],
  [-40, 40],
])("a normal distribution cut off at %d and %d has numbers between them", (low, high) => {
  const generator = new Generator(4);
  for (const engine of engines) {
    setEngine(engine);
    const values = truncatedNormal([1000], { low, high, generator, dtype: "float64" }).dataSync();
    const { low: least, high: most } = statistics(values);
    expect(least).toBeGreaterThanOrEqual(low - 1e-14 * Math.abs(low));
    expect(most).toBeLessThanOrEqual(high + 1e-14 * Math.abs(high));
  }
});

test("numbers beyond nine deviations are distributed as their tail", () => {
  for (const [low, high] of [
    [9, 20],
    [-20, -9],
  ] as const) {
    const options = { low, high, dtype: "float64", generator: new Generator(5) } as const;
    const { mean, std } = statistics(truncatedNormal([20_000], options).dataSync());
    // By the density over the probability at 9 and beyond.
    expect(Math.abs(mean)).toBeCloseTo(9.1085, 2);
    expect(std).toBeCloseTo(0.1073, 2);
  }
});

test.each([
  [() => new Generator(-1), /a seed of -1/],
  [() => uniform([1], { low: 2, high: 1 }), /low is 2 and high is 1/],
  [() => normal([1], { std: -1 }), /std is -1/],
  [() => truncatedNormal([1], { low: 38, high: 50 }), /low is 38 and high is 50; .* 37 deviations/],
  [() => truncatedNormal([1], { low: -50, high: -38 }), /low is -50 and high is -38/],
  [() => bernoulli([1], 1.5), /p is 1.5; a probability lies between 0 and 1/],
  [() => dropout(ones([1]), Number.NaN), /p is NaN/],
  [() => alphaDropout(ones([1]), 1.5), /alphaDropout: p is 1.5/],
  [() => permutation(-1), /n is -1/],
  [
    () => uniform([1], { dtype: "int32" as "float32" }),
    /dtype int32; random numbers are float32 or float64/,
  ],
])("refuses bad arguments (%#)", (call, message) => {
  expect(call).toThrow(message);
});
