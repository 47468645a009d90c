/**
 * What an engine offers: kernels by family. A kernel knows addresses, sizes and dtypes; no tensor and
 * no gradient. Sizes come first, then the addresses that are read, then the one that is written.
 * Unless said otherwise operands are contiguous in row-major order, sizes may be 0, and `y` overlaps
 * no input. Every check of shapes, dtypes and index ranges has been made by the caller.
 */

import type { DType } from "../dtype.ts";
import type { AttentionKernels } from "./attention.ts";
import type { BatchNormKernels } from "./batch-norm.ts";
import type { EngineName } from "./current.ts";
import type {
  BinaryKernel,
  BinaryName,
  BitwiseName,
  CompareName,
  UnaryKernel,
  UnaryName,
} from "./elementwise.ts";
import type { FourierKernels, LinalgKernels } from "./linalg.ts";
import type { OrderKernels } from "./order.ts";
import type { RecurrentKernels } from "./recurrent.ts";
import type { UpdateKernels } from "./update.ts";
import type { ConvKernel, ConvName, PoolKernels } from "./windows.ts";

export type * from "./elementwise.ts";

/** A byte offset in the engine's memory. 0 is never a valid block and stands for "none". */
export type Address = number;

/** Reductions over the middle of `[outer, n, inner]`, same dtype out; argMax and argMin give int32. */
export type ReduceName = "sum" | "prod" | "max" | "min" | "argMax" | "argMin";

/** Random fills from the Philox4x32-10 stream; see {@link RandomKernel}. */
export type RandomName = "uniform" | "normal" | "bernoulli";

/** `x` is `[outer, n, inner]`, `y` is `[outer, inner]`; `n > 0` for all but sum and prod. */
export type ReduceKernel = (
  dtype: DType,
  outer: number,
  n: number,
  inner: number,
  x: Address,
  y: Address,
) => void;

/**
 * Fills `y` with `n` values; element `i` depends on the key, on `counter + i` (in units of elements)
 * and on nothing else. With `u` uniform in [0, 1):
 * uniform `a + (b - a) * u`; normal `Phi^-1(a + (b - a) * u)` with `u` in the open (0, 1);
 * bernoulli `u < a ? b : 0`. Float dtypes.
 */
export type RandomKernel = (
  dtype: DType,
  n: number,
  key0: number,
  key1: number,
  counter: number,
  a: number,
  b: number,
  y: Address,
) => void;

/** Moves elements between `[outer, size, inner]` and `n` places along its middle, as int32 positions say. */
export type IndexKernel = (
  dtype: DType,
  outer: number,
  size: number,
  n: number,
  inner: number,
  x: Address,
  index: Address,
  y: Address,
) => void;

/** What of several elements that go to one place stays there. */
export type ScatterReduceName = "prod" | "amax" | "amin";

