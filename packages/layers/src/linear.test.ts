import { backward } from "@gradkit/autograd";
import { gradCheck } from "@gradkit/autograd/testing";
import { type EngineName, Generator, setEngine, type Tensor, tensor, zeros } from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import fixtures from "./fixtures.json" with { type: "json" };
import { init, Linear, Sigmoid } from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const tolerances = {
  float64: { rtol: 1e-10, atol: 1e-14 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
} as const;
const dtypes = ["float64", "float32"] as const;

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s", (engine) => {
  const cases = dtypes.flatMap((dtype) =>
    fixtures.linear.map((fixture) => ({ dtype, ...fixture })),
  );

  test.each(cases)(
    "Linear with bias $bias and activation $activation equals PyTorch's in $dtype",
    ({ dtype, bias, activation, y, gradients }) => {
      setEngine(engine);
      const from = ({ values, shape }: Plain) => tensor([...values], { shape, dtype });
      const { x, w, b, v } = fixtures.inputs;
      const layer = new Linear(3, 2, {
        dtype,
        bias,
        weightInit: () => from(w),
        biasInit: () => from(b),
        ...(activation !== "none" && { activation: activation as "relu" }),
      });
      const input = from(x);
      input.requiresGrad = true;
      const output = layer.forward(input);
      assertClose(output, y, tolerances[dtype]);
      backward(output.mul(from(v)).sum());
      [input, ...layer.parameters()].forEach((leaf, i) => {
        assertClose(leaf.grad as Tensor, gradients[i], tolerances[dtype]);
      });
    },
  );
});

test("gradients of the second order agree with differences", () => {
  const generator = new Generator(5);
  for (const activation of ["sigmoid", "tanh"] as const) {
    const layer = new Linear(3, 2, { dtype: "float64", activation, generator });
    gradCheck((x) => layer.forward(x), [init.normal()([2, 3], { dtype: "float64", generator })]);
  }
});

test("leading dims are kept", () => {
  expect(new Linear(3, 2).forward(zeros([4, 5, 3])).shape).toEqual([4, 5, 2]);
});

test("weights and biases start uniform in ±1/√in, from the generator that is given", () => {
  const layer = new Linear(100, 50, { generator: new Generator(1) });
  for (const values of [layer.weight.dataSync(), layer.bias!.dataSync()]) {
    expect(Math.max(...values)).toBeLessThanOrEqual(0.1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.1);
  }
  const variance = layer.weight.square().mean().item();
  expect(variance).toBeGreaterThan(0.0031);
  expect(variance).toBeLessThan(0.0036);
  const again = new Linear(100, 50, { generator: new Generator(1) });
  expect(again.weight.dataSync()).toEqual(layer.weight.dataSync());
});

test("a weight can be tied to another layer's", () => {
  const [a, b] = [new Linear(2, 2), new Linear(2, 2, { bias: false })];
  b.weight = a.weight;
  expect(b.forward(zeros([1, 2])).toArray()).toEqual([[0, 0]]);
  expect(b.parameters()).toEqual([a.weight]);
});

test("sizes that are none, and inputs that do not fit, are refused", () => {
  expect(() => new Linear(0, 2)).toThrow(
    "Linear: inFeatures is 0; it must be a whole number from 1. Mend it.",
  );
  expect(() => new Linear(2, 1.5)).toThrow("Linear: outFeatures is 1.5; it must be a whole");
  expect(() => new Linear(3, 2).forward(zeros([4, 5]))).toThrow(
    /linear: the input float32\[4,5\] has 5 features, the weight float32\[2,3\] takes 3/,
  );
  expect(() => new Linear(3, 2).forward(zeros([4, 3], { dtype: "float64" }))).toThrow(
    /differ in dtype/,
  );
  const activation = "gelu" as "relu";
  expect(() => new Linear(3, 2, { activation }).forward(zeros([1, 3]))).toThrow(
    /"gelu" is no activation/,
  );
});

test("an activation in the layer equals one behind it", () => {
  const fused = new Linear(3, 2, { activation: "sigmoid" });
  const plain = new Linear(3, 2);
  plain.loadStateDict(fused.stateDict());
  const x = tensor([[1, -2, 3]]);
  expect(fused.forward(x).toArray()).toEqual(new Sigmoid().forward(plain.forward(x)).toArray());
});
