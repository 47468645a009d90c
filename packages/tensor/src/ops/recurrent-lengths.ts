/** Packing sequences of different lengths, so that no step is spent on padding. */

import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { indexAdd, indexSelect } from "./indexing.ts";
import { narrow, reshape, transpose } from "./movement.ts";
import { positionList } from "./positions.ts";

/** How a batch of sequences is packed: step after step, the longest sequence first in each. */
export interface Packing {
  /** Rows of each step. */
  readonly sizes: readonly number[];
  /** Padded `[steps, batch, n]`, or `[batch, steps, n]`, to rows `[rows, n]`. */
  pack(x: Tensor): Tensor;
  /** Rows to the padded form, with 0 in the padding. */
  unpack(rows: Tensor): Tensor;
  /** The rows with every sequence from its end to its start. */
  reverse(rows: Tensor): Tensor;
  /** A batch `[batch, n]` in the order of the packed sequences, and back. */
  sort(x: Tensor): Tensor;
  unsort(x: Tensor): Tensor;
  /** The last row of each sequence, in the order of the batch. */
  last(rows: Tensor): Tensor;
}

/** The packing of `x`, `[steps, batch, n]` or with `batchFirst` `[batch, steps, n]`; null lengths are all the same. */
export function packingOf(
  x: Tensor,
  batchFirst: boolean,
  lengths: readonly number[] | null,
): Packing {
  const [steps, batch] = (batchFirst ? [x.shape[1], x.shape[0]] : x.shape) as [number, number];
  if (lengths === null || lengths.every((length) => length === steps)) {
    return evenPacking(x, batchFirst, steps, batch);
  }
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[b] - lengths[a] || a - b);
  const sorted = order.map((i) => lengths[i]);
  const { sizes, starts } = stepsOf(sorted);
  const list = (positions: Iterable<number>) => positionList(x, Int32Array.from(positions));
  const rank = new Array<number>(batch);
  order.forEach((i, r) => {
    rank[i] = r;
  });
  const places = list(
    sizes.flatMap((size, t) =>
      order.slice(0, size).map((i) => (batchFirst ? i * steps + t : t * batch + i)),
    ),
  );
  const sortedOrder = list(order);
  const ranks = list(rank);
  const ends = list(rank.map((r, i) => starts[lengths[i] - 1] + r));
  const backward = backwards(x, sorted, sizes, starts);
  return {
    sizes,
    pack: (padded) => indexSelect(reshape(padded, [batch * steps, padded.shape[2]]), 0, places),
    unpack(rows) {
      const [, n] = rows.shape as [number, number];
      const zeros = run.full(rows, rows.dtype, [batch * steps, n], 0);
      const padded = indexAdd(zeros, 0, places, rows);
      return reshape(padded, batchFirst ? [batch, steps, n] : [steps, batch, n]);
    },
    reverse: (rows) => indexSelect(rows, 0, backward()),
    sort: (states) => indexSelect(states, 0, sortedOrder),
    unsort: (states) => indexSelect(states, 0, ranks),
    last: (rows) => indexSelect(rows, 0, ends),
  };
}

/** Where all sequences have one length, the steps lie as they are. */
function evenPacking(x: Tensor, batchFirst: boolean, steps: number, batch: number): Packing {
  const sizes = new Array<number>(steps).fill(batch);
  const same = (states: Tensor) => states;
  const backward = backwards(
    x,
    new Array<number>(batch).fill(steps),
    sizes,
    sizes.map((_, t) => t * batch),
  );
  return {
    sizes,
    pack(padded) {
      const inOrder = batchFirst ? transpose(padded, 0, 1) : padded;
      return reshape(inOrder, [steps * batch, padded.shape[2]]);
    },
    unpack(rows) {
      const padded = reshape(rows, [steps, batch, rows.shape[1]]);
      return batchFirst ? transpose(padded, 0, 1) : padded;
    },
    reverse: (rows) => indexSelect(rows, 0, backward()),
    sort: same,
    unsort: same,
    last: (rows) => narrow(rows, 0, (steps - 1) * batch, batch),
  };
}

/** For descending lengths the rows of each step, and the row that each step begins with. */
function stepsOf(lengths: readonly number[]) {
  const sizes: number[] = [];
  const starts: number[] = [];
  let size = lengths.length;
  let start = 0;
  while (size > 0) {
    sizes.push(size);
    starts.push(start);
    start += size;
    while (size > 0 && lengths[size - 1] === sizes.length) size--;
  }
  return { sizes, starts };
}

/** The positions that turn each sequence around, made when they are first asked for. */
function backwards(
  like: Tensor,
  lengths: readonly number[],
  sizes: readonly number[],
  starts: readonly number[],
): () => Tensor {
  let made: Tensor | undefined;
  return () => {
    made ??= positionList(
      like,
      Int32Array.from(
        sizes.flatMap((size, t) =>
          Array.from({ length: size }, (_, r) => starts[lengths[r] - 1 - t] + r),
        ),
      ),
    );
    return made;
  };
}

/** The lengths as numbers, one for each sequence of a batch, from 1 to `steps`; null where none are given. */
export function checkLengths(
  op: string,
  lengths: readonly number[] | Tensor | undefined,
  batch: number,
  steps: number,
): readonly number[] | null {
  if (lengths === undefined) return null;
  if ("dtype" in lengths && (lengths.dtype !== "int32" || lengths.rank !== 1)) {
    throw new DTypeError(
      op,
      `the lengths are ${describe(lengths)}; they must be int32[batch], or an array of numbers. Cast and flatten them.`,
    );
  }
  const list = "dtype" in lengths ? Array.from(lengths.dataSync()) : lengths;
  if (list.length !== batch) {
    throw new ShapeError(
      op,
      `${list.length} lengths for a batch of ${batch}; each sequence needs one. Mend the lengths.`,
    );
  }
  const wrong = list.findIndex((n) => !(Number.isInteger(n) && n >= 1 && n <= steps));
  if (wrong < 0) return list;
  throw new ArgumentError(
    op,
    `length ${wrong} is ${list[wrong]}; lengths are whole numbers from 1 to the ${steps} steps. Mend it, or leave the sequence out.`,
  );
}
