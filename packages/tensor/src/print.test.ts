import { expect, test } from "vitest";
import { arange, format, tensor, zeros } from "./index.ts";

test.each([
  [tensor(2.5), "2.5"],
  [tensor([1, 2.5, -3]), "[  1, 2.5,  -3]"],
  [
    tensor([
      [1, 2],
      [30, 4],
    ]),
    "[[ 1,  2],\n [30,  4]]",
  ],
  [
    tensor([
      [[1], [2]],
      [[3], [4]],
    ]),
    "[[[1],\n  [2]],\n\n [[3],\n  [4]]]",
  ],
  [tensor([true, false]), "[ true, false]"],
  [tensor([1e-9, 1]), "[1.0000e-9, 1.0000e+0]"],
  [tensor([1 / 3, Number.NaN, Number.POSITIVE_INFINITY]), "[  0.3333,      NaN, Infinity]"],
  [tensor([-0]), "[0]"],
  [zeros([0]), "[]"],
  [zeros([2, 0]), "[[],\n []]"],
  [arange(2000), "[   0,    1,    2, ..., 1997, 1998, 1999]"],
])("%#: as NumPy prints", (x, text) => {
  expect(String(x)).toBe(text);
});

test("precision can be set", () => {
  expect(format(tensor([1 / 3]), { precision: 2 })).toBe("[0.33]");
});
