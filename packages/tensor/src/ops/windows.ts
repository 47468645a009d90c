/** Windows that slide along a dim, and the sums over them that are their gradients. */

import { describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { layoutOf } from "../layout.ts";
import * as run from "../run.ts";
import { checkCount, checkSize, normalizeDim } from "../shape.ts";
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
  const n = x.shape[at];
  if (size > n) {
    throw new ShapeError(
      "unfold",
      `windows of ${size} along dim ${dim} of ${describe(x)}; it has ${n} there. Make them smaller or pad.`,
      [x.shape],
    );
  }
  const count = Math.floor((n - size) / step) + 1;
  checkSize("unfold", (x.size / n) * count * size);
  return sliding("unfold", x, at, { count, size, step, gap: 1 });
}

/** Windows along one dim: `count` of them, `step` apart, each of `size` elements that are `gap` apart. */
export interface Sliding {
  readonly count: number;
  readonly size: number;
  readonly step: number;
  readonly gap: number;
}

/** The windows as a view: `dim` counts them, a new last dim runs inside of each. */
export function sliding(op: string, x: Tensor, dim: number, windows: Sliding): Tensor {
  const { count, size, step, gap } = windows;
  const { shape, strides, offset } = x.layout;
  const layout = layoutOf(
    [...shape.map((m, i) => (i === dim ? count : m)), size],
    [...strides.map((s, i) => (i === dim ? s * step : s)), strides[dim] * gap],
    offset,
  );
  const n = shape[dim];
  return record(run.view(op, x, layout), [x], () => (g) => [overlapped(g, dim, n, windows)]);
}

/** The elements of windows added where they came from among `n` along `dim`; the last dim goes. */
export function overlapped(x: Tensor, dim: number, n: number, windows: Sliding): Tensor {
  const { count, size, step, gap } = windows;
  const positions = Int32Array.from(
    { length: count * size },
    (_, k) => Math.floor(k / size) * step + (k % size) * gap,
  );
  const resized = (m: number) => x.shape.slice(0, -1).map((s, i) => (i === dim ? m : s));
  const source = reshape(movedim(x, -1, dim + 1), resized(count * size));
  return indexAdd(run.full(x, x.dtype, resized(n), 0), dim, positionList(x, positions), source);
}
