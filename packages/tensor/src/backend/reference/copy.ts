/** Filling, converting and copying. */

import type { DType, TypedArray } from "../../dtype.ts";
import { isFloat } from "../../dtype.ts";
import type { Backend } from "../backend.ts";
import { uint8View, view } from "../memory.ts";
import { indexOf } from "./loops.ts";

/** Kernels that move elements as they are, or convert them. */
export const copying: Pick<Backend, "fill" | "cast" | "copy" | "where"> = {
  fill(dtype, n, value, y) {
    const start = indexOf(dtype, y);
    view(dtype).fill(dtype === "bool" ? toBool(value) : value, start, start + n);
  },

  cast(from, to, n, x, y) {
    const values = view(from);
    const results = view(to);
    const convert = conversion(from, to);
    const start = indexOf(from, x);
    const end = indexOf(to, y);
    for (let i = 0; i < n; i++) results[end + i] = convert(values[start + i]);
  },

  copy(dtype, shape, x, xStrides, y, yStrides) {
    if (shape.includes(0)) return;
    const values = view(dtype);
    copyFrom(values, 0, shape, indexOf(dtype, x), xStrides, indexOf(dtype, y), yStrides);
  },

  where(dtype, n, c, a, b, y) {
    const conditions = uint8View();
    const values = view(dtype);
    const chosen = indexOf(dtype, a);
    const other = indexOf(dtype, b);
    const to = indexOf(dtype, y);
    for (let i = 0; i < n; i++) {
      values[to + i] = values[(conditions[c + i] === 0 ? other : chosen) + i];
    }
  },
};

/** What converts an element; storing rounds floats and wraps an integer that becomes a narrower one. */
function conversion(from: DType, to: DType): (x: number) => number {
  if (to === "bool") return toBool;
  if (!isFloat(from) || isFloat(to)) return (x) => x;
  return to === "int32" ? (x) => saturate(x, -2147483648, 2147483647) : (x) => saturate(x, 0, 255);
}

function toBool(x: number): number {
  return x === 0 ? 0 : 1;
}

/** `x` without its fraction, no less than `low` and no more than `high`; 0 for NaN. */
function saturate(x: number, low: number, high: number): number {
  return Number.isNaN(x) ? 0 : Math.trunc(Math.min(Math.max(x, low), high));
}

/** Copies the elements that differ in dimensions from `dim` on. */
function copyFrom(
  values: TypedArray,
  dim: number,
  shape: readonly number[],
  x: number,
  xStrides: readonly number[],
  y: number,
  yStrides: readonly number[],
): void {
  if (dim === shape.length) {
    values[y] = values[x];
    return;
  }
  const size = shape[dim];
  const xStride = xStrides[dim];
  const yStride = yStrides[dim];
  if (dim < shape.length - 1) {
    for (let i = 0; i < size; i++) {
      copyFrom(values, dim + 1, shape, x + i * xStride, xStrides, y + i * yStride, yStrides);
    }
  } else {
    for (let i = 0; i < size; i++) values[y + i * yStride] = values[x + i * xStride];
  }
}
