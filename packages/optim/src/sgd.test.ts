import { ones, tensor } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { SGD } from "./index.ts";

const leaf = () => tensor([0], { requiresGrad: true });

test("momentum with dampening is an average of gradients, whose first is taken whole", () => {
  const w = leaf();
  const optimizer = new SGD([w], { learningRate: 1, momentum: 0.5, dampening: 0.5 });
  const path = [8, 4, 0].map((slope) => {
    w.grad = tensor([slope]);
    optimizer.step();
    return w.item();
  });
  expect(path).toEqual([-8, -14, -17]);
});

test("without momentum it holds no state", () => {
  const w = leaf();
  const optimizer = new SGD([w], { learningRate: 1 });
  w.grad = ones([1]);
  optimizer.step();
  optimizer.step();
  expect(w.item()).toBe(-2);
});

test("momenta and dampenings that are none are refused", () => {
  for (const bad of [-0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new SGD([leaf()], { learningRate: 1, momentum: bad })).toThrow(
      `SGD: momentum is ${bad}; it must be finite and not negative. Mend it.`,
    );
    expect(() => new SGD([leaf()], { learningRate: 1, dampening: bad })).toThrow(
      `SGD: dampening is ${bad}; it must be finite and not negative. Mend it.`,
    );
  }
});

test("Nesterov's needs momentum and no dampening", () => {
  const nesterov = true;
  expect(() => new SGD([leaf()], { learningRate: 1, nesterov })).toThrow(
    "SGD: nesterov with a momentum of 0 and a dampening of 0; it needs momentum and no dampening. Mend one of them.",
  );
  const dampened = { learningRate: 1, momentum: 0.9, dampening: 0.1, nesterov };
  expect(() => new SGD([leaf()], dampened)).toThrow("a momentum of 0.9 and a dampening of 0.1");
});
