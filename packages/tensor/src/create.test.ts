import { describe, expect, test } from "vitest";
import {
  arange,
  eye,
  full,
  fullLike,
  isTensor,
  linspace,
  logspace,
  ones,
  onesLike,
  permutation,
  tensor,
  zeros,
  zerosLike,
} from "./index.ts";

describe("tensor", () => {
  test("takes its shape and dtype from what it is given", () => {
    expect(tensor(3).shape).toEqual([]);
    expect(tensor([[1], [2]]).shape).toEqual([2, 1]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor(new Float64Array(2)).dtype).toBe("float64");
    expect(tensor(new Uint8Array(2)).dtype).toBe("uint8");
    expect(tensor([1, 2], { dtype: "int32" }).dtype).toBe("int32");
  });

  test("copies typed arrays", () => {
    const values = new Float32Array([1, 2]);
    const x = tensor(values);
    values[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  test("reads back in every way", async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await x.transpose().data()).toEqual(new Float32Array([1, 3, 2, 4]));
    expect(tensor([[true], [false]]).toArray()).toEqual([[true], [false]]);
    expect(tensor(7).toArray()).toBe(7);
    expect(JSON.stringify({ x: x.transpose(), y: tensor(7) })).toBe('{"x":[[1,3],[2,4]],"y":7}');
    expect(tensor([[5]]).item()).toBe(5);
    expect(isTensor(x)).toBe(true);
    expect(isTensor({})).toBe(false);
  });

  test.each([
    [
      () => tensor([[1, 2], [3]]),
      /values\[1\] is a list of 1 where the first of its kind is a list of 2/,
    ],
    // @ts-expect-error: a number beside a list
    [() => tensor([[1, 2], 3]), /values\[1\] is no list/],
    // @ts-expect-error: a list beside a number
    [() => tensor([1, [2]]), /values\[1\] is a list of 1 where the first of its kind is a number/],
    [
      () => tensor([1, "2" as unknown as number]),
      /values\[1\] is 2; values are numbers or booleans/,
    ],
    [() => tensor([1, 2, 3], { shape: [2, 2] }), /3 values for the shape \[2,2\], which has 4/],
    [() => tensor([1.5], { dtype: "int32" }), /value 0 is 1.5; int32 holds whole numbers/],
    [
      () => tensor([300], { dtype: "uint8" }),
      /value 0 is 300; uint8 holds whole numbers from 0 to 255/,
    ],
    [() => zeros([2, -1]), /the shape \[2,-1\] has a size of -1/],
    [() => zeros([1.5]), /has a size of 1.5/],
    [
      () => zeros([2 ** 20, 2 ** 20]),
      /has 1099511627776 elements; a tensor holds at most 536870912/,
    ],
    [() => full([1], 2.5, { dtype: "int32" }), /value 0 is 2.5/],
    [
      // @ts-expect-error: only floats have gradients
      () => ones([1], { dtype: "int32", requiresGrad: true }),
      /int32\[1\]; only float32 and float64 have gradients/,
    ],
    [() => arange(0, 1, 0), /the step not 0/],
    [() => linspace(0, 1, -1), /n is -1/],
    [() => linspace(0, 1, 1e9), /linspace: the shape \[1000000000\] has/],
    [() => zeros([-1]), /zeros: the shape \[-1\] has a size of -1/],
    [() => fullLike(zeros([1], { dtype: "uint8" }), 300), /fullLike: value 0 is 300/],
    [() => logspace(0, 1, 1.5), /n is 1.5/],
    [() => logspace(0, 1, 3, { base: 0 }), /from 0 to 1 with base 0; all must be finite/],
    [() => logspace(0, Infinity, 3), /from 0 to Infinity/],
    [() => fullLike(tensor(new Int32Array(2)), 0.5), /value 0 is 0.5; int32 holds/],
    [
      () => tensor(new Int8Array([-1]) as unknown as Uint8Array),
      /tensor: values in a Int8Array; it takes Float32Array/,
    ],
    [() => tensor(new DataView(new ArrayBuffer(1)) as unknown as Uint8Array), /a DataView/],
    [() => tensor([1, 2]).item(), /float32\[2\] has 2 elements; it takes exactly one/],
  ])("refuses bad values (%#)", (call, message) => {
    expect(call).toThrow(message);
  });
});

test("counted and constant tensors", () => {
  expect(arange(4).toArray()).toEqual([0, 1, 2, 3]);
  expect(arange(5, 0, -2).toArray()).toEqual([5, 3, 1]);
  expect(arange(3, 1).toArray()).toEqual([]);
  expect(linspace(1, 1, 1).toArray()).toEqual([1]);
  expect(linspace(0.1, -0.2, 3, { dtype: "float64" }).dataSync()[2]).toBe(-0.2);
  expect(eye(2, { dtype: "int32" }).toArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(logspace(1, -1, 3, { base: 2, dtype: "float64" }).toArray()).toEqual([2, 1, 0.5]);
  expect(logspace(0, 2, 3).dtype).toBe("float32");
  expect(logspace(0, 2, 2, { requiresGrad: true }).requiresGrad).toBe(true);
  expect(logspace(3, 4, 0).shape).toEqual([0]);
  expect(fullLike(tensor([[1, 2]], { dtype: "int32" }), 7).toArray()).toEqual([[7, 7]]);
  expect(fullLike(tensor([1], { dtype: "int32" }), 0.5, { dtype: "float64" }).item()).toBe(0.5);
  expect(full([2], 1, { dtype: "bool" }).toArray()).toEqual([true, true]);
});

test("options that are undefined stand for their defaults", () => {
  const none = { dtype: undefined, requiresGrad: undefined, generator: undefined } as never;
  const x = tensor([1, 2], { dtype: "int32" });
  for (const make of [onesLike, zerosLike]) expect(make(x, none).dtype).toBe("int32");
  expect(fullLike(x, 7, none).dtype).toBe("int32");
  expect(linspace(0, 1, 3, none)).toMatchObject({ dtype: "float32", requiresGrad: false });
  expect(tensor(new Uint8Array([1]), none).dtype).toBe("uint8");
});

test("what the compiler would refuse is refused in words, before memory is touched", () => {
  const wrong = (value: unknown) => value as never;
  const before = ones([3], { dtype: "int32" });
  expect(() => tensor([1, 2, 3], { dtype: wrong("int64") })).toThrow(
    /"int64" is no dtype; they are bool,/,
  );
  expect(() => zeros([2], { dtype: wrong("float16") })).toThrow(/zeros: "float16" is no dtype/);
  expect(() => before.mul(wrong([1, 2]))).toThrow(/mul: an operand is 1,2; it takes tensors and/);
  expect(() => zeros(wrong(3))).toThrow(/zeros: the shape is 3; it must be a list/);
  expect(() => before.reshape(wrong(3))).toThrow(/reshape: the shape is 3; it must be a list/);
  expect(() => before.sum(wrong({ keepdim: true }))).toThrow(/sum: dim is .*; it must be a list/);
  expect(() => permutation(1e9)).toThrow(
    /permutation: 1000000000 elements; a tensor holds at most/,
  );
  expect(before.toArray()).toEqual([1, 1, 1]);
});
