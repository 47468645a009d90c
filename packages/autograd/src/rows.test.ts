import type { Tensor } from "@gradkit/tensor";
import {
  add,
  addRowGradients,
  embedding,
  memory,
  scope,
  sgdRowUpdate,
  sum,
  tensor,
  zeros,
} from "@gradkit/tensor";
import { expect, test } from "vitest";
import { backward, checkpoint, grad, onGrad } from "./index.ts";

const list = (...ids: number[]) => tensor(ids, { dtype: "int32" });

function table(): Tensor {
  return tensor(
    [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ],
    { requiresGrad: true },
  );
}

const sparse = { sparse: true };

/** The gradient that rows stand for, as a tensor of the table's size. */
function dense(w: Tensor): number[][] {
  const rows = w.rowGrad!.rows.dataSync();
  const values = w.rowGrad!.values.toArray() as number[][];
  const all = zeros(w.shape).toArray() as number[][];
  rows.forEach((row, i) => {
    all[row] = values[i]!;
  });
  return all;
}

test("rows are the gradient, each once, over lookups and passes", () => {
  const [rows, whole] = [table(), table()];
  const loss = (w: Tensor, options: object) => {
    const first = embedding(w, list(3, 1, 3), options).square();
    return add(sum(first), sum(embedding(w, list(0, 1), options)));
  };
  for (let pass = 0; pass < 2; pass++) {
    // What backward leaves outlives the scope of the batch.
    scope(() => {
      backward(loss(rows, sparse));
      backward(loss(whole, {}));
    });
  }
  expect([...rows.rowGrad!.rows.dataSync()].sort()).toEqual([0, 1, 3]);
  expect(dense(rows)).toEqual(whole.grad!.toArray());
});

test("the padding has no row", () => {
  const w = table();
  backward(sum(embedding(w, list(2, 0, 2), { ...sparse, paddingIdx: 2 })));
  expect(w.rowGrad!.rows.toArray()).toEqual([0]);
});

test("no tensor of the table's size is made, and none is left when the gradient goes", () => {
  const w = zeros([100_000, 4], { requiresGrad: true });
  const before = memory().bytes;
  scope(() => backward(sum(embedding(w, list(5, 6), sparse))));
  expect(memory().bytes - before).toBe(2 * 4 + 2 * 4 * 4);
  scope(() => {
    w.grad = null;
  });
  expect(memory().bytes).toBe(before);
});

test("whoever cannot take rows refuses them", () => {
  const message = /comes as rows, which only backward\(loss\) leaves/;
  const loss = (w: Tensor) => sum(embedding(w, list(1), sparse));
  expect(() => grad(loss)(table())).toThrow(/only a tensor of its own can have a gradient of rows/);
  const w = table();
  const remove = onGrad(w, () => undefined);
  expect(() => backward(loss(w))).toThrow(message);
  remove();
  expect(() => backward(loss(w), { createGraph: true })).toThrow(/cannot be rows/);
  const x = zeros([], { requiresGrad: true });
  const again = checkpoint((y) => add(y, loss(w)), [x]);
  expect(() => backward(again)).toThrow(message);
  backward(loss(w));
  expect(() => w.grad).toThrow(/grad: the gradient of float32\[4,2\] is rows.*Read rowGrad/);
});

test("a gradient as rows and another as a tensor are not added", () => {
  const both = /has a gradient as rows and another as a tensor; they cannot be added/;
  const w = table();
  expect(() => backward(add(sum(embedding(w, list(1), sparse)), sum(w)))).toThrow(both);
  backward(sum(w));
  expect(() => backward(sum(embedding(w, list(1), sparse)))).toThrow(both);
  const v = table();
  backward(sum(embedding(v, list(1), sparse)));
  expect(() => backward(sum(v))).toThrow(/is rows, not a tensor/);
});

test("updates refuse rows that do not fit, before anything changes", () => {
  const one = { rows: list(1), values: zeros([1, 2]) };
  const two = addRowGradients(one, { rows: list(2), values: zeros([1, 2]) });
  expect(two.rows.toArray()).toEqual([1, 2]);
  const options = {
    learningRate: 1,
    momentum: 0,
    dampening: 0,
    weightDecay: 0,
    nesterov: false,
    first: true,
  };
  const odd = { rows: list(1), values: zeros([1, 3]) };
  expect(() => sgdRowUpdate(table(), odd, options)).toThrow(
    /sgdRowUpdate: rows int32\[1\] with values float32\[1,3\] for the parameter float32\[4,2\]/,
  );
  const values = zeros([2, 2]);
  const rule = /each of the rows 0 to 3 may stand once/;
  for (const rows of [list(1, 4), list(-1, 0), list(2, 2)]) {
    expect(() => sgdRowUpdate(table(), { rows, values }, options)).toThrow(rule);
  }
  const halves = tensor([1, 2]);
  expect(() => sgdRowUpdate(table(), { rows: halves, values }, options)).toThrow(/must be int32/);
});

test("rows are told apart among many, in the order in which they first stand", () => {
  const ids = Array.from({ length: 3000 }, (_, i) => ((i * i) % 2003) * 49);
  const w = zeros([100_003, 1], { requiresGrad: true });
  backward(sum(embedding(w, list(...ids), sparse)));
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect(counts.size).toBeLessThan(ids.length);
  expect(w.rowGrad!.rows.toArray()).toEqual([...counts.keys()]);
  expect(w.rowGrad!.values.toArray()).toEqual([...counts.values()].map((count) => [count]));
});
