import { tensor } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { correction } from "./adam.ts";
import { Adam, AdamW } from "./index.ts";

/** `1 - betaᵗ` exactly: beta and its power as fractions over a power of 2. */
function exactCorrection(beta: number, t: number): number {
  const bits = 60n;
  const numerator = BigInt(beta * 2 ** 60);
  const one = 1n << (bits * BigInt(t));
  // 80 bits are kept of the difference, more than a double has.
  const scaled = ((one - numerator ** BigInt(t)) << 80n) / one;
  return Number(scaled) / 2 ** 80;
}

describe("the correction", () => {
  test.each([0, 0.5, 0.9, 0.99, 0.999, 0.9999, 1 - 2 ** -40])(
    "of beta %s is right to 1e-15 of its value",
    (beta) => {
      for (const t of [1, 2, 3, 5, 10, 31, 64, 100, 777, 1000]) {
        const exact = exactCorrection(beta, t);
        expect(Math.abs(correction(beta, t) / exact - 1), `t = ${t}`).toBeLessThan(1e-15);
      }
    },
  );

  test("reaches 1 and stays there", () => {
    expect(correction(0.999, 1_000_000)).toBe(1);
    expect(correction(0.9, 2 ** 31 + 1)).toBe(1);
  });
});

describe.each([
  ["Adam", Adam],
  ["AdamW", AdamW],
])("%s", (name, Kind) => {
  const leaf = () => tensor([1], { requiresGrad: true });

  test("its first step is the learning rate, whatever the size of the gradient", () => {
    for (const slope of [1e-3, 1, 1e6]) {
      const w = leaf();
      w.grad = tensor([slope]);
      new Kind([w], { learningRate: 0.125, weightDecay: 0 }).step();
      expect(w.item()).toBeCloseTo(0.875, 4);
    }
  });

  test("refuses betas and epsilons that are none", () => {
    for (const bad of [-0.1, 1, 1.5, Number.NaN]) {
      const rule = "it must lie between 0 and 1, 1 excluded. Mend it.";
      expect(() => new Kind([leaf()], { betas: [bad, 0.9] })).toThrow(
        `${name}: betas[0] is ${bad}; ${rule}`,
      );
      expect(() => new Kind([leaf()], { betas: [0.9, bad] })).toThrow(
        `${name}: betas[1] is ${bad}; ${rule}`,
      );
    }
    expect(() => new Kind([leaf()], { betas: [0.9] as never })).toThrow(
      `${name}: 1 betas; there must be two. Pass [0.9, 0.999].`,
    );
    for (const epsilon of [-1e-8, Number.NaN]) {
      expect(() => new Kind([leaf()], { epsilon })).toThrow(
        `${name}: epsilon is ${epsilon}; it must be finite and not negative. Mend it.`,
      );
    }
  });
});

test("weight decay goes through Adam's averages, and past AdamW's", () => {
  const [coupled, decoupled] = [
    tensor([4], { requiresGrad: true }),
    tensor([4], { requiresGrad: true }),
  ];
  coupled.grad = tensor([0]);
  decoupled.grad = tensor([0]);
  new Adam([coupled], { learningRate: 0.5, weightDecay: 0.25 }).step();
  new AdamW([decoupled], { learningRate: 0.5, weightDecay: 0.25 }).step();
  expect(coupled.item()).toBeCloseTo(3.5, 6);
  expect(decoupled.item()).toBe(3.5);
});
