/** The same elements along dims in another order. */

import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { layoutOf } from "../layout.ts";
import * as run from "../run.ts";
import { normalizeDim, normalizeDims } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { concat } from "./join.ts";
import { narrow, permute } from "./movement.ts";

/**
 * The elements along the dims in reverse, as a view; along all dims where none is named.
 *
 * @example flip(tensor([[1, 2], [3, 4]]), 1); // [[2, 1], [4, 3]]
 */
export function flip(x: Tensor, dims?: number | readonly number[]): Tensor {
  const turned = normalizeDims("flip", dims, x.rank);
  const { shape, strides, offset } = x.layout;
  const last = turned.reduce((sum, dim) => sum + (shape[dim] - 1) * strides[dim], offset);
  const layout = layoutOf(
    shape,
    strides.map((s, i) => (turned.includes(i) ? -s : s)),
    x.size === 0 ? offset : last,
  );
  return record(run.view("flip", x, layout), [x], () => (g) => [flip(g, turned)]);
}

/**
 * The elements moved on by `shifts` places along `dims`, those that leave at the end coming in at the front;
 * negative shifts move them back. Both are numbers, or lists of the same length.
 *
 * @example roll(tensor([1, 2, 3, 4]), 1, 0); // [4, 1, 2, 3]
 */
export function roll(
  x: Tensor,
  shifts: number | readonly number[],
  dims: number | readonly number[],
): Tensor {
  const by = typeof shifts === "number" ? [shifts] : shifts;
  const along = typeof dims === "number" ? [dims] : dims;
  if (by.length !== along.length || !by.every(Number.isInteger)) {
    throw new ArgumentError(
      "roll",
      `shifts [${by.join(",")}] along dims [${along.join(",")}]; it takes a whole number for each dim. Mend them.`,
    );
  }
  normalizeDims("roll", along, x.rank);
  return along.reduce((y, dim, i) => rollOne(y, by[i], normalizeDim("roll", dim, x.rank)), x);
}

function rollOne(x: Tensor, shift: number, dim: number): Tensor {
  const n = x.shape[dim];
  const places = n === 0 ? 0 : ((shift % n) + n) % n;
  if (places === 0) return x;
  return concat([narrow(x, dim, n - places, places), narrow(x, dim, 0, n - places)], dim);
}

/**
 * The dims `source` moved to the places `destination`, the others in their order, as a view.
 *
 * @example movedim(zeros([2, 3, 4]), 0, -1).shape; // [ 3, 4, 2 ]
 */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const places = (dims: number | readonly number[]) => {
    normalizeDims("movedim", dims, x.rank);
    return [dims].flat().map((dim) => normalizeDim("movedim", dim, x.rank));
  };
  const from = places(source);
  const to = places(destination);
  if (from.length !== to.length) {
    throw new ShapeError(
      "movedim",
      `dims [${from.join(",")}] of ${describe(x)} to [${to.join(",")}]; each needs one place. Mend the lists.`,
      [x.shape],
    );
  }
  const others = x.shape.map((_, i) => i).filter((i) => !from.includes(i));
  const order = x.shape.map((_, i) => {
    const moved = to.indexOf(i);
    return moved < 0 ? (others.shift() as number) : from[moved];
  });
  return permute(x, order);
}
