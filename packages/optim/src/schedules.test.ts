import { describe, expect, test } from "vitest";
import { exponentialSchedule, piecewiseSchedule, powerSchedule } from "./index.ts";
import { raised } from "./schedules.ts";

const steps = [0, 1, 2, 7, 99, 100, 101, 1000, 12_345];

test("powers are right to a few units in the last place", () => {
  for (const base of [0.1, 0.5, 0.96, 0.999, 1, 1.5, 3, 1e6]) {
    for (const exponent of [0, 1e-9, 0.25, 1 / 3, 0.5, 0.999, 1, 2, 3.7, 10, 41.41]) {
      expect(raised(base, exponent) / base ** exponent - 1).toBeCloseTo(0, 13);
    }
  }
  expect(raised(0.5, 3)).toBe(0.125);
  expect(raised(16, 0.75)).toBe(8);
  expect(raised(0.5, 5000)).toBe(0);
});

test("the power schedule is initial / (1 + step / decaySteps)ᵖᵒʷᵉʳ", () => {
  for (const power of [0, 0.5, 1, 1.3, 2]) {
    const rate = powerSchedule({ initial: 0.2, decaySteps: 50, power });
    for (const step of steps) {
      expect(rate(step)).toBeCloseTo(0.2 / (1 + step / 50) ** power, 14);
    }
  }
  const plain = powerSchedule({ initial: 1, decaySteps: 10 });
  expect([0, 10, 20, 90].map(plain)).toEqual([1, 0.5, 1 / 3, 0.1]);
});

test("the exponential schedule is initial · rate^(step / every)", () => {
  for (const every of [1, 3, 100]) {
    const rate = exponentialSchedule({ initial: 0.1, rate: 0.96, every });
    for (const step of steps) {
      const exact = 0.1 * 0.96 ** (step / every);
      expect(Math.abs(rate(step) - exact)).toBeLessThanOrEqual(1e-12 * exact);
    }
  }
  const growing = exponentialSchedule({ initial: 1, rate: 4, every: 2 });
  expect([0, 1, 2, 3].map(growing)).toEqual([1, 2, 4, 8]);
});

test("the piecewise schedule changes at its boundaries, and keeps copies of its lists", () => {
  const boundaries = [10, 20];
  const values = [1, 0.5, 0];
  const rate = piecewiseSchedule({ boundaries, values });
  boundaries[0] = 0;
  values.fill(7);
  expect([0, 9, 10, 19, 20, 1e9].map(rate)).toEqual([1, 1, 0.5, 0.5, 0, 0]);
  expect(piecewiseSchedule({ boundaries: [], values: [0.3] })(5)).toBe(0.3);
});

describe("refused are", () => {
  const rule =
    "it must be finite and not negative, and neither a factor nor a span may be 0. Mend it.";

  test.each([
    [() => powerSchedule({ initial: -1, decaySteps: 1 }), `powerSchedule: initial is -1; ${rule}`],
    [() => powerSchedule({ initial: 1, decaySteps: 0 }), "powerSchedule: decaySteps is 0;"],
    [
      () => powerSchedule({ initial: 1, decaySteps: 1, power: Number.NaN }),
      "powerSchedule: power is NaN;",
    ],
    [
      () => exponentialSchedule({ initial: Number.POSITIVE_INFINITY, rate: 1 }),
      "exponentialSchedule: initial is Infinity;",
    ],
    [() => exponentialSchedule({ initial: 1, rate: 0 }), "exponentialSchedule: rate is 0;"],
    [
      () => exponentialSchedule({ initial: 1, rate: 1, every: -2 }),
      "exponentialSchedule: every is -2;",
    ],
    [
      () => piecewiseSchedule({ boundaries: [1], values: [1] }),
      "piecewiseSchedule: 1 values for 1 boundaries; there must be one more than boundaries. Mend one list.",
    ],
    [
      () => piecewiseSchedule({ boundaries: [5, 5], values: [1, 2, 3] }),
      "piecewiseSchedule: boundaries[1] is 5; boundaries are finite, above 0 and ascending. Mend it.",
    ],
    [
      () => piecewiseSchedule({ boundaries: [0], values: [1, 2] }),
      "piecewiseSchedule: boundaries[0] is 0;",
    ],
    [
      () => piecewiseSchedule({ boundaries: [1], values: [1, Number.NaN] }),
      `piecewiseSchedule: values[1] is NaN; ${rule}`,
    ],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });
});
