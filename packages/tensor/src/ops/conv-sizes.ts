/** The options and sizes of windows that slide over the dims after batch and channels, and their checks. */

import type { Triple } from "../backend/windows.ts";
import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { checkCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** One number for each dim that a window slides along, or the same for all. */
export type PerDim = number | readonly number[];

/** What the dims of a tensor mean where windows slide along `dims` of them. */
const forms = ["", "[batch, channels, length]", "[batch, channels, height, width]"];

/** Refuses what has no float dtype or not `[batch, channels]` and `dims` dims more. */
export function checkImages(op: string, x: Tensor, dims: number): void {
  run.checkFloat(op, x);
  if (x.rank === dims + 2) return;
  const form = forms[dims] ?? "[batch, channels, depth, height, width]";
  throw new ShapeError(op, `${describe(x)}; it takes ${form}. Reshape it.`, [x.shape]);
}

/** An option as a number for each of `dims`; refuses what is no whole number from `minimum`. */
export function perDim(
  op: string,
  name: string,
  value: PerDim,
  dims: number,
  minimum: number,
): readonly number[] {
  const list = typeof value === "number" ? new Array<number>(dims).fill(value) : value;
  const fits = Array.isArray(list) && list.length === dims;
  if (fits && list.every((n) => Number.isInteger(n) && n >= minimum)) return list;
  throw new ArgumentError(
    op,
    `${name} is ${JSON.stringify(value)}; it must be a whole number from ${minimum}, or ${dims} of them. Mend it.`,
  );
}

/** Depth, height and width from the dims that are there. */
export function triple(list: readonly number[], absent: number): Triple {
  const [a = absent, b = absent, c = absent] = [...list].reverse();
  return [c, b, a];
}

/** What windows along each dim are given by. */
export interface WindowSizes {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  /** Places before the first element, and after the last. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly dilation: readonly number[];
}

/** How many windows fit along each dim after the channels; refuses a window that is larger than the padded input. */
export function windowCounts(op: string, x: Tensor, sizes: WindowSizes): readonly number[] {
  const { kernel, stride, before, after, dilation } = sizes;
  return kernel.map((k, i) => {
    const padded = before[i] + x.shape[i + 2] + after[i];
    const span = dilation[i] * (k - 1) + 1;
    if (span <= padded) return Math.floor((padded - span) / stride[i]) + 1;
    throw new ShapeError(
      op,
      `a kernel that spans ${span} along dim ${i + 2} of ${describe(x)}, which has ${padded} with padding; ` +
        "it must fit. Pad more or take a smaller one.",
      [x.shape],
    );
  });
}

/** What {@link checkConv} looks at. */
interface Operands {
  readonly bias?: Tensor | undefined;
  readonly stride?: PerDim | undefined;
  readonly dilation?: PerDim | undefined;
  readonly groups?: number | undefined;
}

/**
 * Refuses operands of a convolution, or of its transpose, that do not go together; gives back the channels of the
 * result and what applies to each dim.
 */
export function checkConv(
  op: string,
  dims: number,
  x: Tensor,
  weight: Tensor,
  options: Operands,
  isTransposed: boolean,
) {
  const { bias, groups = 1 } = options;
  checkImages(op, x, dims);
  checkCount(op, "groups", groups, 1);
  const operands = `the input ${describe(x)}, the weight ${describe(weight)}${bias ? ` and the bias ${describe(bias)}` : ""}`;
  const [lead, perGroup, ...kernel] = weight.shape;
  if (weight.rank !== dims + 2 || kernel.includes(0)) {
    throw new ShapeError(
      op,
      `${operands}; the weight must have ${dims + 2} dims and a kernel of 1 or more. Reshape it.`,
      [x.shape, weight.shape],
    );
  }
  const [takes, out] = isTransposed ? [lead, perGroup * groups] : [perGroup * groups, lead];
  if (x.shape[1] !== takes || lead % groups !== 0) {
    const rule =
      x.shape[1] === takes
        ? `${lead} channels cannot be cut into ${groups} groups`
        : `with ${groups} group${groups === 1 ? "" : "s"} the weight takes ${takes} channels`;
    throw new ShapeError(op, `${operands}; ${rule}. Mend the channels or the groups.`, [
      x.shape,
      weight.shape,
    ]);
  }
  if (bias && (bias.rank !== 1 || bias.size !== out)) {
    throw new ShapeError(op, `${operands}; the bias must be [${out}]. Mend it.`, [bias.shape]);
  }
  if (weight.dtype !== x.dtype || (bias && bias.dtype !== x.dtype)) {
    throw new DTypeError(op, `${operands} differ in dtype; one is needed. Cast the input.`);
  }
  return {
    out,
    kernel,
    stride: perDim(op, "stride", options.stride ?? 1, dims, 1),
    dilation: perDim(op, "dilation", options.dilation ?? 1, dims, 1),
  };
}
