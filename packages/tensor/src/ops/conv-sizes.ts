/** The options and sizes of windows that slide over the dims after batch and channels, and their checks. */

import type { Triple } from "../backend/windows.ts";
import type { Described } from "../errors.ts";
import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { checkCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** How many dims a window slides along. */
export type WindowDims = 1 | 2 | 3;

/** A list with one `T` for each of `D` dims. */
export type ListPerDim<D extends WindowDims, T> = {
  1: readonly [T];
  2: readonly [T, T];
  3: readonly [T, T, T];
}[D];

/** One number for each of `D` dims that a window slides along, or the same for all. */
export type PerDim<D extends WindowDims = WindowDims> = number | ListPerDim<D, number>;

/** As {@link PerDim}, with a pair where what stands before the first element differs from what stands after the last. */
export type PaddingPerDim<D extends WindowDims = WindowDims> =
  | number
  | ListPerDim<D, number | readonly [number, number]>;

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
  value: number | readonly number[],
  dims: number,
  minimum: number,
): readonly number[] {
  const list = typeof value === "number" ? new Array<number>(dims).fill(value) : value;
  if (isSizes(list, dims, minimum)) return list;
  throw new ArgumentError(
    op,
    `${name} is ${JSON.stringify(value)}; it must be a whole number from ${minimum}, or ${dims} of them. Mend it.`,
  );
}

function isSizes(list: unknown, length: number, minimum: number): list is readonly number[] {
  return (
    Array.isArray(list) &&
    list.length === length &&
    list.every((n) => Number.isInteger(n) && n >= minimum)
  );
}

/** A padding as what stands before and after along each of `dims`; refuses what is no whole number from 0. */
export function paddingPerDim(
  op: string,
  value: PaddingPerDim,
  dims: number,
): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const list = typeof value === "number" ? new Array<number>(dims).fill(value) : value;
  const pairs = Array.isArray(list) ? list.map((n) => (typeof n === "number" ? [n, n] : n)) : [];
  if (pairs.length === dims && pairs.every((pair) => isSizes(pair, 2, 0))) {
    return { before: pairs.map(([n]) => n), after: pairs.map(([, n]) => n) };
  }
  throw new ArgumentError(
    op,
    `padding is ${JSON.stringify(value)}; it must be a whole number from 0, or ${dims} of them or of pairs. Mend it.`,
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
  /** Whether a last window may reach over the end, if it begins before it. Default false. */
  readonly ceilMode?: boolean | undefined;
}

/** How many windows fit along each dim after the channels; refuses a window that is larger than the padded input. */
export function windowCounts(op: string, x: Described, sizes: WindowSizes): readonly number[] {
  const { kernel, stride, before, after, dilation, ceilMode = false } = sizes;
  return kernel.map((k, i) => {
    const end = before[i] + x.shape[i + 2];
    const padded = end + after[i];
    const span = dilation[i] * (k - 1) + 1;
    const steps = (padded - span) / stride[i];
    const count = Math.min(Math.ceil(steps), Math.ceil(end / stride[i]) - 1) + 1;
    if (ceilMode && count > 0) return count;
    if (span <= padded) return Math.floor(steps) + 1;
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
