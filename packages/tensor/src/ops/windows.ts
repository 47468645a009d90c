/** Windows that slide along a dim. */

import { describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { layoutOf } from "../layout.ts";
import * as run from "../run.ts";
import { checkCount, normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { indexAdd } from "./indexing.ts";
import { reshape } from "./movement.ts";
import { positionList } from "./positions.ts";
import { movedim } from "./reorder.ts";

/**
 * Windows of `size` elements along `dim`, one every `step`, as a view: `dim` counts the windows,
 * `floor((n - size) / step) + 1` of them, and a new last dim runs inside of each.
 *
 * @example unfold(arange(5), 0, 3, 2); // [[0, 1, 2], [2, 3, 4]]
 */
export function unfold(x: Tensor, dim: number, size: number, step = 1): Tensor {
  const at = normalizeDim("unfold", dim, x.rank);
  checkCount("unfold", "size", size, 1);
  checkCount("unfold", "step", step, 1);
  const { shape, strides, offset } = x.layout;
  const n = shape[at];
  if (size > n) {
    throw new ShapeError(
      "unfold",
      `windows of ${size} along dim ${dim} of ${describe(x)}; it has ${n} there. Make them smaller or pad.`,
      [x.shape],
    );
  }
  const count = Math.floor((n - size) / step) + 1;
  const layout = layoutOf(
    [...shape.map((m, i) => (i === at ? count : m)), size],
    [...strides.map((s, i) => (i === at ? s * step : s)), strides[at]],
    offset,
  );
  return record(run.view("unfold", x, layout), [x], () => (g) => [
    summed(g, x.shape, at, size, step),
  ]);
}

/** The elements of windows added where they came from. */
function summed(
  g: Tensor,
  shape: readonly number[],
  dim: number,
  size: number,
  step: number,
): Tensor {
  const count = g.shape[dim];
  const positions = Int32Array.from(
    { length: count * size },
    (_, k) => Math.floor(k / size) * step + (k % size),
  );
  const source = reshape(
    movedim(g, -1, dim + 1),
    shape.map((n, i) => (i === dim ? count * size : n)),
  );
  return indexAdd(run.full(g, g.dtype, shape, 0), dim, positionList(g, positions), source);
}
