/** What the kernels share: where elements lie, rounding, and the loops over them. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address, BinaryKernel, UnaryKernel } from "../backend.ts";
import { view } from "../memory.ts";

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

/**
 * A kernel from a function of two elements; `int32` as in {@link unaryKernel}. Results are of the operands' dtype or of
 * `yDType`.
 */
export function binaryKernel(
  f: BinaryFunction,
  int32: BinaryFunction = f,
  yDType?: DType,
): BinaryKernel {
  return (dtype, outer, inner, a, aOuter, aInner, b, bOuter, bInner, y) => {
    const apply = dtype === "int32" ? int32 : f;
    const isFloat32 = dtype === "float32";
    const values = view(dtype);
    const results = view(yDType ?? dtype);
    const aStart = indexOf(dtype, a);
    const bStart = indexOf(dtype, b);
    const to = indexOf(yDType ?? dtype, y);
    for (let i = 0; i < outer; i++) {
      const aRow = aStart + i * aOuter;
      const bRow = bStart + i * bOuter;
      const row = to + i * inner;
      for (let j = 0; j < inner; j++) {
        results[row + j] = apply(values[aRow + j * aInner], values[bRow + j * bInner], isFloat32);
      }
    }
  };
}

/** A kernel from a function of two elements that gives 0 or 1, as bool. */
export function compareKernel(f: BinaryFunction): BinaryKernel {
  return binaryKernel(f, f, "bool");
}
