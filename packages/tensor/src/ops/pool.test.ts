import { expect, test } from "vitest";
import { tensor } from "../create.ts";
import { avgPool1d, lpPool1d, maxPool1d, maxPool2d } from "./pool.ts";

test("padding is less than any element, and NaN wins wherever it stands", () => {
  const x = tensor([[[-5, -Infinity, -7, NaN, -1]]]);
  expect(maxPool1d(x, 2, { stride: 1, padding: 1 }).toArray()).toEqual([
    [[-5, -5, -7, NaN, NaN, -1]],
  ]);
  const low = tensor([[[[-Infinity, -Infinity]]]]);
  expect(maxPool2d(low, [1, 2]).toArray()).toEqual([[[[-Infinity]]]]);
});

test("what is not finite stays in its own windows", () => {
  const x = tensor([[[1, 3, Infinity, 2, NaN, 5]]]);
  expect(avgPool1d(x, 2).toArray()).toEqual([[[2, Infinity, NaN]]]);
  expect(lpPool1d(x, 1, 2).toArray()).toEqual([[[4, Infinity, NaN]]]);
});

test("a norm of zeros is 0", () => {
  expect(lpPool1d(tensor([[[0, 0, 3, 4]]]), 2, 2).toArray()).toEqual([[[0, 5]]]);
});
