import type { Tensor } from "@gradkit/tensor";
import {
  defaultGenerator,
  dropout,
  Generator,
  manualSeed,
  matmul,
  memory,
  normal,
  ones,
  scope,
  tensor,
} from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { backward, checkpoint, grad, hessian, noGrad } from "./index.ts";
import { gradCheck } from "./testing/index.ts";

const double = (values: number[]) => tensor(values, { dtype: "float64" });

describe("checkpoint", () => {
  test("has the value and the gradients of the function, also those of what it uses", () => {
    const gradients = (wrap: typeof checkpoint) => {
      const w = normal([3, 3], { generator: new Generator(1), requiresGrad: true });
      const x = normal([2, 3], { generator: new Generator(2), requiresGrad: true });
      const layer = (y: Tensor) => matmul(y, w).tanh();
      const y = wrap(layer, [wrap(layer, [x])]);
      backward(y.square().sum());
      return [y, w.grad!, x.grad!].map(String);
    };
    expect(gradients(checkpoint)).toEqual(gradients((f, inputs) => f(...inputs)));
  });

  test("keeps nothing between the inputs and the result", () => {
    const x = ones([1000], { requiresGrad: true });
    const deep = (y: Tensor) => {
      let z = y;
      for (let i = 0; i < 20; i++) z = z.mul(1.01);
      return z;
    };
    const held = (f: () => Tensor) => {
      let kept = 0;
      scope(() => {
        const before = memory().tensors;
        const y = f();
        kept = memory().tensors - before;
        backward(y.sum());
      });
      const g = x.grad!.toArray();
      x.grad = null;
      return { kept, g };
    };
    const plain = held(() => deep(x));
    const checked = held(() => checkpoint(deep, [x]));
    expect(plain.kept).toBeGreaterThanOrEqual(20);
    expect(checked.kept).toBe(1);
    expect(checked.g).toEqual(plain.g);
  });

  test("draws the same random numbers again, and leaves the stream where it stood", () => {
    manualSeed(5);
    const w = ones([100], { requiresGrad: true });
    const y = checkpoint((x) => dropout(x.mul(1), 0.5), [w]);
    normal([10]);
    const { state } = defaultGenerator();
    backward(y.sum());
    expect(defaultGenerator().state).toEqual(state);
    expect(w.grad!.toArray()).toEqual(y.toArray());
    expect(new Set(y.dataSync())).toEqual(new Set([0, 2]));
  });

  test("does so for generators of one's own", () => {
    const generator = new Generator(9);
    const w = ones([100], { requiresGrad: true });
    const y = checkpoint((x) => dropout(x, 0.5, { generator }), [w], { generators: [generator] });
    const { state } = generator;
    backward(y.sum());
    expect(generator.state).toEqual(state);
    expect(w.grad!.toArray()).toEqual(y.toArray());
  });

  test("is differentiable to second order, by inputs and by what it uses", () => {
    const f = (x: Tensor) => x.pow(3).mul(x.exp());
    gradCheck((x) => checkpoint(f, [x]), [double([0.5, 1.5])]);
    gradCheck(
      (x, w) => checkpoint((y) => y.square().mul(w.exp()), [x]),
      [double([2]), double([0.3])],
    );
    expect(hessian((x) => checkpoint((y) => y.pow(3), [x]).sum())(double([2])).item()).toBe(12);
  });

  test("uses graphs of the outside without letting them go", () => {
    const w = tensor([2], { requiresGrad: true });
    const square = w.square();
    const y = checkpoint((x) => x.mul(square), [tensor([3])]);
    backward(y.add(square).sum());
    expect(w.grad?.item()).toBe(3 * 4 + 4);
  });

  test("nests, and gives back an input or a tensor of the outside as it is", () => {
    const x = tensor([2], { requiresGrad: true });
    const w = tensor([5], { requiresGrad: true });
    const nested = (y: Tensor) => checkpoint((z) => z.square(), [y]).mul(w);
    expect(grad((y) => checkpoint(nested, [y]).sum())(x).item()).toBe(20);
    backward(checkpoint((y) => y, [x]).sum());
    expect(x.grad?.item()).toBe(1);
    backward(checkpoint(() => w, [x]).sum());
    expect(w.grad?.item()).toBe(1);
  });

  test("records nothing where nothing is recorded or asks for it", () => {
    const x = tensor([2], { requiresGrad: true });
    expect(noGrad(() => checkpoint((y) => y.square(), [x])).requiresGrad).toBe(false);
    const y = checkpoint((z) => z.square(), [tensor([3])]);
    expect(y.requiresGrad).toBe(false);
    expect(y.item()).toBe(9);
  });
});