/** An engine: one table of kernels for each family. */
export interface Backend
  extends AttentionKernels,
    BatchNormKernels,
    FourierKernels,
    OrderKernels,
    PoolKernels,
    RecurrentKernels,
    UpdateKernels {
  readonly name: EngineName;
  readonly unary: Readonly<Record<UnaryName, UnaryKernel>>;
  readonly binary: Readonly<Record<BinaryName, BinaryKernel>>;
  readonly compare: Readonly<Record<CompareName, BinaryKernel>>;
  readonly bitwise: Readonly<Record<BitwiseName, BinaryKernel>>;
  readonly reduce: Readonly<Record<ReduceName, ReduceKernel>>;
  readonly random: Readonly<Record<RandomName, RandomKernel>>;
  readonly conv: Readonly<Record<ConvName, ConvKernel>>;
  readonly linalg: LinalgKernels;

  /** `y = Σ (x - mean)² / divisor` over the middle of `[outer, n, inner]`, `n > 0`. Float dtypes. */
  variance(
    dtype: DType,
    outer: number,
    n: number,
    inner: number,
    divisor: number,
    x: Address,
    y: Address,
  ): void;

  /** Sets `n` elements to `value`. */
  fill(dtype: DType, n: number, value: number, y: Address): void;

  /** Converts `n` elements: float to integer truncates and saturates (NaN is 0), to bool is `x != 0`. */
  cast(from: DType, to: DType, n: number, x: Address, y: Address): void;

  /** Copies the elements of a strided view to another of the same shape; strides in elements. */
  copy(
    dtype: DType,
    shape: readonly number[],
    x: Address,
    xStrides: readonly number[],
    y: Address,
    yStrides: readonly number[],
  ): void;

  /** `y[i] = c[i] ? a[i] : b[i]`, `c` of dtype bool. */
  where(dtype: DType, n: number, c: Address, a: Address, b: Address, y: Address): void;

  /** The first position whose int32 is below 0 or at least `size`, or -1. */
  findOutOfRange(n: number, size: number, index: Address): number;

  /** `y[o, j, i] = x[o, index[o, j, i], i]`: x is `[outer, size, inner]`, index and y `[outer, n, inner]`. */
  readonly gather: IndexKernel;

  /** `y[o, index[o, j, i], i] += x[o, j, i]` in the order of j: y is `[outer, size, inner]`. */
  readonly scatterAdd: IndexKernel;

  /** As `scatterAdd`, but `y[o, index[o, j, i], i] = x[o, j, i]`: of several to one place the last j stays. */
  readonly scatter: IndexKernel;

  /** As `scatterAdd`, but with a product, or the greatest or least of both (NaN where one is), in place of the sum. */
  readonly scatterReduce: Readonly<Record<ScatterReduceName, IndexKernel>>;

  /**
   * Counts the elements of a contiguous `x` that are not 0 and writes their positions in each dim to `y`, int32
   * `[count, rank]`, in row-major order; with address 0 for `y` it counts alone.
   */
  nonzero(dtype: DType, shape: readonly number[], x: Address, y: Address): number;

  /** `y[o, j, i] = x[o, index[j], i]`: x is `[outer, size, inner]`, index `[n]`, y `[outer, n, inner]`. */
  readonly indexSelect: IndexKernel;

  /** `y[o, index[j], i] += x[o, j, i]` in the order of j: y is `[outer, size, inner]`. */
  readonly indexAdd: IndexKernel;

  /**
   * `y = a b + bias`: a is `[m, k]` and b `[k, n]` with strides in elements of which one is 1 (so a
   * transpose is read where it lies), y is contiguous `[m, n]`, bias is `[n]` or 0 for none. Float dtypes.
   */
  matmul(
    dtype: DType,
    m: number,
    n: number,
    k: number,
    a: Address,
    aRow: number,
    aColumn: number,
    b: Address,
    bRow: number,
    bColumn: number,
    bias: Address,
    y: Address,
  ): void;

  /**
   * `batch` products as {@link Backend.matmul} makes them: the matrices of a and b lie a stride apart, 0 where all share
   * one, those of y `[batch, m, n]` one behind another.
   */
  matmulBatch(
    dtype: DType,
    batch: number,
    m: number,
    n: number,
    k: number,
    a: Address,
    aBatch: number,
    aRow: number,
    aColumn: number,
    b: Address,
    bBatch: number,
    bRow: number,
    bColumn: number,
    y: Address,
  ): void;

  /** Softmax of each row of `[rows, n]`, its maximum subtracted first. */
  softmax(dtype: DType, rows: number, n: number, x: Address, y: Address): void;

  /** `x - max - log(sum(exp(x - max)))` of each row of `[rows, n]`. */
  logSoftmax(dtype: DType, rows: number, n: number, x: Address, y: Address): void;

  /** `y[r] = g s - s Σ g s` for the softmax `s[r]`: the gradient of {@link Backend.softmax}, all `[rows, n]`. */
  softmaxGrad(dtype: DType, rows: number, n: number, s: Address, g: Address, y: Address): void;

  /** `y[r] = g - e^s Σ g` for the logarithm `s[r]` of the softmax: the gradient of {@link Backend.logSoftmax}. */
  logSoftmaxGrad(dtype: DType, rows: number, n: number, s: Address, g: Address, y: Address): void;

  /** `y[r] = -logSoftmax(x[r])[label[r]]`: x is `[rows, n]`, labels int32 `[rows]`, y `[rows]`. */
  crossEntropy(dtype: DType, rows: number, n: number, x: Address, label: Address, y: Address): void;

  /** `y[r] = (softmax(x[r]) - oneHot(label[r])) * g[r]`, the gradient of {@link Backend.crossEntropy}. */
  crossEntropyGrad(
    dtype: DType,
    rows: number,
    n: number,
    x: Address,
    label: Address,
    g: Address,
    y: Address,
  ): void;

  /**
   * `y[r] = (x[r] - mean) / √(variance + epsilon) · weight + bias` with mean and variance of the row, from what is left of it
   * without its first element: x and y are `[rows, n]`, weight and bias `[n]` or 0 for none. Float dtypes, `n > 0`.
   */
  normalizeRows(
    dtype: DType,
    rows: number,
    n: number,
    epsilon: number,
    x: Address,
    weight: Address,
    bias: Address,
    y: Address,
  ): void;

  /** The gradient of {@link Backend.normalizeRows} in x, where g is that in y. */
  normalizeRowsGrad(
    dtype: DType,
    rows: number,
    n: number,
    epsilon: number,
    x: Address,
    weight: Address,
    g: Address,
    y: Address,
  ): void;
}
