import { backward } from "@gradkit/autograd";
import { Generator, narrow, normal, ones, softmax, tensor, zeros } from "@gradkit/tensor";
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
  expect(layer.inProjWeight!.grad!.abs().sum().item()).toBeGreaterThan(0);
  layer.eval();
  expect(layer.forward(x).dataSync()).toEqual(layer.forward(x).dataSync());
});

test("the weights are averaged over the heads, sum to 1 and are 0 where nothing is seen", () => {
  const layer = new MultiHeadAttention(4, 2, { generator: new Generator(5), bias: false });
  const x = normal([2, 3, 4], { generator: new Generator(6) });
  const keyMask = tensor([
    [true, true, true],
    [true, false, true],
  ]);
  const { y, weights } = layer.attend(x, { keyMask, causal: true });
  expect(
    y
      .sub(layer.forward(x, { keyMask, causal: true }))
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-6);
  expect(weights.shape).toEqual([2, 3, 3]);
  expect(weights.sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-6);
  const values = weights.toArray() as number[][][];
  expect([values[0]![0]![1], values[0]![1]![2], values[1]![2]![1]]).toEqual([0, 0, 0]);
  // The last query of the first sequence sees all keys.
  const heads = [0, 1].map((head) => {
    const [q, k] = [0, 4].map((first) =>
      x.matmul(narrow(layer.inProjWeight!, 0, first + 2 * head, 2).transpose(0, 1)),
    );
    return softmax(q!.matmul(k!.transpose(1, 2)).mul(Math.SQRT1_2));
  });
  const wanted = heads[0]!.add(heads[1]!).mul(0.5).dataSync().slice(6, 9);
  for (let i = 0; i < 3; i++) expect(values[0]![2]![i]).toBeCloseTo(wanted[i]!, 5);
});

test("weights that dropout zeroed are told as such, in training alone", () => {
  const layer = new MultiHeadAttention(4, 1, { dropout: 0.5, generator: new Generator(7) });
  const x = normal([1, 40, 4], { generator: new Generator(8) });
  const zeros = () => layer.attend(x).weights.equal(0).cast("float32").mean().item();
  expect(zeros()).toBeGreaterThan(0.4);
  layer.eval();
  expect(zeros()).toBe(0);
});

test("the projections start as PyTorch's", () => {
  const layer = new MultiHeadAttention(64, 4, { generator: new Generator(1) });
  const bound = Math.sqrt(6 / (64 + 192));
  const greatest = layer.inProjWeight!.abs().max().item();
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
  expect(String(new MultiHeadAttention(4, 2, { kdim: 3, vdim: 6 }))).toContain("kdim: 3, vdim: 6");
  expect(() => new MultiHeadAttention(4, 2, { kdim: 0 })).toThrow("kdim is 0; it must be a whole");
  const layer = new MultiHeadAttention(4, 2);
  expect(() => layer.forward(ones([2, 4]))).toThrow(
    "MultiHeadAttention: queries float32[2,4], keys float32[2,4] and values float32[2,4]; they must be [batch, l, 4]",
  );
  expect(() => layer.forward(ones([2, 3, 4]), { key: ones([1, 3, 4]) })).toThrow("they must be");
  expect(() => layer.forward(ones([2, 3, 4]), { keyMask: zeros([2, 3]) })).toThrow(
    "the keyMask is float32[2,3]; it must be bool[batch,s]. Reshape or cast it.",
  );
});
