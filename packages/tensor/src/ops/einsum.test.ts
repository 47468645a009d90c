import { expect, test } from "vitest";
import { ones, tensor } from "../create.ts";
import { einsum } from "./einsum.ts";
import { contractionOrder } from "./einsum-order.ts";
import { matmul } from "./matmul.ts";

const sizes = (all: Record<string, number>) => new Map(Object.entries(all));

test("a chain is multiplied from its small end", () => {
  const order = contractionOrder(
    [["i", "j"], ["j", "k"], ["k"]],
    ["i"],
    sizes({ i: 100, j: 100, k: 100 }),
  );
  expect(order).toEqual([
    [1, 2],
    [0, 1],
  ]);
});

test("more than five operands are multiplied greedily, all of them", () => {
  const labels = "abcdefgh".split("");
  const terms = labels.slice(0, 7).map((label, i) => [label, labels[i + 1]!]);
  const order = contractionOrder(terms, ["a", "h"], new Map(labels.map((label) => [label, 2])));
  expect(order).toHaveLength(6);
});

test("seven matrices give what their chain of products gives", () => {
  const matrices = Array.from({ length: 7 }, (_, i) =>
    tensor(
      [
        [1, i],
        [-1, 2],
      ],
      { dtype: "float64" },
    ),
  );
  const chain = matrices.reduce((a, b) => matmul(a, b));
  const y = einsum("ab,bc,cd,de,ef,fg,gh->ah", ...matrices);
  expect(y.toArray()).toEqual(chain.toArray());
});

test("operands of two dtypes promote, spaces are skipped", () => {
  const y = einsum(" i j , j -> i ", ones([2, 3]), ones([3], { dtype: "float64" }));
  expect(y.dtype).toBe("float64");
  expect(y.toArray()).toEqual([3, 3]);
});
