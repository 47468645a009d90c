import { backward } from "@gradkit/autograd";
import { type EngineName, scope, setEngine, tensor } from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import {
  AdaGrad,
  Adam,
  AdamW,
  exponentialSchedule,
  type Optimizer,
  type Parameters,
  powerSchedule,
  SGD,
} from "./index.ts";

/** Each optimiser on the bowl `(25 x² + y²) / 2` from (1, 1): the distance from the minimum after 100 steps. */
const table: readonly [string, (parameters: Parameters) => Optimizer, number][] = [
  // 0.96¹⁰⁰ = 0.017 remains of y.
  ["SGD", (p) => new SGD(p, { learningRate: 0.04 }), 0.018],
  ["SGD with momentum", (p) => new SGD(p, { learningRate: 0.04, momentum: 0.7 }), 1e-6],
  [
    "SGD with Nesterov's momentum",
    (p) => new SGD(p, { learningRate: 0.04, momentum: 0.7, nesterov: true }),
    1e-6,
  ],
  [
    "SGD with a power schedule",
    (p) => new SGD(p, { learningRate: powerSchedule({ initial: 0.07, decaySteps: 100 }) }),
    0.01,
  ],
  [
    "Adam with an exponential schedule",
    (p) =>
      new Adam(p, { learningRate: exponentialSchedule({ initial: 0.2, rate: 0.5, every: 15 }) }),
    0.01,
  ],
  [
    "AdamW with an exponential schedule",
    (p) =>
      new AdamW(p, { learningRate: exponentialSchedule({ initial: 0.2, rate: 0.5, every: 15 }) }),
    0.01,
  ],
  ["AdaGrad", (p) => new AdaGrad(p, { learningRate: 0.5 }), 1e-6],
];
const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s", (engine) => {
  test.each(table)("%s comes near the minimum", (_, make, bound) => {
    setEngine(engine);
    const w = tensor([1, 1], { requiresGrad: true });
    const steepness = tensor([25, 1]);
    const optimizer = make([w]);
    for (let step = 0; step < 100; step++) {
      scope(() => {
        optimizer.zeroGrad();
        backward(w.square().mul(steepness).sum().mul(0.5));
        optimizer.step();
      });
    }
    const [x, y] = w.dataSync();
    expect(Math.sqrt(x * x + y * y)).toBeLessThan(bound);
  });
});
