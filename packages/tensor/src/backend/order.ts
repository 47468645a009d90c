/** Kernels that follow the order of elements: scans, sorting and searching. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** Scans over the middle of `[outer, n, inner]`, same dtype out; cummax and cummin give int32 positions. */
export type ScanName = "cumsum" | "cumprod" | "logcumsumexp" | "cummax" | "cummin";

/**
 * `x` and `y` are `[outer, n, inner]`; with `reverse` each line is walked from its end. cumsum and cumprod take no bool
 * and no uint8, logcumsumexp floats alone.
 */
export type ScanKernel = (
  dtype: DType,
  outer: number,
  n: number,
  inner: number,
  reverse: boolean,
  x: Address,
  y: Address,
) => void;

/** What an engine offers for elements in order. */
export interface OrderKernels {
  readonly scan: Readonly<Record<ScanName, ScanKernel>>;

  /**
   * `y[t] = b[t] + a[t] y[t - 1]` along the middle of `[outer, n, inner]`; with `reverse`
   * `y[t] = b[t] + a[t + 1] y[t + 1]`. `a[0]` is not read. Float dtypes.
   */
  recurrence(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    reverse: boolean,
    a: Address,
    b: Address,
    y: Address,
  ): void;

  /**
   * The positions in ascending (or descending) order along the middle of `[outer, n, inner]`, as int32; equal
   * elements keep their order, NaN comes last in either.
   */
  argSort(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    descending: boolean,
    x: Address,
    y: Address,
  ): void;

  /** The first `k <= n` of the positions that {@link OrderKernels.argSort} gives; `y` is `[outer, k, inner]`. */
  topK(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    k: number,
    descending: boolean,
    x: Address,
    y: Address,
  ): void;

  /**
   * `y[r, j]` is how many of the ascending row `sorted[r]` come before `x[r, j]`, with `right` those equal to it
   * included; sorted is `[rows, n]`, x and y `[rows, m]`, y int32.
   */
  searchSorted(
    dtype: DType,
    rows: number,
    n: number,
    m: number,
    right: boolean,
    sorted: Address,
    x: Address,
    y: Address,
  ): void;
}
