import { backward } from "@gradkit/autograd";
import { Generator, tensor } from "@gradkit/tensor";
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

test("sizes, padding rows and ids that are none are refused", () => {
  expect(() => new Embedding(0, 2)).toThrow("Embedding: numEmbeddings is 0; it must be a whole");
  expect(() => new Embedding(3, 2, { paddingIdx: 3 })).toThrow(
    "Embedding: paddingIdx is 3; it must name one of the 3 rows, from -3 to 2. Mend it.",
  );
  expect(() => new Embedding(3, 2).forward(ids(3))).toThrow(/is 3; valid are 0 to 2/);
  expect(String(new Embedding(3, 2, { paddingIdx: 1 }))).toBe("Embedding(3, 2, paddingIdx: 1)");
});
