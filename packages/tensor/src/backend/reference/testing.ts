/** Blocks of memory for the tests of kernels. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { allocate, view } from "../memory.ts";

/** A new block that holds `values`, between bytes that are not 0. */
export function put(dtype: DType, values: readonly number[]): Address {
  const bytes = bytesPerElement(dtype);
  const address = allocate((values.length + 2) * bytes) + bytes;
  const start = address / bytes;
  view(dtype).fill(99, start - 1, start + values.length + 1);
  view(dtype).set(values, start);
  return address;
}

/** A new block of `n` elements that are yet to be written; they read 99. */
export function room(dtype: DType, n: number): Address {
  return put(dtype, new Array<number>(n).fill(99));
}

/** The `n` elements at an address. Throws if the element after them is no longer 99. */
export function get(dtype: DType, n: number, address: Address): number[] {
  const start = address / bytesPerElement(dtype);
  const values = view(dtype);
  if (values[start - 1] !== 99 || values[start + n] !== 99) {
    throw new Error(`the kernel wrote beyond its ${n} elements of ${dtype}`);
  }
  return Array.from(values.subarray(start, start + n));
}
