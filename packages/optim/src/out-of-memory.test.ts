import { backward } from "@gradkit/autograd";
import { crossEntropy, Linear, Sequential } from "@gradkit/layers";
import {
  embedding,
  Generator,
  integers,
  memory,
  narrow,
  OutOfMemoryError,
  ones,
  onesLike,
  scope,
  setMemoryLimit,
  type Tensor,
  tensor,
  uniform,
  zeros,
} from "@gradkit/tensor";
import { afterEach, expect, test } from "vitest";
import { Adam, AdamW, SGD } from "./index.ts";

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

/** Takes what is left below the limit, in blocks of 4 MiB. */
function fillMemory(): Tensor[] {
  const filler: Tensor[] = [];
  expect(() => {
    for (;;) filler.push(zeros([2 ** 20]));
  }).toThrow(OutOfMemoryError);
  return filler;
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

test("a step whose last state finds no memory changes nothing, and goes on when there is some", () => {
  const [small, large] = [zeros([8]), zeros([2 ** 22])];
  const optimizer = new Adam([{ parameters: [small] }, { parameters: [large] }], {
    learningRate: 0.5,
  });
  for (const parameter of [small, large]) parameter.grad = onesLike(parameter);
  setMemoryLimit(memory().reserved);
  scope(() => {
    fillMemory();
    expect(() => optimizer.step()).toThrow(OutOfMemoryError);
  });
  expect(small.toArray()).toEqual(new Array(8).fill(0));
  expect(optimizer.stepCount).toBe(0);
  setMemoryLimit(2 ** 32);
  optimizer.step();
  for (const parameter of [small, large]) {
    expect(parameter.add(0.5).abs().max().item()).toBeLessThan(1e-6);
  }
});

test("a step whose last copy of a strided gradient finds no memory changes nothing", () => {
  const [small, large] = [zeros([8]), zeros([2 ** 11, 2 ** 11])];
  const optimizer = new Adam([small, large], { learningRate: 0.5 });
  small.grad = onesLike(small);
  large.grad = ones([1]).expand([2 ** 11, 2 ** 11]);
  setMemoryLimit(memory().reserved + 2 ** 25);
  scope(() => {
    const filler = fillMemory();
    // Room for the states but not for the copy.
    for (const block of filler.splice(0, 9)) block.dispose();
    expect(() => optimizer.step()).toThrow(OutOfMemoryError);
  });
  expect(small.toArray()).toEqual(new Array(8).fill(0));
});

test("a step whose last group's strided gradient finds no memory changes nothing", () => {
  const [small, large] = [zeros([8]), zeros([2 ** 11, 2 ** 11])];
  const optimizer = new SGD([{ parameters: [small] }, { parameters: [large] }], {
    learningRate: 0.5,
  });
  small.grad = onesLike(small);
  large.grad = ones([1]).expand([2 ** 11, 2 ** 11]);
  setMemoryLimit(memory().reserved);
  scope(() => {
    fillMemory();
    expect(() => optimizer.step()).toThrow(OutOfMemoryError);
  });
  expect(small.toArray()).toEqual(new Array(8).fill(0));
  setMemoryLimit(2 ** 32);
  optimizer.step();
  expect([small, large].map((x) => x.add(0.5).abs().max().item())).toEqual([0, 0]);
});

test.each(["float32[2]", "float64[3]"])(
  "a step that refuses its last group's gradient %s changes nothing",
  (wrong) => {
    const [first, last] = [zeros([2]), zeros([3])];
    const groups = [{ parameters: [first] }, { parameters: [last] }];
    const optimizer = new SGD(groups, { learningRate: 1 });
    first.grad = onesLike(first);
    last.grad = wrong === "float32[2]" ? ones([2]) : ones([3], { dtype: "float64" });
    expect(() => optimizer.step()).toThrow(
      `SGD: a gradient ${wrong} for the parameter float32[3]; both must agree. Leave it to`,
    );
    expect(first.toArray()).toEqual([0, 0]);
  },
);

test("a step that refuses rows in its last group changes nothing", () => {
  const [dense, table] = [zeros([2]), zeros([3, 2], { requiresGrad: true })];
  const optimizer = new AdamW([{ parameters: [dense] }, { parameters: [table] }]);
  dense.grad = onesLike(dense);
  backward(embedding(table, tensor([1], { dtype: "int32" }), { sparse: true }).sum());
  expect(() => optimizer.step()).toThrow(/the gradient of float32\[3,2\] is rows/);
  expect(dense.toArray()).toEqual([0, 0]);
});
