import { memory, ones, scope, type Tensor, tensor } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { backward, customOp, grad, onGrad } from "./index.ts";

test("a pass back leaves behind the gradients of leaves and nothing else", () => {
  const x = tensor([0.5, 2], { requiresGrad: true });
  scope(() => {
    let y = x.mul(2);
    for (let i = 0; i < 50; i++) y = y.add(x).tanh().mul(y);
    const loss = y.sum();
    const before = memory().tensors;
    backward(loss);
    // The gradient of x, and the seed.
    expect(memory().tensors - before).toBeLessThanOrEqual(2);
  });
  expect(x.grad!.dataSync().every(Number.isFinite)).toBe(true);
});

test("what a hook or a rule of one's own was shown stays", () => {
  const held: Tensor[] = [];
  const double = customOp<[Tensor]>({
    name: "double",
    forward: (x) => x.mul(2),
    rule: (g) => {
      const doubled = g.mul(2);
      held.push(g, doubled);
      return [() => doubled];
    },
  });
  const x = tensor([1, 2], { requiresGrad: true });
  const inner = x.mul(3);
  onGrad(inner, (g) => {
    held.push(g, g.abs());
  });
  backward(double(inner).mul(5).sum());
  expect(held.map((g) => g.toArray())).toEqual([
    [5, 5],
    [10, 10],
    [10, 10],
    [10, 10],
  ]);
  expect(x.grad!.toArray()).toEqual([30, 30]);
});

test("gradients that lie in one storage are there as long as any is needed", () => {
  const x = tensor([[1, 2]], { requiresGrad: true });
  const y = x.reshape([2]);
  backward(
    y
      .add(y)
      .add(x.reshape([2]))
      .reshape([1, 2])
      .mul(ones([1, 2]))
      .sum(),
  );
  expect(x.grad!.toArray()).toEqual([[3, 3]]);
  expect(grad((z) => z.add(z).sum())(x).toArray()).toEqual([[2, 2]]);
});

test("a graph that is kept is walked twice with the same result", () => {
  const x = tensor([1, 2], { requiresGrad: true });
  const y = x.square().tanh().sum();
  backward(y, { retainGraph: true });
  const first = x.grad!.toArray();
  x.grad = null;
  backward(y);
  expect(x.grad!.toArray()).toEqual(first);
});
