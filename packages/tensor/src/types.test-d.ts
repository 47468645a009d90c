import { expectTypeOf, test } from "vitest";
import type { Tensor, TypedArray } from "./index.ts";
import {
  add,
  index,
  linear,
  matmul,
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
