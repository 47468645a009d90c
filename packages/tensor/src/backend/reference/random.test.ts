import { expect, test } from "vitest";
import type { DType } from "../../dtype.ts";
import type { RandomName } from "../backend.ts";
import { normalQuantile } from "./math.ts";
import { philox, philox4x32, random } from "./random.ts";
import { get, room } from "./testing.ts";

function words(key0: number, key1: number, block: number): number[] {
  const out = new Uint32Array(4);
  philox(key0, key1, block, out);
  return [...out];
}

function draw(
  name: RandomName,
  dtype: DType,
  n: number,
  counter: number,
  a: number,
  b: number,
): number[] {
  const y = room(dtype, n);
  random[name](dtype, n, 5, 6, counter, a, b, y);
  return get(dtype, n, y);
}

test("Philox4x32-10 gives Random123's known answers", () => {
  const ones = 0xffffffff;
  const out = new Uint32Array(4);
  philox4x32(0, 0, 0, 0, 0, 0, out);
  expect([...out]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  philox4x32(ones, ones, ones, ones, ones, ones, out);
  expect([...out]).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  philox4x32(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, out);
  expect([...out]).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
});

test("a block above 2^32 carries into the second word", () => {
  const out = new Uint32Array(4);
  philox4x32(7, 3, 0, 0, 5, 6, out);
  expect(words(5, 6, 3 * 2 ** 32 + 7)).toEqual([...out]);
});

test("an element depends on its position alone", () => {
  for (const dtype of ["float32", "float64"] as const) {
    const all = draw("uniform", dtype, 20, 2 ** 34, 0, 1);
    for (const start of [1, 2, 3, 5, 17]) {
      expect(draw("uniform", dtype, 20 - start, 2 ** 34 + start, 0, 1)).toEqual(all.slice(start));
    }
  }
  expect(draw("uniform", "float32", 0, 0, 0, 1)).toEqual([]);
});

test("the words become numbers as documented", () => {
  const block0 = words(5, 6, 0);
  const block1 = words(5, 6, 1);
  const uniform = [block0[2] >>> 8, block0[3] >>> 8, block1[0] >>> 8].map((bits) => bits / 2 ** 24);
  expect(draw("uniform", "float32", 3, 2, 0, 1)).toEqual(uniform);
  const scaled = uniform.map((u) => Math.fround(-1 + 1.5 * u));
  expect(draw("uniform", "float32", 3, 2, -1, 0.5)).toEqual(scaled);

  const bits = (block0[2] >>> 5) * 2 ** 26 + (block0[3] >>> 6);
  expect(draw("uniform", "float64", 1, 1, 0, 1)).toEqual([bits / 2 ** 53]);
  expect(draw("normal", "float64", 1, 1, 0, 1)).toEqual([normalQuantile((bits + 0.5) / 2 ** 53)]);

  const normal = block0.map((word) => Math.fround(normalQuantile((word + 0.5) / 2 ** 32)));
  expect(draw("normal", "float32", 4, 0, 0, 1)).toEqual(normal);
  const flags = uniform.map((u) => (u < 0.5 ? 2 : 0));
  expect(draw("bernoulli", "float32", 3, 2, 0.5, 2)).toEqual(flags);
  expect(draw("bernoulli", "float32", 1, 2, block0[2] / 2 ** 32, 2)).toEqual([0]);
  expect(draw("bernoulli", "float32", 1, 2, (block0[2] + 1) / 2 ** 32, 2)).toEqual([2]);
});

test.each<DType>(["float32", "float64"])("the moments are right: %s", (dtype) => {
  const n = 40000;
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / n;
  const within = 5 / Math.sqrt(n); // five standard errors for a variance of 1
  const uniform = draw("uniform", dtype, n, 0, 0, 1);
  expect(uniform.every((u) => u >= 0 && u < 1)).toBe(true);
  expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(within / Math.sqrt(12));
  const normal = draw("normal", dtype, n, 0, 0, 1);
  expect(Math.abs(mean(normal))).toBeLessThan(within);
  expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(within * Math.SQRT2);
  const cut = draw("normal", dtype, n, 0, 0.0227501319481792, 0.977249868051821);
  expect(cut.every((x) => Math.abs(x) <= 2)).toBe(true);
  expect(draw("bernoulli", dtype, 100, 0, 1, 1)).toEqual(new Array<number>(100).fill(1));
  expect(draw("bernoulli", dtype, 100, 0, 0, 1)).toEqual(new Array<number>(100).fill(0));
});
