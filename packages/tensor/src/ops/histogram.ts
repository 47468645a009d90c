/** Counting whole numbers, and what falls into bins. */

import { backend } from "../backend/current.ts";
import type { DType } from "../dtype.ts";
import { isFloat } from "../dtype.ts";
import { ArgumentError, DTypeError, describe, IndexError, ShapeError } from "../errors.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { checkCount, checkSize } from "../shape.ts";
import { write } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { sub } from "./binary.ts";
import { equal } from "./compare.ts";
import { scatterAdd } from "./indexing.ts";
import { narrow, reshape } from "./movement.ts";
import { max } from "./reduce.ts";
import { searchSorted } from "./search.ts";
import { cast } from "./unary.ts";

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each element counts, of the same shape. Default 1, as int32. */
  readonly weights?: Tensor | undefined;
  /** Least length of the result. Default 0. */
  readonly minLength?: number | undefined;
}

/**
 * How often each whole number from 0 to the greatest stands in `x`, or the sum of its weights, to which gradients flow.
 *
 * @example bincount(tensor([0, 2, 2], { dtype: "int32" })); // [1, 0, 2]
 */
export function bincount(x: Tensor, options: BincountOptions = {}): Tensor {
  const { weights, minLength = 0 } = options;
  checkCount("bincount", "minLength", minLength);
  if (x.dtype !== "int32" && x.dtype !== "uint8") {
    throw new DTypeError("bincount", `${describe(x)}; it counts int32. Cast it: x.cast("int32").`);
  }
  if (weights && weights.shape.join() !== x.shape.join()) {
    throw new ShapeError(
      "bincount",
      `the weights ${describe(weights)} beside ${describe(x)}; their shapes must be the same. Mend one.`,
      [x.shape, weights.shape],
    );
  }
  const positions = reshape(run.cast(x, "int32"), [x.size]);
  const greatest = x.size === 0 ? -1 : run.valueAt(max(positions), 0);
  const n = Math.max(greatest + 1, minLength);
  const parts = weights ? reshape(numbers(weights), [x.size]) : ones(x, x.size);
  return countInto("bincount", n, positions, parts);
}

/** Sums of `parts` by their positions; refuses those below 0. */
function countInto(op: string, n: number, positions: Tensor, parts: Tensor): Tensor {
  const least = backend().findOutOfRange(positions.size, n, run.start(positions));
  if (least >= 0) {
    const value = run.valueAt(positions, least);
    throw new IndexError(op, `element ${least}`, value, n, "Mend the elements.");
  }
  return scatterAdd(run.full(parts, parts.dtype, [n], 0), 0, positions, parts);
}

function ones(x: Tensor, n: number): Tensor {
  return run.full(x, "int32", [n], 1);
}

/** Floats as they are, whole numbers and bool as int32. */
function numbers(x: Tensor): Tensor {
  return isFloat(x.dtype) ? x : cast(x, "int32");
}

/** Options of {@link histogram}. */
export interface HistogramOptions {
  /** The number of bins, of equal width, or their edges in ascending order. Default 10. */
  readonly bins?: number | readonly number[] | undefined;
  /** The first and the last edge of bins of equal width. Default: the least and the greatest element. */
  readonly range?: readonly [number, number] | undefined;
  /** What each element counts, of the same shape. Default 1, as int32. */
  readonly weights?: Tensor | undefined;
}

/** What {@link histogram} gives. */
export interface Histogram {
  /** The number (or the weights) of the elements in each bin: int32, or the dtype of the weights. */
  readonly counts: Tensor;
  /** One edge more than there are bins. */
  readonly edges: Tensor;
}

/**
 * How many elements fall into each bin: `edges[i] <= x < edges[i + 1]`, the last edge included. What lies outside, and
 * NaN, is not counted.
 *
 * @example histogram(tensor([1, 2, 2, 5]), { bins: 2 }).counts; // [3, 1]
 * @example histogram(tensor([1, 2, 2, 5]), { bins: [0, 2, 4] }).counts; // [1, 2]
 */
export function histogram(x: Tensor, options: HistogramOptions = {}): Histogram {
  const { bins = 10, range, weights } = options;
  if (weights && weights.shape.join() !== x.shape.join()) {
    throw new ShapeError(
      "histogram",
      `the weights ${describe(weights)} beside ${describe(x)}; their shapes must be the same. Mend one.`,
      [x.shape, weights.shape],
    );
  }
  const list = typeof bins === "number" ? evenEdges(x, bins, range) : bins;
  const n = list.length - 1;
  const ascends = list.every((edge, i) => i === 0 || edge >= (list[i - 1] as number));
  if (n < 1 || !ascends) {
    throw new ArgumentError(
      "histogram",
      `the edges [${list.join(",")}]; there must be two or more in ascending order. Mend them.`,
    );
  }
  const dtype = isFloat(x.dtype) ? x.dtype : "float64";
  const flat = reshape(run.cast(x.detach(), dtype), [x.size]);
  const edges = listed(x, dtype, list);
  // 0 lies below the first edge, n + 1 at or above the last; at the last belongs to bin n.
  const place = searchSorted(edges, flat, { right: true });
  const atLast = equal(flat, narrow(edges, 0, n, 1));
  const positions = sub(place, cast(atLast, "int32"));
  const parts = weights ? reshape(numbers(weights), [x.size]) : ones(x, x.size);
  return { counts: narrow(countInto("histogram", n + 2, positions, parts), 0, 1, n), edges };
}

function evenEdges(
  x: Tensor,
  bins: number,
  range: readonly [number, number] | undefined,
): readonly number[] {
  checkCount("histogram", "bins", bins, 1);
  checkSize("histogram", bins + 1);
  const [low, high] = range ?? (x.size === 0 ? [0, 1] : extent(x));
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new ArgumentError(
      "histogram",
      `bins from ${low} to ${high}; both must be finite and in order. Pass a range.`,
    );
  }
  // A range of one point is widened, so that the point lies within.
  const [first, last] = low === high ? [low - 0.5, high + 0.5] : [low, high];
  return Array.from({ length: bins + 1 }, (_, i) =>
    i === bins ? last : first + ((last - first) * i) / bins,
  );
}

function extent(x: Tensor): [number, number] {
  const values = x.dataSync();
  let [low, high] = [values[0] as number, values[0] as number];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function listed(like: Tensor, dtype: DType, values: readonly number[]): Tensor {
  const y = run.empty("histogram", like, dtype, contiguousLayout([values.length]));
  write(y.storage, values);
  return y;
}
