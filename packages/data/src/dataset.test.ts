import { tensor, zeros } from "@gradkit/tensor";
import { expect, test } from "vitest";
import { countRows, labelled, mapTensors } from "./dataset.ts";

const int32 = { dtype: "int32" } as const;

test("countRows is the first size that all tensors share", () => {
  expect(countRows("test", { x: zeros([3, 2]), y: zeros([3]), z: zeros([3, 0]) })).toBe(3);
  expect(countRows("test", { x: zeros([0, 2]) })).toBe(0);
});

test("countRows refuses what is no dataset", () => {
  expect(() => countRows("test", {})).toThrow("test: the dataset is empty;");
  expect(() => countRows("test", { x: zeros([]) })).toThrow("test: x is float32[]; its first dim");
  expect(() => countRows("test", { x: zeros([2]), n: 3 as never })).toThrow(
    "test: n is no tensor;",
  );
  expect(() => countRows("test", { x: zeros([3, 2]), y: zeros([2], int32) })).toThrow(
    "test: x is float32[3,2] and y is int32[2]; the first sizes, one row for each example, are 3 and 2.",
  );
});

test("mapTensors keeps the names", () => {
  const { x, y } = mapTensors({ x: tensor([1]), y: tensor([2]) }, (each) => each.mul(2));
  expect([x.item(), y.item()]).toEqual([2, 4]);
});

test("labelled pairs examples with labels of any integer dtype", () => {
  const x = zeros([2, 4]);
  const pair = labelled(x, tensor(new Uint8Array([0, 9])), 10);
  expect(pair.x).toBe(x);
  expect(pair.y.dtype).toBe("int32");
  expect(pair.y.toArray()).toEqual([0, 9]);
  expect(labelled(zeros([0, 4]), zeros([0], int32), 1).y.size).toBe(0);
});

test("labelled refuses counts that differ, labels outside the classes, and what are no labels", () => {
  const x = zeros([2, 4]);
  const y = (...values: number[]) => tensor(values, int32);
  expect(() => labelled(x, y(0), 2)).toThrow(
    "labelled: x is float32[2,4] and labels is int32[1]; the first sizes",
  );
  expect(() => labelled(x, y(0, 2), 2)).toThrow("labelled: labels[1] is 2; valid are 0 to 1.");
  expect(() => labelled(x, y(-1, 1), 2)).toThrow("labelled: labels[0] is -1; valid are 0 to 1.");
  expect(() => labelled(x, tensor([0, 1]), 2)).toThrow("labelled: the labels are float32[2];");
  expect(() => labelled(x, zeros([2, 1], int32), 2)).toThrow(
    "labelled: the labels are int32[2,1];",
  );
  for (const classes of [0, -1, 1.5, Number.NaN]) {
    expect(() => labelled(x, y(0, 0), classes)).toThrow(`labelled: classes is ${classes};`);
  }
});
