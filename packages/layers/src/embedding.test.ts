import { backward } from "@gradkit/autograd";
import { Generator, type Tensor, tensor } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { Embedding, init } from "./index.ts";

const ids = (...values: number[]) => tensor(values, { dtype: "int32" });

test("the padding row starts as 0 and is not learned; others get a gradient for each place", () => {
  const layer = new Embedding(4, 2, { paddingIdx: -4, weightInit: init.constant(3) });
  expect(layer.weight.toArray()).toEqual([
    [0, 0],
    [3, 3],
    [3, 3],
    [3, 3],
  ]);
  const y = layer.forward(ids(0, 2, 2, 0));
  expect(y.toArray()).toEqual([
    [0, 0],
    [3, 3],
    [3, 3],
    [0, 0],
  ]);
  backward(y.sum());
  expect(layer.weight.grad!.toArray()).toEqual([
    [0, 0],
    [0, 0],
    [2, 2],
    [0, 0],
  ]);
});

test("rows start normal with mean 0 and deviation 1", () => {
  const { weight } = new Embedding(200, 50, { generator: new Generator(4) });
  expect(Math.abs(weight.mean().item())).toBeLessThan(0.03);
  expect(Math.abs(weight.square().mean().item() - 1)).toBeLessThan(0.05);
});

test("rows that are taken are scaled down to the greatest norm, others stay as they are", () => {
  const layer = new Embedding(3, 2, { maxNorm: 2.5, weightInit: rows });
  expect(layer.forward(ids(1, 2, 1)).toArray()).toEqual([
    [1.5, 2],
    [0, 1],
    [1.5, 2],
  ]);
  expect(layer.weight.toArray()).toEqual([
    [6, 8],
    [1.5, 2],
    [0, 1],
  ]);
  expect(String(layer)).toBe("Embedding(3, 2, maxNorm: 2.5)");
  const other = new Embedding(3, 2, { maxNorm: 3.5, normType: 1, weightInit: rows });
  expect(other.forward(ids(1)).toArray()).toEqual([[1.5, 2]]);
});

function rows(): Tensor {
  return tensor([
    [6, 8],
    [3, 4],
    [0, 1],
  ]);
}

test.each([false, true])("two look-ups of one step may each scale rows (sparse: %s)", (sparse) => {
  const layer = new Embedding(3, 2, { maxNorm: 2.5, weightInit: rows, sparse });
  const first = layer.forward(ids(0));
  backward(first.mul(layer.forward(ids(1))).sum());
  const gradient = sparse ? layer.weight.rowGrad!.values : layer.weight.grad!;
  expect(Array.from(gradient.dataSync().subarray(0, 4))).toEqual([1.5, 2, 1.5, 2]);
});

test("a change of rows after their values were used is refused", () => {
  const layer = new Embedding(3, 2, { maxNorm: 2.5, weightInit: rows });
  const used = layer.weight.square().sum();
  expect(() => backward(used.add(layer.forward(ids(0)).sum()))).toThrow(
    /an input of square .* was changed in place after it was used/,
  );
});

test("sizes, padding rows and ids that are none are refused", () => {
  expect(() => new Embedding(0, 2)).toThrow("Embedding: numEmbeddings is 0; it must be a whole");
  expect(() => new Embedding(3, 2, { paddingIdx: 3 })).toThrow(
    "Embedding: paddingIdx is 3; it must name one of the 3 rows, from -3 to 2. Mend it.",
  );
  expect(() => new Embedding(3, 2).forward(ids(3))).toThrow(/is 3; valid are 0 to 2/);
  expect(String(new Embedding(3, 2, { paddingIdx: 1 }))).toBe("Embedding(3, 2, paddingIdx: 1)");
});
