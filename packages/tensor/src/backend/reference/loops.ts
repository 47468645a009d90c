/** What the kernels share: where elements lie, rounding, and the loops over them. */

import type { DType, TypedArray } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address, BinaryKernel, UnaryKernel } from "../backend.ts";
import { uint8View, view } from "../memory.ts";

/** The index in `view(dtype)` of the element at an address. */
export function indexOf(dtype: DType, address: Address): number {
  return address / bytesPerElement(dtype);
}

/** `x` rounded to float32 where `isFloat32`; an intermediate result is rounded as its dtype has it. */
export function round(isFloat32: boolean, x: number): number {
  return isFloat32 ? Math.fround(x) : x;
}

/** A kernel from a function of one element; `int32` stands in where the product needs all its bits. */
export function unaryKernel(
  f: (x: number) => number,
  int32: (x: number) => number = f,
): UnaryKernel {
  return (dtype, n, x, y) => {
    const values = view(dtype);
    const apply = dtype === "int32" ? int32 : f;
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    for (let i = 0; i < n; i++) values[to + i] = apply(values[from + i]);
  };
}

/** A function of two elements; `isFloat32` asks it to round what it computes on the way. */
export type BinaryFunction = (a: number, b: number, isFloat32: boolean) => number;

/** A kernel from a function of two elements; `int32` as in {@link unaryKernel}. */
export function binaryKernel(f: BinaryFunction, int32: BinaryFunction = f): BinaryKernel {
  return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
    const apply = dtype === "int32" ? int32 : f;
    const values = view(dtype);
    pairs(
      dtype,
      values,
      apply,
      outer,
      inner,
      a,
      aOuter,
      aInner,
      b,
      bOuter,
      bInner,
      values,
      indexOf(dtype, y),
    );
  };
}

/** A kernel from a function of two elements that gives 0 or 1, as bool. */
export function compareKernel(f: BinaryFunction): BinaryKernel {
  return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
    pairs(
      dtype,
      view(dtype),
      f,
      outer,
      inner,
      a,
      aOuter,
      aInner,
      b,
      bOuter,
      bInner,
      uint8View(),
      y,
    );
  };
}

/** The two loops of a {@link BinaryKernel}, from `values` to `results` from index `to`. */
function pairs(
  dtype: DType,
  values: TypedArray,
  f: BinaryFunction,
  outer: number,
  inner: number,
  a: Address,
  aOuter: number,
  aInner: number,
  b: Address,
  bOuter: number,
  bInner: number,
  results: TypedArray,
  to: number,
): void {
  const isFloat32 = dtype === "float32";
  const aStart = indexOf(dtype, a);
  const bStart = indexOf(dtype, b);
  for (let i = 0; i < outer; i++) {
    const aRow = aStart + i * aOuter;
    const bRow = bStart + i * bOuter;
    const row = to + i * inner;
    for (let j = 0; j < inner; j++) {
      results[row + j] = f(values[aRow + j * aInner], values[bRow + j * bInner], isFloat32);
    }
  }
}
