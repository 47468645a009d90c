/**
 * Reductions over the middle of `[outer, n, inner]`. The order of additions is part of the contract: every
 * engine but the fast one keeps to it, so that sums agree in every bit.
 */

import type { TypedArray } from "../../dtype.ts";
import { isFloat, typedArray } from "../../dtype.ts";
import type { Backend, ReduceKernel, ReduceName } from "../backend.ts";
import { int32View, view } from "../memory.ts";
import { indexOf, round } from "./loops.ts";

/** Elements of a row that are summed in 16 interleaved accumulators. */
const rowBlock = 1024;

/** Rows of a column that are summed in sequence. */
const columnBlock = 256;

/** The table of reductions. `Math.max` and `Math.min` hand NaN on and order -0 before +0. */
export const reduce: Record<ReduceName, ReduceKernel> = {
  sum(dtype, outer, n, inner, x, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    eachOutput(outer, n, inner, indexOf(dtype, x), indexOf(dtype, y), (from, to) => {
      if (!isFloat(dtype)) values[to] = sumOfIntegers(values, from, n, inner);
      else if (inner === 1) values[to] = sumOfRow(values, from, n, accumulators(isFloat32));
      else values[to] = sumOfColumn(values, from, n, inner, isFloat32);
    });
  },
  prod(dtype, outer, n, inner, x, y) {
    const values = view(dtype);
    eachOutput(outer, n, inner, indexOf(dtype, x), indexOf(dtype, y), (from, to) => {
      let product = 1;
      for (let i = 0; i < n; i++) {
        const factor = values[from + i * inner];
        product = isFloat(dtype) ? product * factor : Math.imul(product, factor);
      }
      values[to] = product;
    });
  },
  max: extreme((a, b) => Math.max(a, b)),
  min: extreme((a, b) => Math.min(a, b)),
  argMax: position((a, best) => a > best),
  argMin: position((a, best) => a < best),
};

/** The square deviations from the mean, in two passes. */
export const variance: Backend["variance"] = (dtype, outer, n, inner, divisor, x, y) => {
  const values = view(dtype);
  const isFloat32 = dtype === "float32";
  const line = typedArray(dtype, n);
  const sumOf = () =>
    inner === 1
      ? sumOfRow(line, 0, n, accumulators(isFloat32))
      : sumOfColumn(line, 0, n, 1, isFloat32);
  eachOutput(outer, n, inner, indexOf(dtype, x), indexOf(dtype, y), (from, to) => {
    for (let i = 0; i < n; i++) line[i] = values[from + i * inner];
    const mean = round(isFloat32, round(isFloat32, sumOf()) / n);
    for (let i = 0; i < n; i++) {
      const deviation = round(isFloat32, line[i] - mean);
      line[i] = deviation * deviation;
    }
    values[to] = round(isFloat32, sumOf()) / round(isFloat32, divisor);
  });
};

/** Calls `f` with the first element and the place of the result of each reduction. */
function eachOutput(
  outer: number,
  n: number,
  inner: number,
  x: number,
  y: number,
  f: (from: number, to: number) => void,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) f(x + o * n * inner + i, y + o * inner + i);
  }
}

/** The running sums of {@link sumOfRow}, to be made once for many rows. */
export function accumulators(isFloat32: boolean): Float32Array | Float64Array {
  return isFloat32 ? sixteenFloat32 : sixteenFloat64;
}

const sixteenFloat32 = /* @__PURE__ */ new Float32Array(16);
const sixteenFloat64 = /* @__PURE__ */ new Float64Array(16);

/**
 * The sum of `n` consecutive floats in float64, not yet rounded: in each block of 1024 element `i` goes to
 * accumulator `i mod 16`, these are added pairwise (8 apart, then 4, 2, 1), and block sums in sequence.
 */
export function sumOfRow(
  values: TypedArray,
  from: number,
  n: number,
  sums: Float32Array | Float64Array,
): number {
  let total = 0;
  for (let block = 0; block < n; block += rowBlock) {
    const size = Math.min(rowBlock, n - block);
    sums.fill(0);
    for (let i = 0; i < size; i++) sums[i & 15] += values[from + block + i];
    for (let apart = 8; apart > 0; apart >>= 1) {
      for (let j = 0; j < apart; j++) sums[j] += sums[j + apart];
    }
    total += sums[0];
  }
  return total;
}

/** The sum of `n` floats `stride` apart: in sequence in each block of 256, then the block sums. */
function sumOfColumn(
  values: TypedArray,
  from: number,
  n: number,
  stride: number,
  isFloat32: boolean,
): number {
  let total = 0;
  for (let block = 0; block < n; block += columnBlock) {
    const end = Math.min(block + columnBlock, n);
    let sum = 0;
    for (let i = block; i < end; i++) sum = round(isFloat32, sum + values[from + i * stride]);
    total = round(isFloat32, total + sum);
  }
  return total;
}

/** The sum of `n` integers `stride` apart, wrapped to 32 bits. */
function sumOfIntegers(values: TypedArray, from: number, n: number, stride: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum = (sum + values[from + i * stride]) | 0;
  return sum;
}

/** The largest or smallest element by `f`. */
function extreme(f: (a: number, b: number) => number): ReduceKernel {
  return (dtype, outer, n, inner, x, y) => {
    const values = view(dtype);
    eachOutput(outer, n, inner, indexOf(dtype, x), indexOf(dtype, y), (from, to) => {
      let best = values[from];
      for (let i = 1; i < n; i++) best = f(best, values[from + i * inner]);
      values[to] = best;
    });
  };
}

/** The first position that none other beats, or that of the first NaN. */
function position(beats: (a: number, best: number) => boolean): ReduceKernel {
  return (dtype, outer, n, inner, x, y) => {
    const values = view(dtype);
    const positions = int32View();
    eachOutput(outer, n, inner, indexOf(dtype, x), indexOf("int32", y), (from, to) => {
      let at = 0;
      for (let i = 0; i < n; i++) {
        const value = values[from + i * inner];
        if (Number.isNaN(value)) {
          at = i;
          break;
        }
        if (beats(value, values[from + at * inner])) at = i;
      }
      positions[to] = at;
    });
  };
}
