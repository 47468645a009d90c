/** Reductions, scans and what is found by order. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family, Op } from "../call.ts";
import { fromFront, numberOf, numbersOf } from "../call.ts";

type Reduction = (x: Tensor, dims: readonly number[], options: { keepdim: boolean }) => Tensor;

/** A reduction over the axes that are named by an attribute or an input, by default all. */
function reduction(f: Reduction): Op {
  return (call) => {
    const x = call.input(0);
    const axes = call.list(1, "axes") ?? [];
    if (axes.length === 0 && call.number("noop_with_empty_axes", 0) === 1) return x;
    const dims = axes.length === 0 ? x.shape.map((_, i) => i) : axes;
    return f(x, dims, { keepdim: call.number("keepdims", 1) === 1 });
  };
}

/** The position of the first extreme along an axis, or of the last. */
function extreme(call: Call, find: typeof t.argMax): Tensor {
  const x = call.input(0);
  const axis = fromFront(call.number("axis", 0), x.rank);
  const options = { keepdim: call.number("keepdims", 1) === 1 };
  if (call.number("select_last_index", 0) === 0) return find(x, axis, options);
  return t.sub(x.shape[axis] - 1, find(t.flip(x, axis), axis, options));
}

/** The different values, or slices along an axis, in ascending order or in that of their first places. */
function unique(call: Call): readonly Tensor[] {
  const x = call.input(0);
  const axis = call.has("axis") ? fromFront(call.number("axis", 0), x.rank) : undefined;
  const slices = axis === undefined ? t.reshape(x, [x.size]) : x;
  const dim = axis ?? 0;
  const { inverse, counts } = t.unique(ranks(slices, dim));
  const n = slices.shape[dim];
  const places = t.arange(0, counts.size, 1, { dtype: "int32" });
  // Which slice is of which value, as a table of values against slices.
  const isOf = t.equal(t.unsqueeze(places, 1), inverse);
  const firsts = t.argMax(isOf.cast("int32"), 1);
  const order = call.number("sorted", 1) === 1 ? places : t.argSort(firsts);
  const place = t.scatter(t.zeros([counts.size], { dtype: "int32" }), 0, order, places);
  const chosen = t.indexSelect(firsts, 0, order);
  const all = [
    t.indexSelect(slices, dim, chosen),
    chosen,
    t.indexSelect(place, 0, t.reshape(inverse, [n])),
    t.indexSelect(counts, 0, order),
  ];
  return all.slice(0, call.outputs);
}

/** A number for each slice along `dim`, ordered as the slices are: by their first elements, then the next. */
function ranks(x: Tensor, dim: number): Tensor {
  const n = x.shape[dim];
  const rows = t.reshape(t.movedim(x, dim, 0), [n, x.size / n]);
  const columns = t.unbind(t.unique(rows).inverse, 1);
  return columns.reduce(
    (rank, column) => {
      const pair = t.add(t.mul(rank, x.size), column);
      return t.unique(pair).inverse;
    },
    t.zeros([n], { dtype: "int32" }),
  );
}

export const reductions: Family = {
  ArgMax: (call) => extreme(call, t.argMax),
  ArgMin: (call) => extreme(call, t.argMin),
  CumSum: (call) =>
    t.cumsum(call.input(0), numberOf(call.input(1)), {
      exclusive: call.number("exclusive", 0) === 1,
      reverse: call.number("reverse", 0) === 1,
    }),
  ReduceL1: reduction((x, dims, options) => t.sum(t.abs(x), dims, options)),
  ReduceL2: reduction((x, dims, options) => t.norm(x, dims, options)),
  ReduceLogSum: reduction((x, dims, options) => t.log(t.sum(x, dims, options))),
  ReduceLogSumExp: reduction(t.logSumExp),
  ReduceMax: reduction(t.max),
  ReduceMean: reduction(t.mean),
  ReduceMin: reduction(t.min),
  ReduceProd: reduction(t.prod),
  ReduceSum: reduction(t.sum),
  ReduceSumSquare: reduction((x, dims, options) => t.sum(t.square(x), dims, options)),
  TopK: (call) => {
    const [k = 0] = numbersOf(call.input(1));
    const largest = call.number("largest", 1) === 1;
    const { values, indices } = t.topK(call.input(0), k, call.number("axis", -1), { largest });
    return [values, indices];
  },
  Unique: unique,
};
