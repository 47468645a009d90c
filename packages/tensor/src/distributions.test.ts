import { afterAll, expect, test } from "vitest";
import type { EngineName, Tensor } from "./index.ts";
import {
  beta,
  choice,
  exponential,
  Generator,
  gamma,
  integers,
  multinomial,
  ones,
  poisson,
  select,
  setEngine,
  tensor,
  uniform,
  zeros,
} from "./index.ts";

const n = 20_000;
afterAll(() => setEngine("wasm"));

/** Refuses a mean or a variance that lies five standard errors off. */
function expectMoments(x: Tensor, mean: number, variance: number, kurtosis: number): void {
  const values = Array.from(x.dataSync());
  const own = values.reduce((a, b) => a + b, 0) / n;
  const spread = values.reduce((a, b) => a + (b - own) * (b - own), 0) / n;
  expect(Math.abs(own - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
  expect(Math.abs(spread - variance)).toBeLessThan(5 * variance * Math.sqrt((kurtosis - 1) / n));
}

/** Chi-square of counts against the numbers expected. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, i) => {
    const wanted = expected[i] as number;
    return sum + ((count - wanted) * (count - wanted)) / wanted;
  }, 0);
}

function countsOf(x: Tensor, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const value of x.dataSync()) counts[value] = (counts[value] as number) + 1;
  return counts;
}

test.each(["float32", "float64"] as const)("floats have their moments: %s", (dtype) => {
  const generator = new Generator(11);
  const options = { generator, dtype };
  expectMoments(exponential([n], { rate: 2, ...options }), 0.5, 0.25, 9);
  for (const a of [0.3, 1, 2.5, 80]) {
    expectMoments(gamma([n], a, { rate: 0.5, ...options }), 2 * a, 4 * a, 3 + 6 / a);
  }
  for (const [a, b] of [
    [2, 3],
    [0.5, 0.5],
    [30, 1],
  ] as const) {
    const variance = (a * b) / ((a + b) * (a + b) * (a + b + 1));
    expectMoments(beta([n], a, b, options), a / (a + b), variance, 9);
  }
});

test("tiny concentrations give numbers, not NaN", () => {
  const x = beta([1000], 1e-3, 1e-3, { generator: new Generator(1), dtype: "float64" });
  expect(x.dataSync().every((value) => value >= 0 && value <= 1)).toBe(true);
});

test.each([0.5, 4, 9.9, 10, 30, 1000])("counts of mean %d have their moments", (rate) => {
  expectMoments(poisson([n], rate, { generator: new Generator(2) }), rate, rate, 3 + 1 / rate);
});

test("counts of mean 12 have their probabilities", () => {
  const counts = countsOf(poisson([n], 12, { generator: new Generator(5) }), 60);
  // p(0) = e^-12 and p(k) = p(k - 1) 12 / k; 5 to 21 by themselves, both ends together.
  const p = [6.14421235332821e-6];
  for (let k = 1; k < 60; k++) p.push(((p[k - 1] as number) * 12) / k);
  const binned = (list: readonly number[]) => [
    list.slice(0, 5).reduce((a, b) => a + b),
    ...list.slice(5, 22),
    list.slice(22).reduce((a, b) => a + b),
  ];
  // 18 degrees of freedom stay below 42.3 in 999 of 1,000 cases.
  expect(chiSquare(binned(counts), binned(p.map((each) => each * n)))).toBeLessThan(42.3);
});

test("whole numbers are all as likely, to the ends of 32 bits", () => {
  const generator = new Generator(3);
  const counts = countsOf(integers([n], 0, 10, { generator }), 10);
  // 9 degrees of freedom stay below 27.9 in 999 of 1,000 cases.
  expect(chiSquare(counts, new Array<number>(10).fill(n / 10))).toBeLessThan(27.9);
  const wide = integers([1000], -(2 ** 31), 2 ** 31, { generator }).dataSync();
  expect(wide.some((x) => x < -1e9) && wide.some((x) => x > 1e9)).toBe(true);
});

test("an element depends on the seed and its place alone", () => {
  const draw = (generator: Generator, sizes: number[]) =>
    sizes.flatMap((size) => gamma([size], 0.7, { generator }).toArray());
  expect(draw(new Generator(4), [5, 0, 8])).toEqual(draw(new Generator(4), [13]));
  const generator = new Generator(4);
  poisson([6], 500, { generator });
  expect(generator.state.position).toBe(6);
});

test("weights are the probabilities, with replacement and of the first without", () => {
  const weights = tensor([1, 0, 3, 6]);
  const generator = new Generator(8);
  const expected = [n / 10, (3 * n) / 10, (6 * n) / 10];
  const likely = (x: Tensor) => {
    const [a, none, b, c] = countsOf(x, 4);
    expect(none).toBe(0);
    // 2 degrees of freedom stay below 13.8 in 999 of 1,000 cases.
    expect(chiSquare([a!, b!, c!], expected)).toBeLessThan(13.8);
  };
  likely(multinomial(weights, n, { replacement: true, generator }));
  const rows = weights.expand([n, 4]);
  const without = multinomial(rows, 3, { generator });
  likely(select(without, 1, 0));
  for (const row of (without.toArray() as number[][]).slice(0, 50)) {
    expect([...row].sort()).toEqual([0, 2, 3]);
  }
});

test("choices keep the rows of what they choose from", () => {
  const generator = new Generator(6);
  const x = tensor([
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
  const drawn = choice(x, [2, 5], { generator });
  expect(drawn.shape).toEqual([2, 5, 2]);
  for (const [a, b] of drawn.reshape([10, 2]).toArray() as number[][]) expect(b).toBe(10 * a!);
  const all = choice(x, [3], { replacement: false, generator }).toArray() as number[][];
  expect(all.map(([a]) => a).sort()).toEqual([1, 2, 3]);
  const weights = tensor([0, 1, 0]);
  expect(choice(x, [2], { weights, generator }).toArray()).toEqual([
    [2, 20],
    [2, 20],
  ]);
});

test("every engine draws the same", () => {
  const draw = (engine: EngineName) => {
    setEngine(engine);
    const generator = new Generator(9);
    return [
      integers([50], 0, 9, { generator }),
      exponential([50], { generator }),
      gamma([50], 0.4, { generator }),
      beta([50], 2, 0.5, { generator }),
      poisson([50], 25, { generator }),
      multinomial(ones([4, 30]), 20, { generator }),
      multinomial(ones([30]), 20, { generator, replacement: true }),
    ].map((x) => x.toArray());
  };
  const expected = draw("reference");
  expect(draw("wasm")).toEqual(expected);
  expect(draw("wasm-strict")).toEqual(expected);
});

test("a stream splits into streams of their own", () => {
  const parent = new Generator(7);
  const children = parent.split(3);
  const again = new Generator(7).split(3);
  const draws = [parent, ...children].map((generator) => uniform([4], { generator }).toArray());
  expect(new Set(draws.map(String)).size).toBe(4);
  expect(again.map((generator) => uniform([4], { generator }).toArray())).toEqual(draws.slice(1));
  expect(parent.split(1)[0]!.state).not.toEqual(children[0]!.state);
});

test.each([
  [() => integers([1], 3, 3), /low is 3 and high is 3/],
  [() => integers([1], 0.5, 3), /low is 0.5/],
  [() => exponential([1], { rate: 0 }), /rate is 0; it must be finite and above 0/],
  [() => gamma([1], -1), /concentration is -1/],
  [() => beta([1], 1, Number.NaN), /b is NaN/],
  [() => poisson([1], -1), /rate is -1; it must lie between 0 and 1e9/],
  [() => multinomial(tensor([1, -1]), 1), /weight 1 of row 0 is -1/],
  [() => multinomial(tensor([1, 0]), 2), /1 weights of row 0 are above 0 and 2 positions/],
  [() => multinomial(tensor(1), 2), /the weights are float32\[\]/],
  [() => choice(zeros([2]), [3], { replacement: false }), /3 elements of float32\[2\]/],
  [() => choice(zeros([2]), [3], { weights: zeros([3]) }), /the weights float32\[3\] beside/],
  [() => new Generator(0).split(0), /n is 0/],
  [() => exponential([1], { dtype: "int32" as "float32" }), /dtype int32; random numbers/],
])("refuses bad arguments (%#)", (call, message) => {
  expect(call).toThrow(message);
});
