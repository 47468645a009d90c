import { ones, tensor } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { AdaGrad } from "./index.ts";

const leaf = () => tensor([0], { requiresGrad: true });

test("steps shrink with the root of the sum of squares, and with the decay of the rate", () => {
  const w = leaf();
  const optimizer = new AdaGrad([w], { learningRate: 1, learningRateDecay: 1, epsilon: 0 });
  const path = [3, 4, 12].map((slope) => {
    const before = w.item();
    w.grad = tensor([slope]);
    optimizer.step();
    return before - w.item();
  });
  // Roots of 9, 25 and 169; rates 1, 1/2 and 1/3.
  [1, 4 / 5 / 2, 12 / 13 / 3].forEach((step, i) => {
    expect(path[i]).toBeCloseTo(step, 6);
  });
});

test("the sum starts where it is told", () => {
  const w = leaf();
  const options = { learningRate: 2, initialAccumulatorValue: 8, epsilon: 1 };
  w.grad = ones([1]);
  new AdaGrad([w], options).step();
  expect(w.item()).toBe(-0.5);
});

test("settings that are none are refused", () => {
  for (const setting of ["learningRateDecay", "initialAccumulatorValue", "epsilon"]) {
    for (const bad of [-0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new AdaGrad([leaf()], { [setting]: bad })).toThrow(
        `AdaGrad: ${setting} is ${bad}; it must be finite and not negative. Mend it.`,
      );
    }
  }
});
