import { memory, ones, type Shape, scope, tensor, transpose } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { isParameter, Linear, Parameter } from "./index.ts";

test("a parameter outlives the scope that it was made in, and its gradients live with it", () => {
  const before = memory().tensors;
  const layer = scope(() => {
    const made = { layer: new Linear(3, 2) };
    ones([100]).sum();
    return () => made.layer;
  })();
  expect(memory().tensors - before).toBe(2);
  expect(layer.weight.dataSync()).toHaveLength(6);
  scope(() => {
    layer.weight.grad = ones([2, 3]);
  });
  expect(layer.weight.grad!.sum().item()).toBe(6);
});

test("a parameter takes memory over, and copies what it could not change in place", () => {
  const values = tensor([[1, 2, 3]]);
  expect(new Parameter(values).storage).toBe(values.storage);
  expect(
    new Parameter(
      transpose(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toArray(),
  ).toEqual([
    [1, 3],
    [2, 4],
  ]);
  const computed = tensor([1], { requiresGrad: true }).mul(2);
  const parameter = new Parameter(computed);
  expect(parameter.node).toBe(null);
  expect(parameter.requiresGrad).toBe(true);
  expect(parameter.storage).not.toBe(computed.storage);
});

test("integers are refused", () => {
  expect(() => new Parameter(tensor(new Int32Array([1])))).toThrow(/requiresGrad: int32\[1\]/);
});

test("isParameter tells parameters from tensors", () => {
  expect(isParameter(new Parameter(ones([1])))).toBe(true);
  expect([ones([1]), null, 1, "x", {}].some(isParameter)).toBe(false);
});

test("an initialiser that gives another shape or dtype is refused", () => {
  const wrong = (shape: Shape) => ones([...shape].reverse());
  expect(() => new Linear(3, 2, { weightInit: wrong })).toThrow(
    "Linear: an initialiser gave float32[3,2] where float32[2,3] was asked for; both must agree. Let it use its arguments.",
  );
  expect(() => new Linear(3, 2, { dtype: "float64", biasInit: (shape) => ones(shape) })).toThrow(
    "Linear: an initialiser gave float32[2] where float64[2] was asked for",
  );
});
