import { backward } from "@gradkit/autograd";
import { Generator, tensor, uniform, zeros } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, init } from "./index.ts";

test("weights and biases start uniform in ±1/√fan, from the generator that is given", () => {
  const make = () => new Conv2d(8, 50, 5, { groups: 2, generator: new Generator(1) });
  const layer = make();
  expect(layer.weight.shape).toEqual([50, 4, 5, 5]);
  for (const values of [layer.weight.dataSync(), layer.bias!.dataSync()]) {
    expect(Math.max(...values)).toBeLessThanOrEqual(0.1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.1);
  }
  const variance = layer.weight.square().mean().item();
  expect(variance).toBeGreaterThan(0.0032);
  expect(variance).toBeLessThan(0.0035);
  expect(make().weight.dataSync()).toEqual(layer.weight.dataSync());
  const transposed = new ConvTranspose2d(8, 4, 5);
  expect(transposed.weight.shape).toEqual([8, 4, 5, 5]);
  expect(transposed.weight.abs().max().item()).toBeGreaterThan(0.099);
  expect(transposed.weight.abs().max().item()).toBeLessThanOrEqual(0.1);
});

test("initialisers and the dtype are those that are given", () => {
  const options = { weightInit: init.constant(2), biasInit: init.zeros(), dtype: "float64" };
  const layer = new Conv1d(1, 1, 3, options as { dtype: "float64" });
  expect(layer.weight.toArray()).toEqual([[[2, 2, 2]]]);
  expect(layer.bias!.toArray()).toEqual([0]);
  expect(layer.bias!.dtype).toBe("float64");
});

test("what differs from the usual is printed", () => {
  expect(String(new Conv3d(1, 2, 3))).toBe("Conv3d(1, 2, kernel: 3 x 3 x 3)");
  const options = { stride: [1, 2], padding: 1, dilation: 2, groups: 2, bias: false } as const;
  expect(String(new Conv2d(2, 4, [1, 3], { ...options, paddingMode: "reflect" }))).toBe(
    "Conv2d(2, 4, kernel: 1 x 3, stride: 1 x 2, padding: 1, dilation: 2, groups: 2, bias: false, paddingMode: reflect)",
  );
  expect(String(new Conv1d(1, 1, 3, { padding: "same" }))).toContain("kernel: 3, padding: same)");
  expect(String(new ConvTranspose1d(2, 3, 4, { stride: 2, outputPadding: 1 }))).toBe(
    "ConvTranspose1d(2, 3, kernel: 4, stride: 2, outputPadding: 1)",
  );
});

test("sizes that do not go together are refused before a weight is made", () => {
  expect(() => new Conv2d(0, 1, 3)).toThrow("Conv2d: inChannels is 0; it must be a whole number");
  expect(() => new Conv2d(1, 1.5, 3)).toThrow("Conv2d: outChannels is 1.5;");
  expect(() => new Conv2d(1, 1, [3] as unknown as 3)).toThrow(
    "Conv2d: kernel is [3]; it must be a whole number from 1, or 2 of them. Mend it.",
  );
  expect(() => new Conv2d(1, 1, 3, { stride: 0 })).toThrow("Conv2d: stride is 0;");
  expect(() => new Conv2d(1, 1, 3, { padding: -1 })).toThrow(
    "Conv2d: padding is -1; it must be a whole number from 0, or 2 of them, pairs where both sides differ.",
  );
  expect(() => new Conv2d(3, 4, 3, { groups: 2 })).toThrow(
    "Conv2d: 3 and 4 channels in 2 groups; groups must divide both. Choose other numbers.",
  );
  expect(() => new Conv2d(4, 3, 3, { groups: 2 })).toThrow(
    "Conv2d: 4 and 3 channels in 2 groups; groups must divide both.",
  );
  expect(() => new Conv1d(1, 1, 3, { padding: "same", stride: 2 })).toThrow(
    'Conv1d: padding "same" with a stride of 2; the stride must be 1.',
  );
  expect(() => new Conv1d(1, 1, 3, { padding: "full" as "same" })).toThrow(
    'Conv1d: the padding is "full"; it takes numbers, "same" or "valid". Choose one.',
  );
  expect(() => new Conv1d(1, 1, 3, { paddingMode: "mirror" as "reflect" })).toThrow(
    'Conv1d: the paddingMode is "mirror"; the modes are "zeros", "reflect", "replicate" and "circular".',
  );
  expect(() => new ConvTranspose1d(1, 1, 3, { outputPadding: 0.5 })).toThrow("outputPadding");
  expect(() => new Conv2d(2, 1, 3).forward(zeros([1, 3, 5, 5]))).toThrow(
    /^conv2d: the input float32\[1,3,5,5\].*the weight takes 2 channels/,
  );
});

test("an activation is applied within the op, with the bits of one applied to the result", () => {
  const make = (activation?: "relu") =>
    new Conv2d(3, 8, 3, { ...(activation && { activation }), generator: new Generator(4) });
  const [plain, fused] = [make(), make("relu")];
  const x = uniform([2, 3, 9, 9], { low: -1, high: 1, generator: new Generator(5) });
  const [a, b] = [plain.forward(x).relu(), fused.forward(x)];
  expect(b.dataSync()).toEqual(a.dataSync());
  for (const y of [a, b]) backward(y.square().sum());
  expect(fused.weight.grad!.dataSync()).toEqual(plain.weight.grad!.dataSync());
  expect(fused.bias!.grad!.dataSync()).toEqual(plain.bias!.grad!.dataSync());
  expect(String(fused)).toBe("Conv2d(3, 8, kernel: 3 x 3, activation: relu)");
  const transposed = new ConvTranspose1d(1, 1, 2, { activation: "relu" });
  expect(Math.min(...transposed.forward(x.reshape([18, 1, 27])).dataSync())).toBe(0);
});

test("a padding whose sides differ is read in place of zeros too", () => {
  const options = { weightInit: init.constant(1), bias: false } as const;
  const padding = [[2, 1]] as const;
  const x = tensor([[[1, 2, 4, 8]]]);
  const sums = (paddingMode: "circular" | "replicate" | "reflect" | "zeros") =>
    new Conv1d(1, 1, 2, { ...options, padding, paddingMode }).forward(x).toArray();
  expect(sums("zeros")).toEqual([[[0, 1, 3, 6, 12, 8]]]);
  expect(sums("circular")).toEqual([[[12, 9, 3, 6, 12, 9]]]);
  expect(sums("replicate")).toEqual([[[2, 2, 3, 6, 12, 16]]]);
  expect(sums("reflect")).toEqual([[[6, 3, 3, 6, 12, 12]]]);
});
