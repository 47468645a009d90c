import { expect, test } from "vitest";
import { tensor, zeros } from "../create.ts";
import { histogram } from "./histogram.ts";
import { searchSorted } from "./search.ts";
import { median, quantile, sort, topK } from "./sort.ts";
import { unique, uniqueConsecutive } from "./unique.ts";

const nan = Number.NaN;

test("NaN comes last, in either direction", () => {
  expect(sort(tensor([nan, 1, nan, -1])).values.toArray()).toEqual([-1, 1, nan, nan]);
  expect(topK(tensor([nan, 1, 2]), 2).values.toArray()).toEqual([2, 1]);
  expect(median(tensor([1, nan, 2])).item()).toBeNaN();
  expect(
    quantile(
      tensor([
        [1, nan],
        [3, 5],
      ]),
      0.5,
      1,
    ).toArray(),
  ).toEqual([nan, 4]);
  expect(searchSorted(tensor([1, nan]), tensor([nan]), { right: true }).toArray()).toEqual([2]);
});

test("infinite neighbours have a quantile between them", () => {
  const x = tensor([-Infinity, -Infinity, 0, Infinity, Infinity]);
  expect(quantile(x, [0.1, 0.5, 0.9]).toArray()).toEqual([-Infinity, 0, Infinity]);
});

test("unique holds NaN and zero once, and puts all back together", () => {
  const x = tensor([
    [nan, 2, -0],
    [0, nan, 2],
  ]);
  const { values, inverse, counts } = unique(x);
  expect(values.toArray()).toEqual([-0, 2, nan]);
  expect(inverse.toArray()).toEqual([
    [2, 1, 0],
    [0, 2, 1],
  ]);
  expect(counts.toArray()).toEqual([2, 2, 2]);
  expect(unique(zeros([0])).values.shape).toEqual([0]);
  expect(unique(tensor([true, false, true])).values.dtype).toBe("bool");
});

test("unique rows are ordered by their first elements, and runs keep their order", () => {
  const x = tensor([
    [nan, 1],
    [2, 0],
    [nan, 1],
    [2, -1],
    [2, -1],
  ]);
  const rows = unique(x, { dim: 0 });
  expect(rows.values.toArray()).toEqual([
    [2, -1],
    [2, 0],
    [nan, 1],
  ]);
  expect(rows.inverse.toArray()).toEqual([2, 1, 2, 0, 0]);
  expect(rows.counts.toArray()).toEqual([2, 1, 2]);
  expect(uniqueConsecutive(x, { dim: 0 }).counts.toArray()).toEqual([1, 1, 1, 2]);
  expect(unique(zeros([3, 0]), { dim: 0 }).values.shape).toEqual([1, 0]);
  expect(unique(zeros([0, 2]), { dim: 0 }).values.shape).toEqual([0, 2]);
});

test("a histogram leaves out what lies outside and counts the last edge", () => {
  const x = tensor([-1, 0, 1, 2, 3, nan, Infinity]);
  expect(histogram(x, { bins: [0, 1, 2] }).counts.toArray()).toEqual([1, 2]);
  expect(
    histogram(tensor([4, 4]))
      .counts.sum()
      .item(),
  ).toBe(2);
  const whole = histogram(tensor([1, 2, 3, 4], { dtype: "int32" }), { bins: 3 });
  expect(whole.edges.toArray()).toEqual([1, 2, 3, 4]);
  expect(whole.counts.toArray()).toEqual([1, 1, 2]);
});
