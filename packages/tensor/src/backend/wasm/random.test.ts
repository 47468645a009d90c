import { describe, expect, test } from "vitest";
import type { RandomName } from "../backend.ts";
import { expectClose, expectSameBits, fast, result, sizes } from "./testing.ts";

const cases: [RandomName, number, number][] = [
  ["uniform", -1, 3],
  ["normal", 0, 1],
  ["normal", 0.1, 0.9],
  ["bernoulli", 0.3, 2],
];
const counters = [0, 1, 3, 6, 4294967295 * 4 - 5, 2 ** 45 + 1];

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  test.each(cases)("%s of %d and %d equals the reference", (name, a, b) => {
    for (const n of sizes) {
      for (const counter of counters) {
        const call = ({ random }: typeof fast, y: number) =>
          random[name](dtype, n, 0xdeadbeef, 42, counter, a, b, y);
        expectSameBits(dtype, n, call);
        expectClose(dtype, n, call, 0);
      }
    }
  });

  test("probabilities that round to 0 or 1 give no infinity", () => {
    for (const p of [0, 1]) {
      const call = ({ random }: typeof fast, y: number) =>
        random.normal(dtype, 5, 1, 2, 0, p, p, y);
      expectSameBits(dtype, 5, call);
      expect(result(fast, dtype, 5, call).every(Number.isFinite)).toBe(true);
    }
  });

  test("a fill can be made in parts", () => {
    const call =
      (n: number, counter: number) =>
      ({ random }: typeof fast, y: number) =>
        random.uniform(dtype, n, 1, 2, counter, 0, 1, y);
    const whole = result(fast, dtype, 30, call(30, 5));
    const parts = [...result(fast, dtype, 7, call(7, 5)), ...result(fast, dtype, 23, call(23, 12))];
    expect(parts).toEqual(whole);
  });
});
