import { expect, test } from "vitest";
import { ones, tensor, zeros } from "../create.ts";
import type { ScatterReduction } from "./scatter-reduce.ts";
import { indexReduce, scatterReduce } from "./scatter-reduce.ts";

const nan = Number.NaN;
const places = tensor([0, 2, 0, 2], { dtype: "int32" });

test("NaN, infinities and zeros at one place", () => {
  const source = tensor([nan, 3, 1, -Infinity]);
  const of = (reduction: ScatterReduction) =>
    scatterReduce(tensor([0, 7, 1]), 0, places, source, reduction).toArray();
  expect(of("amax")).toEqual([nan, 7, 3]);
  expect(of("amin")).toEqual([nan, 7, -Infinity]);
  expect(of("prod")).toEqual([nan, 7, -Infinity]);
  expect(of("mean")).toEqual([nan, 7, -Infinity]);
});

test("whole numbers wrap, and bool has a greatest and a least one", () => {
  const x = tensor([65537, 5, 1], { dtype: "int32" });
  const source = tensor([65537, 3, 1, -2], { dtype: "int32" });
  expect(scatterReduce(x, 0, places, source, "prod").toArray()).toEqual([131073, 5, -6]);
  expect(scatterReduce(x, 0, places, source, "amax", { includeSelf: false }).toArray()).toEqual([
    65537, 5, 3,
  ]);
  const flags = tensor([true, false, false, false]);
  expect(scatterReduce(tensor([false, true, true]), 0, places, flags, "amax").toArray()).toEqual([
    true,
    true,
    true,
  ]);
  expect(scatterReduce(tensor([false, true, true]), 0, places, flags, "amin").toArray()).toEqual([
    false,
    true,
    false,
  ]);
});

test("slices are reduced without what stands in x", () => {
  const y = indexReduce(zeros([2, 2]), 0, tensor([0], { dtype: "int32" }), ones([1, 2]), "mean", {
    includeSelf: false,
  });
  expect(y.toArray()).toEqual([
    [1, 1],
    [0, 0],
  ]);
});
