/** Reading and adding by index. Additions to one element are made in the order of the index. */

import { isFloat } from "../../dtype.ts";
import type { Backend, IndexKernel } from "../backend.ts";
import { int32View, view } from "../memory.ts";
import { indexOf } from "./loops.ts";

/** Kernels that take int32 indices, which the caller has checked by `findOutOfRange`. */
export const indexing: Pick<
  Backend,
  | "findOutOfRange"
  | "gather"
  | "scatterAdd"
  | "scatter"
  | "scatterReduce"
  | "indexSelect"
  | "indexAdd"
  | "nonzero"
> = {
  findOutOfRange(n, size, index) {
    const positions = int32View();
    const start = indexOf("int32", index);
    for (let i = 0; i < n; i++) {
      const position = positions[start + i];
      if (position < 0 || position >= size) return i;
    }
    return -1;
  },

  gather(dtype, outer, size, n, inner, x, index, y) {
    const values = view(dtype);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    eachElement(outer, size, n, inner, index, true, (large, small) => {
      values[to + small] = values[from + large];
    });
  },

  scatterAdd(dtype, outer, size, n, inner, x, index, y) {
    const values = view(dtype);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    eachElement(outer, size, n, inner, index, true, (large, small) => {
      values[to + large] += values[from + small];
    });
  },

  scatter(dtype, outer, size, n, inner, x, index, y) {
    const values = view(dtype);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    eachElement(outer, size, n, inner, index, true, (large, small) => {
      values[to + large] = values[from + small];
    });
  },

  scatterReduce: {
    prod: reducing((a, b) => a * b, Math.imul),
    amax: reducing((a, b) => (b > a || Number.isNaN(b) ? b : a)),
    amin: reducing((a, b) => (b < a || Number.isNaN(b) ? b : a)),
  },

  nonzero(dtype, shape, x, y) {
    const values = view(dtype);
    const positions = int32View();
    const start = indexOf(dtype, x);
    const n = shape.reduce((product, size) => product * size, 1);
    const rank = shape.length;
    let to = indexOf("int32", y);
    let count = 0;
    for (let i = 0; i < n; i++) {
      if (values[start + i] === 0) continue;
      count++;
      if (y === 0) continue;
      for (let dim = rank - 1, rest = i; dim >= 0; dim--) {
        positions[to + dim] = rest % shape[dim];
        rest = Math.floor(rest / shape[dim]);
      }
      to += rank;
    }
    return count;
  },

  indexSelect(dtype, outer, size, n, inner, x, index, y) {
    const values = view(dtype);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    eachElement(outer, size, n, inner, index, false, (large, small) => {
      values[to + small] = values[from + large];
    });
  },

  indexAdd(dtype, outer, size, n, inner, x, index, y) {
    const values = view(dtype);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    eachElement(outer, size, n, inner, index, false, (large, small) => {
      values[to + large] += values[from + small];
    });
  },
};

/** A kernel that puts `f` of what stands at a place and of each element that goes there; whole numbers may have their own. */
function reducing(f: (a: number, b: number) => number, whole = f): IndexKernel {
  return (dtype, outer, size, n, inner, x, index, y) => {
    const values = view(dtype);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    const combine = isFloat(dtype) ? f : whole;
    eachElement(outer, size, n, inner, index, true, (large, small) => {
      values[to + large] = combine(values[to + large], values[from + small]);
    });
  };
}

/**
 * Calls `f` with the place `[o, position, i]` in `[outer, size, inner]` that belongs to the place
 * `[o, j, i]` in `[outer, n, inner]`; the position is `index[o, j, i]`, or `index[j]` where not `isFull`.
 */
function eachElement(
  outer: number,
  size: number,
  n: number,
  inner: number,
  index: number,
  isFull: boolean,
  f: (large: number, small: number) => void,
): void {
  const positions = int32View();
  const start = indexOf("int32", index);
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < inner; i++) {
        const small = (o * n + j) * inner + i;
        const position = positions[start + (isFull ? small : j)];
        f((o * size + position) * inner + i, small);
      }
    }
  }
}
