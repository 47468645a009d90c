import { backward } from "@gradkit/autograd";
import { type EngineName, setEngine, tensor, zeros } from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import fixtures from "./fixtures.json" with { type: "json" };
import {
  Flatten,
  LogSoftmax,
  type Module,
  ReLU,
  Sequential,
  Sigmoid,
  Softmax,
  Softplus,
  Tanh,
} from "./index.ts";

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const layers: Record<string, Module> = Object.fromEntries(
  [new ReLU(), new Sigmoid(), new Tanh(), new Softplus(), new Softmax(), new LogSoftmax()].map(
    (layer) => [layer.constructor.name, layer],
  ),
);

afterAll(() => setEngine("wasm"));

describe.each(engines)("on %s", (engine) => {
  test.each(fixtures.activations)("$layer equals PyTorch's", ({ layer, y, gradients }) => {
    setEngine(engine);
    for (const dtype of ["float64", "float32"] as const) {
      const tolerance =
        dtype === "float64" ? { rtol: 1e-10, atol: 1e-14 } : { rtol: 1.3e-6, atol: 1e-5 };
      const from = ({ values, shape }: Plain) => tensor([...values], { shape, dtype });
      const x = from(fixtures.inputs.x);
      x.requiresGrad = true;
      const output = layers[layer].forward(x);
      assertClose(output, y, tolerance);
      backward(output.mul(from(fixtures.inputs.u)).sum());
      assertClose(x.grad!, gradients[0], tolerance);
    }
  });
});

test("every activation has a fixture", () => {
  expect(fixtures.activations.map(({ layer }) => layer)).toEqual(Object.keys(layers));
});

test("softmax goes along the dim it was told", () => {
  const x = tensor([
    [0, 5],
    [0, 5],
  ]);
  expect(new Softmax(0).forward(x).toArray()).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
  expect(new Softmax(1).forward(x).sum(1).toArray()).toEqual([1, 1]);
  expect(new LogSoftmax(0).forward(x).dataSync()[0]).toBeCloseTo(-Math.LN2, 6);
  expect(() => new Softmax(2).forward(x)).toThrow(/softmax: dim 2 of a tensor with 2 dims/);
  expect(`${new Softmax(0)} ${new LogSoftmax()}`).toBe("Softmax(dim: 0) LogSoftmax(dim: -1)");
});

test("flatten keeps the first dim, or those outside its range", () => {
  expect(new Flatten().forward(zeros([2, 3, 4])).shape).toEqual([2, 12]);
  expect(new Flatten(0, 1).forward(zeros([2, 3, 4])).shape).toEqual([6, 4]);
  expect(String(new Flatten())).toBe("Flatten(1 to -1)");
});

test("an empty sequence gives its input", () => {
  const x = tensor([1, 2]);
  expect(new Sequential().forward(x)).toBe(x);
  expect(String(new Sequential())).toBe("Sequential()");
});
