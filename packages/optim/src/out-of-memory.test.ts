import { backward } from "@gradkit/autograd";
import { crossEntropy, Linear, Sequential } from "@gradkit/layers";
import {
  Generator,
  integers,
  memory,
  narrow,
  OutOfMemoryError,
  scope,
  setMemoryLimit,
  uniform,
} from "@gradkit/tensor";
import { afterEach, expect, test } from "vitest";
import { Adam } from "./index.ts";

afterEach(() => setMemoryLimit(2 ** 32));

/** A network, its data and one step of training on the first `rows` of them; each step is a scope. */
function training() {
  const generator = new Generator(5);
  const model = new Sequential(
    new Linear(64, 256, { activation: "relu", generator }),
    new Linear(256, 4, { generator }),
  );
  const x = uniform([20_000, 64], { generator });
  const y = integers([20_000], 0, 4, { generator });
  const optimizer = new Adam(model.parameters());
  const step = (rows: number) =>
    scope(() => {
      optimizer.zeroGrad();
      const loss = crossEntropy(model.forward(narrow(x, 0, 0, rows)), narrow(y, 0, 0, rows));
      backward(loss);
      optimizer.step();
      return loss.item();
    });
  return { model, step };
}

test("a step that runs out of memory changes nothing, and the next one that fits goes on", () => {
  const calm = training();
  const troubled = training();
  for (const { step } of [calm, troubled]) for (let i = 0; i < 3; i++) step(100);
  const { tensors, reserved } = memory();
  setMemoryLimit(reserved);
  expect(() => troubled.step(20_000)).toThrow(OutOfMemoryError);
  // The gradients of the step before are gone.
  expect(memory().tensors).toBe(tensors - troubled.model.parameters().length);
  for (let i = 0; i < 3; i++) expect(troubled.step(100)).toBe(calm.step(100));
  const [a, b] = [calm, troubled].map(({ model }) =>
    model.parameters().map((parameter) => parameter.dataSync()),
  );
  expect(a).toEqual(b);
});
