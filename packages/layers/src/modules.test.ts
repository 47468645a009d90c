import { backward } from "@gradkit/autograd";
import { type EngineName, memory, scope, setEngine, type Tensor, tensor } from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import * as layers from "./index.ts";
import cases from "./modules.fixtures.json" with { type: "json" };

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const tolerances = {
  float64: { rtol: 1e-9, atol: 1e-11 },
  float32: { rtol: 2e-5, atol: 5e-5 },
} as const;
type DTypeName = keyof typeof tolerances;

/** A layer of whatever name, built as a user builds it. */
type AnyLayer = new (...values: unknown[]) => layers.AnyModule;
type Case = (typeof cases)[number];

const named = new Map<string, unknown>(Object.entries(layers));

afterAll(() => setEngine("wasm"));

/** The layer of a case, with the state that PyTorch's began with. */
function built({ layer, arguments: sizes, options, state }: Case, dtype: DTypeName) {
  const Layer = named.get(layer) as AnyLayer;
  const isPlain = Object.keys(state).length === 0 && Object.keys(options).length === 0;
  const module = isPlain ? new Layer(...sizes) : new Layer(...sizes, { ...options, dtype });
  const values = Object.entries(state as unknown as Record<string, Plain>);
  module.loadStateDict(new Map(values.map(([path, value]) => [path, from(value, dtype)])));
  return module;
}

function from({ values, shape }: Plain, dtype: DTypeName | "bool"): Tensor {
  return tensor([...values], { shape, dtype });
}

/** The inputs of one call as the layer takes them. */
function called(module: layers.AnyModule, inputs: Tensor[], masks: object | undefined): Tensor {
  const [x, key, value] = inputs;
  if (masks === undefined) return module.forward(x) as Tensor;
  const given = Object.entries(masks as Record<string, Plain | boolean>).map(([name, mask]) => [
    name,
    typeof mask === "boolean" ? mask : from(mask, "bool"),
  ]);
  const more = { ...(key && { key }), ...(value && { value }), ...Object.fromEntries(given) };
  return module.forward(x, more) as Tensor;
}

function titles() {
  return cases.map((each) => {
    const { layer, arguments: sizes, options } = each;
    return [`${layer}(${JSON.stringify([...sizes, options]).slice(1, -1)})`, each] as const;
  });
}

describe.each(engines)("on %s", (engine) => {
  test.each(titles())("%s learns as PyTorch's does", (_, fixture) => {
    setEngine(engine);
    const masks = (fixture as { masks?: object }).masks;
    for (const dtype of ["float64", "float32"] as const) {
      const module = built(fixture, dtype);
      for (const step of [...fixture.training, fixture.evaluation]) {
        scope(() => {
          if (step === fixture.evaluation) module.eval();
          const inputs = step.inputs.map((input) => from(input, dtype));
          for (const input of inputs) input.requiresGrad = true;
          for (const parameter of module.parameters()) parameter.grad = null;
          const y = called(module, inputs, masks);
          assertClose(y, step.y, tolerances[dtype]);
          backward(y.mul(from(step.v, dtype)).sum());
          const leaves = [...inputs, ...module.parameters()];
          expect(leaves.length).toBe(step.gradients.length);
          leaves.forEach((leaf, i) => {
            assertClose(leaf.grad!, step.gradients[i], tolerances[dtype]);
          });
          const buffers = step.buffers as unknown as Record<string, Plain>;
          expect(module.namedBuffers().map(([path]) => path)).toEqual(Object.keys(buffers));
          for (const [path, buffer] of module.namedBuffers()) {
            assertClose(buffer, buffers[path], tolerances[dtype]);
          }
        });
      }
    }
  });
});

test("every layer over these ops has a fixture", () => {
  const elsewhere = new Set(
    "Module Parameter Buffer Sequential Linear AlphaDropout Dropout Flatten ReLU Sigmoid Tanh Softplus Softmax LogSoftmax".split(
      " ",
    ),
  );
  for (const name of "Embedding RNN RNNCell GRU GRUCell LSTM LSTMCell".split(" "))
    elsewhere.add(name);
  const compared = new Set(cases.map(({ layer }) => layer));
  const missing = [...named]
    .filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === "function")
    .map(([name]) => name)
    .filter((name) => !elsewhere.has(name) && !compared.has(name));
  expect(missing).toEqual([]);
});

test.each(titles())("a steady loop over %s takes nothing new", (_, fixture) => {
  const module = built(fixture, "float32");
  const [{ inputs, v }] = fixture.training as [(typeof fixture.training)[number]];
  const step = () =>
    scope(() => {
      for (const parameter of module.parameters()) parameter.grad = null;
      const xs = inputs.map((input) => from(input, "float32"));
      for (const x of xs) x.requiresGrad = true;
      const y = called(module, xs, (fixture as { masks?: object }).masks);
      backward(y.mul(from(v, "float32")).sum());
    });
  for (let i = 0; i < 3; i++) step();
  const { bytes, tensors, reserved } = memory();
  for (let i = 0; i < 20; i++) step();
  expect(memory()).toMatchObject({ bytes, tensors, reserved });
});

test("every layer's state goes through stateDict and back", () => {
  for (const fixture of cases) {
    const [one, other] = [built(fixture, "float32"), built(fixture, "float64")];
    other.loadStateDict(one.stateDict());
    expect([...other.stateDict().keys()]).toEqual(Object.keys(fixture.state));
    for (const [path, value] of one.stateDict()) {
      expect(other.stateDict().get(path)!.toArray()).toEqual(value.toArray());
    }
  }
});
