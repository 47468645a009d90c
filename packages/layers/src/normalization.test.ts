import { backward } from "@gradkit/autograd";
import {
  Generator,
  memory,
  normal,
  OutOfMemoryError,
  ones,
  scope,
  setMemoryLimit,
  type Tensor,
  zeros,
} from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  LayerNorm,
  RMSNorm,
} from "./index.ts";

describe("batch normalisation", () => {
  test("leaves its averages alone in evaluation, and begins anew when told to", () => {
    const layer = new BatchNorm1d(2);
    layer.forward(ones([3, 2]).mul(4));
    expect(layer.runningMean!.dataSync()).toEqual(new Float32Array([0.4, 0.4]));
    expect(layer.numBatchesTracked!.item()).toBe(1);
    layer.eval().forward(ones([3, 2]));
    expect(layer.numBatchesTracked!.item()).toBe(1);
    layer.resetRunningStats();
    const state = [...layer.stateDict().values()].map((x) => x.toArray());
    expect(state).toEqual([[1, 1], [0, 0], [0, 0], [1, 1], 0]);
  });

  test("that runs out of memory moves all of its averages or none", () => {
    const n = 2 ** 20;
    const layer = new BatchNorm1d(n, { affine: false });
    const x = normal([2, n], { generator: new Generator(1) });
    let outcomes = "";
    for (let room = 0; !outcomes.includes("y"); room++) {
      layer.resetRunningStats();
      setMemoryLimit(memory().reserved);
      scope(() => {
        const filler: Tensor[] = [];
        expect(() => {
          for (;;) filler.push(zeros([n]));
        }).toThrow(OutOfMemoryError);
        for (const block of filler.splice(0, room)) block.dispose();
        let made = true;
        try {
          layer.forward(x);
        } catch (error) {
          made = false;
          expect(error).toBeInstanceOf(OutOfMemoryError);
        }
        setMemoryLimit(2 ** 32);
        const seen = layer.numBatchesTracked!.item();
        const { runningMean, runningVar } = layer;
        const moved = [runningMean!.abs().max().item() > 0, runningVar!.min().item() < 1];
        expect(moved).toEqual([seen === 1, seen === 1]);
        outcomes += made ? "y" : seen;
      });
    }
    expect(outcomes).toMatch(/^0+y$/);
  });

  test("with one value a channel learns nothing but evaluates", () => {
    const layer = new BatchNorm1d(2, { epsilon: 0 });
    expect(() => layer.forward(ones([1, 2]))).toThrow(/1 value for each channel/);
    expect(layer.numBatchesTracked!.item()).toBe(0);
    expect(
      layer
        .eval()
        .forward(ones([1, 2]))
        .toArray(),
    ).toEqual([[1, 1]]);
  });

  test("with relu equals one before it, in training and evaluation", () => {
    const fused = new BatchNorm2d(2, { activation: "relu" });
    const plain = new BatchNorm2d(2);
    const x = normal([3, 2, 4, 5], { generator: new Generator(2) });
    const [y, z] = [fused.forward(x), plain.forward(x).relu()];
    expect(y.dataSync()).toEqual(z.dataSync());
    backward(y.square().sum());
    backward(z.square().sum());
    expect(fused.weight!.grad!.dataSync()).toEqual(plain.weight!.grad!.dataSync());
    expect(fused.bias!.grad!.dataSync()).toEqual(plain.bias!.grad!.dataSync());
    expect(fused.eval().forward(x).dataSync()).toEqual(plain.eval().forward(x).relu().dataSync());
    expect(String(fused)).toBe("BatchNorm2d(2, activation: relu)");
  });

  test("without averages takes the batch's statistics in evaluation too", () => {
    const layer = new BatchNorm2d(1, { trackRunningStats: false, epsilon: 0 }).eval();
    expect(layer.buffers()).toEqual([]);
    layer.resetRunningStats();
    const x = ones([1, 1, 1, 2]).mul(3);
    expect([...layer.forward(x).dataSync()]).toEqual([Number.NaN, Number.NaN]);
  });
});

test("what differs from the usual is printed", () => {
  expect(String(new BatchNorm3d(4, { momentum: null, affine: false }))).toBe(
    "BatchNorm3d(4, momentum: null, affine: false)",
  );
  expect(String(new BatchNorm1d(4, { epsilon: 0.001, trackRunningStats: false }))).toBe(
    "BatchNorm1d(4, epsilon: 0.001, trackRunningStats: false)",
  );
  expect(String(new LayerNorm([2, 3], { bias: false }))).toBe("LayerNorm(2 x 3, bias: false)");
  expect(String(new LayerNorm(2, { elementwiseAffine: false }))).toBe(
    "LayerNorm(2, elementwiseAffine: false)",
  );
  expect(String(new RMSNorm(8, { epsilon: 0.5 }))).toBe("RMSNorm(8, epsilon: 0.5)");
  expect(String(new GroupNorm(2, 4))).toBe("GroupNorm(2, 4)");
  expect(String(new InstanceNorm1d(2, { affine: true }))).toBe("InstanceNorm1d(2, affine: true)");
});

test("sizes that are none, and inputs that do not fit, are refused", () => {
  const refused: [() => unknown, string][] = [
    [() => new BatchNorm1d(0), "BatchNorm1d: channels is 0; it must be a whole number from 1."],
    [() => new BatchNorm1d(2, { momentum: 2 }), "BatchNorm1d: momentum is 2; it lies between"],
    [() => new BatchNorm1d(2, { epsilon: -1 }), "BatchNorm1d: an epsilon of -1; it must be"],
    [() => new LayerNorm([]), "LayerNorm: the normalizedShape is []; it must be a whole"],
    [() => new LayerNorm(0), "LayerNorm: the normalizedShape is 0;"],
    [() => new RMSNorm(1.5), "RMSNorm: the normalizedShape is 1.5;"],
    [() => new GroupNorm(0, 4), "GroupNorm: groups is 0;"],
    [() => new GroupNorm(3, 4), "GroupNorm: 4 channels in 3 groups; groups must divide"],
    [() => new InstanceNorm2d(2, { epsilon: Number.NaN }), "InstanceNorm2d: an epsilon of NaN"],
  ];
  for (const [make, message] of refused) expect(make).toThrow(message);
  const inputs: [{ forward(x: Tensor): Tensor }, number[], string][] = [
    [new BatchNorm1d(3), [2, 4], "it takes [batch, 3] or [batch, 3, length]. Reshape it."],
    [new BatchNorm2d(3), [2, 3], "BatchNorm2d: float32[2,3]; it takes [batch, 3, height, width]."],
    [new LayerNorm(3), [2, 4], "layerNorm: the normalized shape [3] for float32[2,4]"],
    [new GroupNorm(1, 3), [2, 4], "GroupNorm: float32[2,4]; it takes [batch, 3, ...]."],
    [new InstanceNorm1d(3), [2, 3], "InstanceNorm1d: float32[2,3]; it takes [batch, 3, length]"],
  ];
  for (const [layer, shape, message] of inputs) {
    expect(() => layer.forward(zeros(shape))).toThrow(message);
  }
});
