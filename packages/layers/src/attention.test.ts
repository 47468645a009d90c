import { backward } from "@gradkit/autograd";
import { Generator, normal, ones, tensor, zeros } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { MultiHeadAttention } from "./index.ts";

test("a mask of padding beside one of scores hides what either hides", () => {
  const generator = new Generator(3);
  const layer = new MultiHeadAttention(4, 2, { generator });
  const x = normal([1, 3, 4], { generator });
  const keyMask = tensor([[true, false, true]]);
  const bool = tensor([[true, true, false]]);
  const added = tensor([[0, 0, Number.NEGATIVE_INFINITY]]);
  const both = tensor([[true, false, false]]);
  const expected = layer.forward(x, { mask: both }).dataSync();
  expect(layer.forward(x, { mask: bool, keyMask }).dataSync()).toEqual(expected);
  expect(layer.forward(x, { mask: added, keyMask }).dataSync()).toEqual(expected);
});

test("dropout zeroes weights in training alone, and the gradient goes on", () => {
  const generator = new Generator(4);
  const layer = new MultiHeadAttention(4, 1, { dropout: 0.5, generator });
  const x = normal([2, 6, 4], { generator });
  const first = layer.forward(x);
  expect(layer.forward(x).dataSync()).not.toEqual(first.dataSync());
  backward(first.sum());
  expect(layer.inProjWeight.grad!.abs().sum().item()).toBeGreaterThan(0);
  layer.eval();
  expect(layer.forward(x).dataSync()).toEqual(layer.forward(x).dataSync());
});

test("the projections start as PyTorch's", () => {
  const layer = new MultiHeadAttention(64, 4, { generator: new Generator(1) });
  const bound = Math.sqrt(6 / (64 + 192));
  const greatest = layer.inProjWeight.abs().max().item();
  expect(greatest).toBeLessThanOrEqual(bound);
  expect(greatest).toBeGreaterThan(0.98 * bound);
  expect(layer.inProjBias!.abs().sum().item()).toBe(0);
  expect(layer.outProj.bias!.abs().sum().item()).toBe(0);
  expect(layer.outProj.weight.abs().max().item()).toBeLessThanOrEqual(1 / 8);
});

test("what differs from the usual is printed, and sizes that do not fit are refused", () => {
  expect(String(new MultiHeadAttention(4, 2, { dropout: 0.1, bias: false }))).toContain(
    "4, 2, dropout: 0.1, bias: false",
  );
  expect(() => new MultiHeadAttention(4, 3)).toThrow(
    "MultiHeadAttention: an embedDim of 4 for 3 heads; heads must divide it. Choose other numbers.",
  );
  expect(() => new MultiHeadAttention(4, 2, { dropout: 2 })).toThrow("dropout is 2; it lies");
  const layer = new MultiHeadAttention(4, 2);
  expect(() => layer.forward(ones([2, 4]))).toThrow(
    "MultiHeadAttention: queries float32[2,4], keys float32[2,4] and values float32[2,4]; they must be [batch, l, 4]",
  );
  expect(() => layer.forward(ones([2, 3, 4]), { key: ones([1, 3, 4]) })).toThrow("they must be");
  expect(() => layer.forward(ones([2, 3, 4]), { keyMask: zeros([2, 3]) })).toThrow(
    "the keyMask is float32[2,3]; it must be bool[batch,s]. Reshape or cast it.",
  );
});
