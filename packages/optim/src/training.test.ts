import { backward } from "@gradkit/autograd";
import { crossEntropy, Dropout, Linear, Sequential } from "@gradkit/layers";
import {
  argMax,
  type EngineName,
  equal,
  Generator,
  memory,
  normal,
  scope,
  setEngine,
  uniform,
} from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { AdaGrad, Adam, AdamW, type Optimizer, type Parameters, SGD } from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const optimizers: [string, (parameters: Parameters) => Optimizer][] = [
  ["SGD", (parameters) => new SGD(parameters, { learningRate: 1 })],
  ["SGD with momentum", (parameters) => new SGD(parameters, { learningRate: 0.2, momentum: 0.9 })],
  ["Adam", (parameters) => new Adam(parameters, { learningRate: 0.02 })],
  ["AdamW", (parameters) => new AdamW(parameters, { learningRate: 0.02 })],
  ["AdaGrad", (parameters) => new AdaGrad(parameters, { learningRate: 0.1 })],
];

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s", (engine) => {
  test.each(optimizers)(
    "%s: 200 steps of a small network learn, and hold no byte more than 20",
    (_, make) => {
      setEngine(engine);
      const generator = new Generator(1);
      const x = uniform([32, 2], { low: -1, high: 1, generator });
      // Two classes, on either side of a diagonal.
      const labels = x.sum(1).greater(0).cast("int32");
      const model = new Sequential(
        new Linear(2, 8, { activation: "tanh", generator }),
        new Dropout(0.05, { generator }),
        new Linear(8, 2, { generator }),
      );
      const optimizer = make(model.parameters());
      const held: number[] = [];
      for (let step = 1; step <= 200; step++) {
        scope(() => {
          optimizer.zeroGrad();
          const loss = crossEntropy(
            model.forward(x.add(normal([32, 2], { std: 0.01, generator }))),
            labels,
          );
          backward(loss);
          optimizer.step();
        });
        const { bytes, tensors, reserved } = memory();
        if (step === 20 || step === 200) held.push(bytes, tensors, reserved);
      }
      expect(held.slice(3)).toEqual(held.slice(0, 3));
      const guesses = argMax(model.eval().forward(x), 1);
      const right = equal(guesses, labels).cast("float32").mean().item();
      expect(right).toBeGreaterThan(0.9);
    },
  );
});
