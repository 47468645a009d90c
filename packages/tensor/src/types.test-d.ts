import { expectTypeOf, test } from "vitest";
import type { Tensor, TypedArray } from "./index.ts";
import {
  add,
  alphaDropout,
  col2im,
  conv2d,
  convTranspose1d,
  index,
  interpolate,
  linear,
  matmul,
  maxPool3d,
  normal,
  ones,
  pad,
  scope,
  setEngine,
  sum,
  tensor,
  uniform,
} from "./index.ts";

test("what ops take and give", () => {
  const x = ones([2]);
  expectTypeOf(add(x, 1)).toEqualTypeOf<Tensor>();
  expectTypeOf(x.data()).toEqualTypeOf<Promise<TypedArray>>();
  expectTypeOf(x.item()).toBeNumber();
  expectTypeOf(scope(() => 1)).toBeNumber();
  expectTypeOf(scope(async () => x)).toEqualTypeOf<Promise<Tensor>>();
});

test("what the compiler refuses", () => {
  const x = ones([2]);
  // @ts-expect-error: a name that is no dtype
  tensor([1], { dtype: "float16" });
  // @ts-expect-error: an engine that is none
  setEngine("cuda");
  // @ts-expect-error: an activation that is none
  linear(x, x, { activation: "gelu" });
  // @ts-expect-error: a product takes tensors, no numbers
  matmul(x, 2);
  // @ts-expect-error: random numbers are floats
  uniform([2], { dtype: "int32" });
  // @ts-expect-error: nor are they truth values
  normal([2], { dtype: "bool" });
  // @ts-expect-error: a probability is a number
  alphaDropout(x, "0.5");
  // @ts-expect-error: text is no number
  tensor(["1"]);
  // @ts-expect-error: a list is no key, a tensor of positions is
  index(x, [0, 1]);
  // @ts-expect-error: a range ends at its end
  index(x, { stop: 1 });
  // @ts-expect-error: a margin that is none
  pad(x, [[1, 1]], { mode: "mirror" });
  // @ts-expect-error: an option that does not exist
  sum(x, 0, { keepDims: true });
  // @ts-expect-error: a shape is never changed in place
  x.shape[0] = 3;
});

test("strides and their kin are numbers or lists of one for each dim", () => {
  const x = ones([1, 1, 2, 2]);
  conv2d(x, x, { stride: 2, padding: [[0, 1], 1], dilation: [1, 2] });
  // @ts-expect-error: three strides along two dims
  conv2d(x, x, { stride: [1, 2, 1] });
  // @ts-expect-error: three sides of one dim
  conv2d(x, x, { padding: [[0, 1, 2], 1] });
  // @ts-expect-error: "same" belongs to convolutions, not to their transposes
  convTranspose1d(x, x, { padding: "same" });
  // @ts-expect-error: two sizes of a kernel along three dims
  maxPool3d(x, [2, 2]);
  // @ts-expect-error: three sizes of a kernel for images of two
  col2im(x, [4, 4], [2, 2, 2]);
});

test("a new size is given in one way", () => {
  const x = ones([1, 1, 2, 2]);
  interpolate(x, { scaleFactor: 2, mode: "bilinear" });
  // @ts-expect-error: no size
  interpolate(x, { mode: "bilinear" });
  // @ts-expect-error: two sizes
  interpolate(x, { size: 2, scaleFactor: 2 });
  // @ts-expect-error: a mode that is none
  interpolate(x, { size: 2, mode: "lanczos" });
});
