/** Elements by their positions, and what is put there. */

import type { ScatterReduction, Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family } from "../call.ts";
import { fromFront, numberOf, numbersOf } from "../call.ts";

/** Positions counted from the front. */
function wrapped(positions: Tensor, size: number): Tensor {
  return t.where(t.less(positions, 0), t.add(positions, size), positions);
}

/** The slices at positions of any rank, which stand where the axis was. */
function gather(call: Call): Tensor {
  const [x, positions] = [call.input(0), call.input(1)];
  const axis = fromFront(call.number("axis", 0), x.rank);
  const flat = wrapped(positions, x.shape[axis]).reshape([positions.size]);
  const shape = [...x.shape.slice(0, axis), ...positions.shape, ...x.shape.slice(axis + 1)];
  return t.reshape(t.indexSelect(x, axis, flat), shape);
}

function gatherElements(call: Call): Tensor {
  const x = call.input(0);
  const axis = fromFront(call.number("axis", 0), x.rank);
  return t.gather(x, axis, wrapped(call.input(1), x.shape[axis]));
}

/** The rows of positions in the last dim as one key for each dim that they index. */
function keysOf(positions: Tensor): Tensor[] {
  return t.unbind(positions, -1);
}

function gatherND(call: Call): Tensor {
  const [x, positions] = [call.input(0), call.input(1)];
  const batchDims = call.number("batch_dims", 0);
  if (batchDims === 0) return t.index(x, ...keysOf(positions));
  // Each batch dim gets a key of its own, counted along that dim.
  const rank = positions.rank - 1;
  const counted = x.shape.slice(0, batchDims).map((n, i) => {
    const shape = new Array<number>(rank).fill(1).with(i, n);
    return t.arange(0, n, 1, { dtype: "int32" }).reshape(shape);
  });
  return t.index(x, ...counted, ...keysOf(positions));
}

const reductions: Readonly<Record<string, ScatterReduction>> = {
  add: "sum",
  mul: "prod",
  max: "amax",
  min: "amin",
};

/** Puts, or combines with what is there. */
function scatterElements(call: Call): Tensor {
  const [x, source] = [call.input(0), call.input(2)];
  const axis = fromFront(call.number("axis", 0), x.rank);
  const positions = wrapped(call.input(1), x.shape[axis]);
  const reduction = call.text("reduction", "none");
  if (reduction === "none") return t.scatter(x, axis, positions, source);
  return t.scatterReduce(x, axis, positions, source, reductions[reduction]);
}

/** The same with slices, whose place is named by as many positions as the last dim of the indices has. */
function scatterND(call: Call): Tensor {
  const [x, positions, source] = [call.input(0), call.input(1), call.input(2)];
  const reduction = call.text("reduction", "none");
  const keys = keysOf(positions);
  if (reduction === "none") return t.indexPut(x, keys, source);
  const counted = t.arange(0, x.size, 1, { dtype: "int32" }).reshape(x.shape);
  const places = t.index(counted, ...keys).reshape([source.size]);
  const flat = x.reshape([x.size]);
  const values = source.reshape([source.size]);
  return t.indexReduce(flat, 0, places, values, reductions[reduction]).reshape(x.shape);
}

/** The slices along an axis, or the elements, where a list of conditions holds. */
function compress(call: Call): Tensor {
  const condition = call.input(1);
  const x = call.has("axis") ? call.input(0) : call.input(0).reshape([call.input(0).size]);
  const places = t.nonzero(condition);
  return t.indexSelect(x, call.number("axis", 0), places.reshape([places.size]));
}

/** The two values, off and on, by labels that may count from the end; others give a row of off. */
function oneHot(call: Call): Tensor {
  const [labels, classes] = [call.input(0), numberOf(call.input(1))];
  const [off, on] = t.unbind(call.input(2));
  const counted = t.arange(0, classes, 1, { dtype: "int32" });
  const wanted = wrapped(labels, classes).unsqueeze(-1);
  return t.movedim(t.where(t.equal(wanted, counted), on, off), -1, call.number("axis", -1));
}

/** The first elements of each batch entry in reverse, as many as its length says. */
function reverseSequence(call: Call): Tensor {
  const [timeAxis, batchAxis] = [call.number("time_axis", 0), call.number("batch_axis", 1)];
  const x = t.movedim(call.input(0), [batchAxis, timeAxis], [0, 1]);
  const lengths = numbersOf(call.input(1));
  const rows = t.unbind(x).map((row, i) => {
    const n = lengths[i];
    const rest = t.narrow(row, 0, n, row.shape[0] - n);
    return t.concat([t.flip(t.narrow(row, 0, 0, n), 0), rest]);
  });
  return t.movedim(t.stack(rows), [0, 1], [batchAxis, timeAxis]);
}

export const indexing: Family = {
  Compress: compress,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  NonZero: (call) => t.transpose(t.nonzero(call.input(0))),
  OneHot: oneHot,
  ReverseSequence: reverseSequence,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterND,
};
