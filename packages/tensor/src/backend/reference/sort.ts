/**
 * Stable sorting of positions by radix: each value becomes one or two words whose unsigned order is its own, with -0 as
 * 0 and NaN last in either direction.
 */

import type { DType, TypedArray } from "../../dtype.ts";
import { int32View, view } from "../memory.ts";
import type { OrderKernels } from "../order.ts";
import { indexOf } from "./loops.ts";

/** The last of all keys. */
const last = 0xffffffff;

/** The first `k` positions in order of each line. */
const topK: OrderKernels["topK"] = (dtype, outer, n, inner, k, descending, x, y) => {
  const values = view(dtype);
  const sort = sorter(dtype, n);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const order = sort(values, indexOf(dtype, x) + o * n * inner + i, inner, descending);
      const positions = int32View();
      const to = indexOf("int32", y) + o * k * inner + i;
      for (let j = 0; j < k; j++) positions[to + j * inner] = order[j];
    }
  }
};

/** Sorting positions and finding places among sorted values. */
export const sorting: Pick<OrderKernels, "argSort" | "topK" | "searchSorted"> = {
  argSort(dtype, outer, n, inner, descending, x, y) {
    topK(dtype, outer, n, inner, n, descending, x, y);
  },

  topK,

  searchSorted(dtype, rows, n, m, right, sorted, x, y) {
    const values = view(dtype);
    const positions = int32View();
    const row = indexOf(dtype, sorted);
    const wanted = indexOf(dtype, x);
    const to = indexOf("int32", y);
    for (let i = 0; i < rows * m; i++) {
      const start = row + Math.floor(i / m) * n;
      positions[to + i] = place(values, start, n, values[wanted + i], right);
    }
  },
};

/** How many of `n` sorted values stand before `value`, those equal to it included where `right`; NaN is the last. */
function place(
  values: TypedArray,
  start: number,
  n: number,
  value: number,
  right: boolean,
): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = values[start + middle];
    const goesOn = right ? !isBefore(value, other) : isBefore(other, value);
    if (goesOn) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(a: number, b: number): boolean {
  return a < b || (Number.isNaN(b) && !Number.isNaN(a));
}

/** Sorts the positions of `n` values that lie `stride` apart; the result is used anew by the next call. */
type Sorter = (
  values: TypedArray,
  start: number,
  stride: number,
  descending: boolean,
) => Int32Array;

function sorter(dtype: DType, n: number): Sorter {
  const words = dtype === "float64" ? 2 : 1;
  const keys = Array.from({ length: words }, () => new Uint32Array(n));
  let order = new Int32Array(n);
  let spare = new Int32Array(n);
  const counts = new Uint32Array(256);
  return (values, start, stride, descending) => {
    writeKeys(dtype, values, start, stride, descending, keys);
    for (let i = 0; i < n; i++) order[i] = i;
    if (n <= 32) {
      insertionSort(order, keys);
      return order;
    }
    for (const key of keys) {
      for (let shift = 0; shift < 32; shift += 8) {
        if (!distribute(key, shift, counts, order, spare)) continue;
        [order, spare] = [spare, order];
      }
    }
    return order;
  };
}

/** Puts positions in the order of one byte of their keys; false where that byte is the same in all. */
function distribute(
  key: Uint32Array,
  shift: number,
  counts: Uint32Array,
  order: Int32Array,
  sorted: Int32Array,
): boolean {
  const n = order.length;
  counts.fill(0);
  for (let i = 0; i < n; i++) counts[(key[i] >>> shift) & 255] += 1;
  if (counts[(key[0] >>> shift) & 255] === n) return false;
  let total = 0;
  for (let digit = 0; digit < 256; digit++) {
    const count = counts[digit];
    counts[digit] = total;
    total += count;
  }
  for (let i = 0; i < n; i++) {
    const position = order[i];
    const digit = (key[position] >>> shift) & 255;
    sorted[counts[digit]] = position;
    counts[digit] += 1;
  }
  return true;
}

/** For short lines, where counting bytes would take longer. */
function insertionSort(order: Int32Array, keys: readonly Uint32Array[]): void {
  for (let i = 1; i < order.length; i++) {
    const position = order[i];
    let j = i;
    for (; j > 0 && isGreater(keys, order[j - 1], position); j--) order[j] = order[j - 1];
    order[j] = position;
  }
}

function isGreater(keys: readonly Uint32Array[], a: number, b: number): boolean {
  for (let word = keys.length - 1; word >= 0; word--) {
    const key = keys[word];
    if (key[a] !== key[b]) return key[a] > key[b];
  }
  return false;
}

/** The words of each value, the least significant first. */
function writeKeys(
  dtype: DType,
  values: TypedArray,
  start: number,
  stride: number,
  descending: boolean,
  keys: readonly Uint32Array[],
): void {
  const [low, high] = keys;
  const n = low.length;
  const flip = descending ? last : 0;
  if (dtype === "float64") {
    const float = new Float64Array(1);
    const [first, second] = [new Uint32Array(float.buffer, 0, 1), new Uint32Array(float.buffer, 4)];
    for (let i = 0; i < n; i++) {
      const value = values[start + i * stride];
      float[0] = value + 0; // -0 becomes 0
      const sign = second[0] >>> 31 === 1 ? last : 0;
      const unordered = Number.isNaN(value);
      low[i] = unordered ? last : first[0] ^ sign ^ flip;
      high[i] = unordered ? last : second[0] ^ (sign | 0x80000000) ^ flip;
    }
  } else if (dtype === "float32") {
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    for (let i = 0; i < n; i++) {
      const value = values[start + i * stride];
      float[0] = value + 0;
      const sign = bits[0] >>> 31 === 1 ? last : 0;
      low[i] = Number.isNaN(value) ? last : bits[0] ^ (sign | 0x80000000) ^ flip;
    }
  } else {
    for (let i = 0; i < n; i++) low[i] = values[start + i * stride] ^ 0x80000000 ^ flip;
  }
}
