import { backward } from "@gradkit/autograd";
import {
  type EngineName,
  Generator,
  manualSeed,
  ones,
  setEngine,
  type Tensor,
  tensor,
} from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import {
  type AnyModule,
  Dropout,
  GRU,
  GRUCell,
  init,
  LSTM,
  LSTMCell,
  RNN,
  RNNCell,
} from "./index.ts";
import cases from "./recurrent.fixtures.json" with { type: "json" };

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
const tolerances = {
  float64: { rtol: 1e-9, atol: 1e-11 },
  float32: { rtol: 2e-5, atol: 5e-5 },
} as const;
const kinds = { RNN, GRU, LSTM, RNNCell, GRUCell, LSTMCell };

afterAll(() => setEngine("wasm"));

function from({ values, shape }: Plain, dtype: "float64" | "float32"): Tensor {
  return tensor([...values], { shape, dtype });
}

/** What a layer or a cell gives, as a list. */
function called(
  module: AnyModule,
  x: Tensor,
  states: readonly Tensor[],
  lengths: number[] | null,
): Tensor[] {
  const [h, c] = states;
  const given = { ...(h && { h }), ...(c && { c }), ...(lengths && { lengths }) };
  if (module instanceof RNNCell || module instanceof GRUCell) return [module.forward(x, h)];
  if (module instanceof LSTMCell) {
    return Object.values(h && c ? module.forward(x, { h, c }) : module.forward(x));
  }
  return Object.values(module.forward(x, given) as Record<string, Tensor>);
}

describe.each(engines)("on %s", (engine) => {
  const titled = cases.map((each) => {
    const { layer, options, lengths } = each;
    return [`${layer}(${JSON.stringify(options)})${lengths ? " with lengths" : ""}`, each] as const;
  });
  test.each(titled)("%s equals PyTorch's, with its gradients", (_, fixture) => {
    setEngine(engine);
    for (const dtype of ["float64", "float32"] as const) {
      const Layer = kinds[fixture.layer as keyof typeof kinds] as new (
        ...values: unknown[]
      ) => AnyModule;
      const module = new Layer(2, 5, { ...fixture.options, dtype });
      const state = Object.entries(fixture.state as unknown as Record<string, Plain>);
      module.loadStateDict(new Map(state.map(([path, value]) => [path, from(value, dtype)])));
      const inputs = fixture.inputs.map((input) => from(input, dtype));
      for (const input of inputs) input.requiresGrad = true;
      const [x, ...states] = inputs as [Tensor, ...Tensor[]];
      const outputs = called(module, x, states, fixture.lengths);
      expect(outputs.length).toBe(fixture.outputs.length);
      outputs.forEach((output, i) => {
        assertClose(output, fixture.outputs[i]!, tolerances[dtype]);
      });
      const losses = outputs.map((output, i) => output.mul(from(fixture.v[i]!, dtype)).sum());
      backward(losses.reduce((a, b) => a.add(b)));
      inputs.forEach((input, i) => {
        assertClose(input.grad!, fixture.gradients[i]!, tolerances[dtype]);
      });
      const gradients = fixture.parameterGradients as unknown as Record<string, Plain>;
      expect(module.namedParameters().map(([path]) => path)).toEqual(Object.keys(gradients));
      for (const [path, parameter] of module.namedParameters()) {
        assertClose(parameter.grad!, gradients[path]!, tolerances[dtype]);
      }
    }
  });
});

test("dropout stands between the layers, in training alone", () => {
  const layer = new LSTM(3, 8, { numLayers: 2, dropout: 0.5, generator: new Generator(3) });
  const plain = new LSTM(3, 8, { numLayers: 2 });
  plain.loadStateDict(layer.stateDict());
  const x = ones([4, 2, 3]);
  const [first, second] = [layer.forward(x), layer.forward(x)];
  expect(first.y.toArray()).not.toEqual(second.y.toArray());
  // The first layer's states come before any dropout.
  const states = plain.forward(x).h.toArray() as number[][];
  expect((first.h.toArray() as number[][])[0]).toEqual(states[0]);
  expect((first.h.toArray() as number[][])[1]).not.toEqual(states[1]);
  layer.eval();
  expect(layer.forward(x).y.toArray()).toEqual(plain.forward(x).y.toArray());
  const all = new LSTM(3, 8, {
    numLayers: 2,
    dropout: 1,
    bias: false,
    weightInit: init.constant(1),
  });
  expect(
    all
      .forward(x)
      .y.dataSync()
      .every((value) => value === 0),
  ).toBe(true);
});

test("dropout draws from the generator that is given", () => {
  const x = ones([4, 2, 3]);
  const make = () => new GRU(3, 8, { numLayers: 2, dropout: 0.5, generator: new Generator(3) });
  const y = make().forward(x).y.dataSync();
  new Dropout().forward(x);
  expect(make().forward(x).y.dataSync()).toEqual(y);
});

test("parameters start uniform in ±1/√hidden, from the generator that is given", () => {
  const layer = new GRU(50, 25, { generator: new Generator(1) });
  for (const parameter of layer.parameters()) {
    const values = parameter.dataSync();
    expect(Math.max(...values)).toBeLessThanOrEqual(0.2);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.2);
  }
  const { weightHh } = layer.layers[0]!;
  const variance = weightHh.square().mean().item();
  expect(variance).toBeGreaterThan(0.012);
  expect(variance).toBeLessThan(0.0147);
  manualSeed(5);
  const again = new GRU(50, 25, { generator: new Generator(1) });
  expect(again.layers[0]!.weightHh.dataSync()).toEqual(weightHh.dataSync());
});

test("layers and cells are printed with their sizes", () => {
  expect(String(new RNN(3, 4, { nonlinearity: "relu" }))).toBe("RNN(3, 4, nonlinearity: relu)");
  expect(String(new LSTMCell(3, 4, { bias: false }))).toBe("LSTMCell(3, 4, bias: false)");
  const options = { numLayers: 2, dropout: 0.1, batchFirst: true, bidirectional: true };
  expect(String(new GRU(3, 4, options))).toBe(
    "GRU(3, 4, numLayers: 2, batchFirst: true, dropout: 0.1, bidirectional: true)",
  );
});

test("sizes and settings that are none are refused", () => {
  expect(() => new LSTM(0, 2)).toThrow("LSTM: inputSize is 0; it must be a whole number from 1.");
  expect(() => new GRUCell(2, 1.5)).toThrow("GRUCell: hiddenSize is 1.5; it must be a whole");
  expect(() => new GRU(2, 2, { numLayers: 0 })).toThrow("GRU: numLayers is 0");
  expect(() => new RNN(2, 2, { dropout: 2 })).toThrow("RNN: dropout is 2; it lies between 0 and 1");
  const nonlinearity = "sin" as "relu";
  expect(() => new RNN(2, 2, { nonlinearity })).toThrow('RNN: the nonlinearity is "sin"');
  expect(() => new LSTM(2, 2).forward(ones([3, 4]))).toThrow(
    /lstm: weightIh of set 0 is float32\[8,2\]/,
  );
});
