import { expectTypeOf, test } from "vitest";
import type { DType, EngineName, FloatDType, NestedArray, Tensor, TypedArray } from "./index.ts";
import {
  add,
  arange,
  chunk,
  conv2d,
  dropout,
  einsum,
  engine,
  index,
  interpolate,
  isFloat,
  meshgrid,
  ones,
  scope,
  split,
  tensor,
  uniform,
  zeros,
  zerosLike,
} from "./index.ts";

const x = ones([2]);

test("what ops take and give", () => {
  expectTypeOf(add(x, 1)).toEqualTypeOf<Tensor>();
  expectTypeOf(x.data()).toEqualTypeOf<Promise<TypedArray>>();
  expectTypeOf(x.item()).toBeNumber();
  expectTypeOf(scope(() => 1)).toBeNumber();
  expectTypeOf(scope(async () => x)).toEqualTypeOf<Promise<Tensor>>();
  expectTypeOf(engine()).toEqualTypeOf<EngineName>();
});

test("values are nested as one likes, as long as it is equally deep", () => {
  tensor(1);
  tensor(true);
  tensor([]);
  tensor([[], []]);
  tensor([1, true]);
  tensor([[[[[[[[[1]]]]]]]]]);
  tensor([[1], [2]] as const);
  tensor([1, 2, 3].map((value) => [value, 2 * value]));
  tensor(Array.from({ length: 3 }, (_, i) => i));
  tensor(new Float32Array(2), { requiresGrad: true });
  tensor(JSON.parse("[1]"));
  const rows: readonly (readonly number[])[] = [[1], [2]];
  tensor(rows);
  const pair: [number, number] = [1, 2];
  tensor([pair, pair]);
});

test("what the compiler cannot judge it lets pass", () => {
  const nested: NestedArray = [1, 2];
  tensor(nested);
  tensor([nested, nested]);
  tensor([[x.toArray()], [x.toArray()]]);
  const any = (values: NestedArray | TypedArray) => tensor(values);
  any([1, [2]]);
  const either = (values: number | number[] | number[][]) => tensor(values);
  either([[1]]);
});

test("nested arrays and typed arrays are used without a cast", () => {
  const flat = (nested: NestedArray): number[] =>
    typeof nested === "object" ? nested.flatMap(flat) : [Number(nested)];
  expectTypeOf(flat(x.toArray())).toEqualTypeOf<number[]>();
  const values = x.dataSync();
  expectTypeOf(values.map((value) => 2 * value)).toEqualTypeOf<TypedArray>();
  expectTypeOf(values.reduce((all, value) => all + value)).toBeNumber();
  expectTypeOf(values.reduce((all, value) => all.add(value), new Set<number>())).toEqualTypeOf<
    Set<number>
  >();
  expectTypeOf([...values]).toEqualTypeOf<number[]>();
  tensor(values.filter((value) => value > 0));
});

test("dtypes", () => {
  const dtype: DType = x.dtype;
  if (isFloat(dtype)) {
    expectTypeOf(dtype).toEqualTypeOf<FloatDType>();
    uniform([2], { dtype, requiresGrad: true });
  }
  zeros([2], { dtype });
  zeros([2], { dtype: "int32", requiresGrad: false });
  zerosLike(x, { requiresGrad: true });
});

test("an option may be undefined, which is its default", () => {
  zeros([2], { dtype: undefined, requiresGrad: undefined });
  uniform([2], { low: undefined, generator: undefined });
  dropout(x, 0.5, { generator: undefined });
});

test("as many tensors as were asked for, where the compiler knows", () => {
  expectTypeOf(meshgrid([x, x])).toEqualTypeOf<[Tensor, Tensor]>();
  expectTypeOf(meshgrid([1, 2].map((n) => arange(n)))).toEqualTypeOf<Tensor[]>();
  expectTypeOf(split(x, [1, 1])).toEqualTypeOf<[Tensor, Tensor]>();
  const sizes: number[] = [1, 1];
  expectTypeOf(split(x, sizes)).toEqualTypeOf<Tensor[]>();
  expectTypeOf(split(x, 1)).toEqualTypeOf<Tensor[]>();
  expectTypeOf(chunk(x, 2)).toEqualTypeOf<Tensor[]>();
  einsum("i,i->i", ...split(x, 1));
});

test("windows and positions are given in every way there is", () => {
  const images = ones([1, 1, 2, 2]);
  conv2d(images, images, { stride: 2, padding: [[0, 1], 1], dilation: [1, 2] });
  interpolate(images, { scaleFactor: 2, mode: "bilinear" });
  index(images, 0, "...", { start: 1 }, null, tensor([0]));
});
