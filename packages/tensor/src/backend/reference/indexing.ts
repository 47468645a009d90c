/** Reading and adding by index. Additions to one element are made in the order of the index. */

import type { TypedArray } from "../../dtype.ts";
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

  gather: kernel(copy, true, true),
  indexSelect: kernel(copy, true, false),
  scatter: kernel(copy, false, true),
  scatterAdd: kernel(add, false, true),
  indexAdd: kernel(add, false, false),
  scatterReduce: {
    prod: kernel(multiply, false, true),
    amax: kernel(raise, false, true),
    amin: kernel(lower, false, true),
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
};

/** What an element does to the one that stands at a place. */
type Step = (values: TypedArray, place: number, from: number) => void;

function copy(values: TypedArray, place: number, from: number): void {
  values[place] = values[from];
}

function add(values: TypedArray, place: number, from: number): void {
  values[place] += values[from];
}

function multiply(values: TypedArray, place: number, from: number): void {
  const isInt32 = values instanceof Int32Array;
  values[place] = isInt32 ? Math.imul(values[place], values[from]) : values[place] * values[from];
}

/** The greater of both stays, and NaN before all. */
function raise(values: TypedArray, place: number, from: number): void {
  const x = values[from];
  if (x > values[place] || Number.isNaN(x)) values[place] = x;
}

function lower(values: TypedArray, place: number, from: number): void {
  const x = values[from];
  if (x < values[place] || Number.isNaN(x)) values[place] = x;
}

/**
 * A kernel that takes a step for each place `[o, j, i]` in `[outer, n, inner]` and the place `[o, position, i]` in
 * `[outer, size, inner]` that belongs to it; the position is `index[o, j, i]`, or `index[j]` where not `isFull`. The second
 * is x's where `reads`, else y's.
 */
function kernel(step: Step, reads: boolean, isFull: boolean): IndexKernel {
  return (dtype, outer, size, n, inner, x, index, y) => {
    const values = view(dtype);
    const positions = int32View();
    const start = indexOf("int32", index);
    const from = indexOf(dtype, x);
    const to = indexOf(dtype, y);
    for (let o = 0; o < outer; o++) {
      for (let j = 0; j < n; j++) {
        for (let i = 0; i < inner; i++) {
          const small = (o * n + j) * inner + i;
          const position = positions[start + (isFull ? small : j)];
          const large = (o * size + position) * inner + i;
          if (reads) step(values, to + small, from + large);
          else step(values, to + large, from + small);
        }
      }
    }
  };
}
