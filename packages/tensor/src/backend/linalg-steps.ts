/**
 * Steps that the algorithms of linear algebra are made of. All numbers are float64 and lie in the engine's memory; a place is an
 * index among its float64 elements, `...Row` and `...Column` are distances between rows and between columns in elements.
 */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** A place among the float64 elements of the memory. */
export type Place = number;

/** What an engine offers; sums run in the order of their index, those of products in blocks of 256. */
export interface LinalgSteps {
  /** Converts `n` elements. */
  cast(from: DType, to: DType, n: number, x: Address, y: Address): void;

  /** `y = xᵀ`, `[n, m]`, of a matrix `[m, n]` of a dtype, whose rows are `xRow` apart. */
  transpose(dtype: DType, m: number, n: number, x: Address, xRow: number, y: Address): void;

  /** `y = a b` or, with `subtracts`, `y -= a b`: a is `[m, k]`, b `[k, n]`, each with a step of 1 in one direction. */
  product(
    subtracts: boolean,
    m: number,
    n: number,
    k: number,
    a: Place,
    aRow: number,
    aColumn: number,
    b: Place,
    bRow: number,
    bColumn: number,
    y: Place,
    yRow: number,
  ): void;

  /**
   * Solves `a z = x` in place of x, `[n, m]`, for a triangular `[n, n]` by rows from the first or, `backwards`, from the last; with
   * `unit` the diagonal counts as ones.
   */
  substitute(
    n: number,
    m: number,
    a: Place,
    aRow: number,
    aColumn: number,
    backwards: boolean,
    unit: boolean,
    x: Place,
    xRow: number,
  ): void;
}
