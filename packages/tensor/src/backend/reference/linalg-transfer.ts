/** Matrices read into float64 places of the memory and written from them, rounded. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { withBlock } from "../blocks.ts";
import type { LinalgSteps, Place } from "../linalg-steps.ts";
import { view } from "../memory.ts";
import { indexOf } from "./loops.ts";

/** Elements up to which a loop transposes faster than an engine's steps. */
const fewElements = 256;

/** Runs with blocks of so many float64 elements each. */
export function withPlaces(sizes: readonly number[], use: (...places: Place[]) => void): void {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  withBlock(8 * total, (address) => {
    let at = address / 8;
    use(
      ...sizes.map((size) => {
        at += size;
        return at - size;
      }),
    );
  });
}

/** The `i`-th block of `size` elements from an address on, as they are outside of the memory. */
export function values(dtype: DType, address: Address, i: number, size: number): Float64Array {
  const start = indexOf(dtype, address) + i * size;
  return Float64Array.from(view(dtype).subarray(start, start + size));
}

/** Writes the `i`-th block of the size that `found` has. */
export function storeValues(
  dtype: DType,
  address: Address,
  i: number,
  found: ArrayLike<number>,
): void {
  view(dtype).set(found, indexOf(dtype, address) + i * found.length);
}

/** Reading and writing by an engine's steps. */
export function createTransfer(engine: LinalgSteps) {
  /** Reads the `i`-th block of `size` elements from an address on. */
  const load = (dtype: DType, address: Address, i: number, size: number, to: Place) =>
    engine.cast(dtype, "float64", size, address + i * size * bytesPerElement(dtype), 8 * to);

  /** Writes the `i`-th block of `size` elements. */
  const store = (dtype: DType, address: Address, i: number, size: number, from: Place) =>
    engine.cast("float64", dtype, size, 8 * from, address + i * size * bytesPerElement(dtype));

  /** Reads the transpose of the `i`-th matrix `[m, n]`. */
  const loadTransposed = (
    dtype: DType,
    address: Address,
    i: number,
    m: number,
    n: number,
    to: Place,
    spare: Place,
  ) => {
    const size = m * n;
    if (size > fewElements) {
      const from = address + i * size * bytesPerElement(dtype);
      engine.transpose(dtype, m, n, from, n, 8 * spare);
      load(dtype, 8 * spare, 0, size, to);
      return;
    }
    const from = indexOf(dtype, address) + i * size;
    const [x, y] = [view(dtype), view("float64")];
    for (let row = 0; row < m; row++) {
      for (let j = 0; j < n; j++) y[to + j * m + row] = x[from + row * n + j];
    }
  };

  /** Writes the transpose of a matrix `[m, n]`, whose rows are `row` apart, as the `i`-th. */
  const storeTransposed = (
    dtype: DType,
    address: Address,
    i: number,
    m: number,
    n: number,
    from: Place,
    row: number,
    spare: Place,
  ) => {
    const size = m * n;
    if (size > fewElements) {
      store(dtype, 8 * spare, 0, (m - 1) * row + n, from);
      engine.transpose(dtype, m, n, 8 * spare, row, address + i * size * bytesPerElement(dtype));
      return;
    }
    const to = indexOf(dtype, address) + i * size;
    const [x, y] = [view("float64"), view(dtype)];
    for (let k = 0; k < m; k++) {
      for (let j = 0; j < n; j++) y[to + j * m + k] = x[from + k * row + j];
    }
  };

  return { load, store, loadTransposed, storeTransposed };
}
