/** Kernels of attention, which go over blocks of the scores and never hold those of a whole sequence. */

import type { DType } from "../dtype.ts";
import type { Address } from "./backend.ts";

/** Queries and keys of a block of scores; the order of sums depends on both. */
export const queryBlock = 48;
export const keyBlock = 128;

/** Numbers of a query, key or value at most: blocks of them fit a thread's workspace. */
export const widestHead = 256;

/** What all heads of a call have in common. Widths are from 1 to {@link widestHead}, keys from 1. */
export interface AttentionSizes {
  readonly queries: number;
  readonly keys: number;
  /** Numbers of a query and of a key. */
  readonly width: number;
  readonly valueWidth: number;
  /** Multiplies the scores. */
  readonly scale: number;
  /** Whether query `i` sees the keys 0 to `i` alone. */
  readonly causal: boolean;
  /** Bytes that are 0 where a query does not see a key, or numbers that are added to the scaled scores. */
  readonly mask: "none" | "bool" | "added";
}

/** One head: elements of a row lie side by side, but for the mask's. */
export interface AttentionHead {
  readonly q: Address;
  readonly k: Address;
  readonly v: Address;
  readonly mask: Address;
  /** `[queries, 2]`: the greatest score of each query, and the sum of the exponentials of what the others are below it. */
  readonly kept: Address;
  readonly y: Address;
}

/** Elements from a row to the next of each matrix of a head, and from a column to the next of the mask. */
export type AttentionRows = Readonly<Record<"q" | "k" | "v" | "mask" | "maskColumn" | "y", number>>;

/** One head with the gradient by y, and those by q, k and v. */
export interface AttentionGradHead extends AttentionHead {
  readonly g: Address;
  readonly gq: Address;
  readonly gk: Address;
  readonly gv: Address;
}

/** As {@link AttentionRows}. */
export type AttentionGradRows = AttentionRows & Readonly<Record<"g" | "gq" | "gk" | "gv", number>>;

/** What an engine offers for attention. */
export interface AttentionKernels {
  /**
   * `y = softmax(scale q kᵀ + mask) v` of each head, and what is kept. Keys are taken in blocks: the exponentials are of
   * what the scores are below the greatest so far, and what was summed before is rescaled where that grows. A query that
   * sees no key gives 0. Float dtypes.
   */
  attention(
    dtype: DType,
    sizes: AttentionSizes,
    rows: AttentionRows,
    heads: readonly AttentionHead[],
  ): void;

  /** The gradients of {@link AttentionKernels.attention} by q, k and v, from scores that are made anew. */
  attentionGrad(
    dtype: DType,
    sizes: AttentionSizes,
    rows: AttentionGradRows,
    heads: readonly AttentionGradHead[],
  ): void;
}
