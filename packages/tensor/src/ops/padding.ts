/** Tensors with a margin around them. */

import { holds } from "../dtype.ts";
import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { concat } from "./join.ts";
import { embed, expand, narrow } from "./movement.ts";
import { flip } from "./reorder.ts";

/** What stands in a margin; see {@link pad}. */
export type PadMode = "constant" | "reflect" | "replicate" | "circular";

/** Options of {@link pad}. */
export interface PadOptions {
  /**
   * `constant` puts `value` there; `reflect` mirrors at the outermost elements, which are not said twice (a
   * width stays below the dim's size); `replicate` repeats them; `circular` goes on at the other end (a width is at
   * most the dim's size). Default constant.
   */
  readonly mode?: PadMode | undefined;
  /** What stands in a constant margin. Default 0. */
  readonly value?: number | undefined;
}

/** The margins of each mode, and the widest that a dim of size `n` allows. */
const modes: Record<
  Exclude<PadMode, "constant">,
  {
    readonly widest: (n: number) => number;
    readonly before: (x: Tensor, dim: number, width: number) => Tensor;
    readonly after: (x: Tensor, dim: number, width: number) => Tensor;
  }
> = {
  reflect: {
    widest: (n) => n - 1,
    before: (x, dim, width) => flip(narrow(x, dim, 1, width), dim),
    after: (x, dim, width) => flip(narrow(x, dim, x.shape[dim] - 1 - width, width), dim),
  },
  replicate: {
    widest: (n) => (n === 0 ? 0 : Number.POSITIVE_INFINITY),
    before: (x, dim, width) => repeated(narrow(x, dim, 0, 1), dim, width),
    after: (x, dim, width) => repeated(narrow(x, dim, x.shape[dim] - 1, 1), dim, width),
  },
  circular: {
    widest: (n) => n,
    before: (x, dim, width) => narrow(x, dim, x.shape[dim] - width, width),
    after: (x, dim, width) => narrow(x, dim, 0, width),
  },
};

/**
 * `x` with a margin around it: `widths[i]` names how many elements stand before and after along dim `i`. They are
 * zeros, or what {@link PadOptions} says.
 *
 * @example
 * pad(tensor([1, 2]), [[1, 2]]); // [0, 1, 2, 0, 0]
 * pad(tensor([1, 2, 3]), [[2, 1]], { mode: "reflect" }); // [3, 2, 1, 2, 3, 2]
 */
export function pad(
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  options: PadOptions = {},
): Tensor {
  const { mode = "constant", value = 0 } = options;
  const whole = widths.flat().every((n) => Number.isInteger(n) && n >= 0);
  if (widths.length !== x.rank || !whole) {
    throw new ShapeError(
      "pad",
      `widths ${JSON.stringify(widths)} for ${describe(x)}; it takes a pair of whole numbers from 0 for each dim. Mend them.`,
      [x.shape],
    );
  }
  if (mode === "constant") return padConstant(x, widths, value);
  if (!Object.hasOwn(modes, mode)) {
    throw new ArgumentError(
      "pad",
      `"${mode}" is no mode; they are constant, reflect, replicate and circular. Name one.`,
    );
  }
  if (options.value !== undefined) {
    throw new ArgumentError(
      "pad",
      `a value of ${value} in mode ${mode}; only a constant margin has one. Drop the value or the mode.`,
    );
  }
  const { widest, before, after } = modes[mode];
  widths.forEach((pair, dim) => {
    const most = widest(x.shape[dim]);
    if (Math.max(...pair) <= most) return;
    throw new ShapeError(
      "pad",
      `widths [${pair.join(",")}] along dim ${dim} of ${describe(x)}; mode ${mode} allows at most ${most} there. Pad less.`,
      [x.shape],
    );
  });
  return widths.reduce((y, [first, last], dim) => {
    const margin = (side: typeof before, width: number) =>
      width === 0 ? [] : [side(y, dim, width)];
    if (first + last === 0) return y;
    return concat([...margin(before, first), y, ...margin(after, last)], dim);
  }, x);
}

function padConstant(
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  value: number,
): Tensor {
  if (!holds(x.dtype, value)) {
    throw new DTypeError(
      "pad",
      `a value of ${value} for ${describe(x)}; its dtype does not hold it. Cast the tensor or mend the value.`,
    );
  }
  return widths.reduce(
    (y, [before, after], dim) =>
      before + after === 0 ? y : embed(y, dim, before + y.shape[dim] + after, before, 1, value),
    x,
  );
}

function repeated(x: Tensor, dim: number, times: number): Tensor {
  return expand(
    x,
    x.shape.map((n, i) => (i === dim ? times : n)),
  );
}
