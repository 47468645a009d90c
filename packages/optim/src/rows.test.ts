import { backward } from "@gradkit/autograd";
import {
  type EngineName,
  embedding,
  scope,
  setEngine,
  type Tensor,
  tensor,
  uniform,
} from "@gradkit/tensor";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose, type Plain } from "../../../tools/op-fixtures.ts";
import { AdaGrad, Adam, AdamW, type Optimizer, SGD } from "./index.ts";
import fixtures from "./rows.fixtures.json" with { type: "json" };

const engines: EngineName[] = ["wasm", "wasm-strict", "reference"];
/** PyTorch adds epsilon to another root than in its dense Adam; it is too small here to show. */
const makers = {
  SGD: (table: Tensor) => new SGD([table], { learningRate: 0.1 }),
  SparseAdam: (table: Tensor) => new Adam([table], { learningRate: 0.1, epsilon: 1e-12 }),
  Adagrad: (table: Tensor) => new AdaGrad([table], { learningRate: 0.1, learningRateDecay: 0.5 }),
};

afterAll(() => setEngine("wasm"));

const list = (ids: number[]) => tensor(ids, { dtype: "int32" });

function from({ values, shape }: Plain, dtype: "float64" | "float32"): Tensor {
  return tensor([...values], { shape, dtype });
}

/** A table with a gradient of rows. */
function withRows(): Tensor {
  const table = tensor([[1], [2]], { requiresGrad: true });
  backward(embedding(table, list([1]), { sparse: true }).sum());
  return table;
}

describe.each(engines)("on %s", (engine) => {
  test.each(fixtures.cases)("$optimizer with padding $padding as PyTorch's", (fixture) => {
    setEngine(engine);
    for (const dtype of ["float64", "float32"] as const) {
      const table = from(fixtures.start, dtype);
      table.requiresGrad = true;
      const optimizer = makers[fixture.optimizer as keyof typeof makers](table);
      const paddingIdx = fixture.padding ? fixtures.paddingIdx : undefined;
      fixtures.ids.forEach((ids, i) => {
        scope(() => {
          optimizer.zeroGrad();
          const rows = embedding(table, list(ids), { paddingIdx, sparse: true });
          backward(rows.mul(from(fixtures.weights[i]!, dtype)).sum());
          optimizer.step();
        });
      });
      const rtol = dtype === "float64" ? 1e-9 : 1e-6;
      assertClose(table, fixture.table, { rtol, atol: rtol / 10 });
    }
  });

  test.each(["SGD", "SparseAdam", "Adagrad"] as const)(
    "%s of all rows gives a tensor's bits",
    (name) => {
      setEngine(engine);
      const ids = list([2, 0, 1, 2, 2]);
      const tables = [false, true].map((sparse) => {
        const table = tensor(
          [
            [1, 2, 3],
            [4, 5, 6],
            [7, 8, 9],
          ],
          { requiresGrad: true },
        );
        const optimizer = makers[name](table);
        for (let step = 0; step < 3; step++) {
          optimizer.zeroGrad();
          backward(embedding(table, ids, { sparse }).square().sum());
          optimizer.step();
        }
        return table.dataSync();
      });
      expect(tables[0]).toEqual(tables[1]);
    },
  );
});

test.each([Adam, AdaGrad])("rows without a gradient, and their state, stay: %o", (Kind) => {
  const table = uniform([5, 4]);
  table.requiresGrad = true;
  const before = table.toArray() as number[][];
  const optimizer = new Kind([table]);
  for (const id of [3, 1, 3]) {
    optimizer.zeroGrad();
    backward(embedding(table, list([id]), { sparse: true }).sum());
    optimizer.step();
  }
  const after = table.toArray() as number[][];
  for (const row of [0, 2, 4]) expect(after[row]).toEqual(before[row]);
  for (const row of [1, 3]) expect(after[row]).not.toEqual(before[row]);
});

test("zeroGrad drops rows; a step without any gradient is refused", () => {
  const table = withRows();
  const optimizer = new SGD([table], { learningRate: 1 });
  optimizer.step();
  expect(table.toArray()).toEqual([[1], [1]]);
  optimizer.zeroGrad();
  expect([table.grad, table.rowGrad]).toEqual([null, null]);
  expect(() => optimizer.step()).toThrow(/no parameter has a gradient/);
});

test.each<[(table: Tensor) => Optimizer, RegExp]>([
  [
    (w) => new SGD([w], { learningRate: 1, momentum: 0.9 }),
    /SGD: the gradient of float32\[2,1\] is rows; SGD takes them without momentum/,
  ],
  [(w) => new SGD([w], { learningRate: 1, weightDecay: 0.1 }), /without weight decay/],
  [
    (w) => new Adam([w], { weightDecay: 0.1 }),
    /Adam: the gradient of float32\[2,1\] is rows; Adam takes them/,
  ],
  [(w) => new AdamW([w]), /AdamW: the gradient/],
  [
    (w) => new AdaGrad([w], { weightDecay: 0.1 }),
    /AdaGrad: the gradient of float32\[2,1\] is rows; AdaGrad takes them, without weight decay/,
  ],
])("rows are refused where the others would change too: %#", (make, message) => {
  const table = withRows();
  const optimizer = make(table);
  expect(() => optimizer.step()).toThrow(message);
  expect(table.toArray()).toEqual([[1], [2]]);
});
