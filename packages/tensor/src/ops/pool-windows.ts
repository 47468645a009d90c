/** Windows over the dims after batch and channels: which elements each has, their sums and greatest ones. */

import { backend } from "../backend/current.ts";
import type { Windows, WindowTriple } from "../backend/windows.ts";
import { describe, ShapeError } from "../errors.ts";
import { isRecording, record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { checkShape, sizeOf } from "../shape.ts";
import { write } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import type { PaddingPerDim, PerDim } from "./conv-sizes.ts";
import { checkImages, paddingPerDim, perDim, windowCounts } from "./conv-sizes.ts";
import { scatterAdd } from "./indexing.ts";
import { reshape } from "./movement.ts";

/** What a window that slides is given by. */
export interface SlidingOptions {
  readonly stride?: PerDim | undefined;
  readonly padding?: PaddingPerDim | undefined;
  readonly dilation?: PerDim | undefined;
  readonly ceilMode?: boolean | undefined;
}

/**
 * Windows that slide in even steps, without what lies in the padding and with it (`padded`, in which places count from
 * the first of the padding); refuses those with nothing but padding.
 */
export function slidingWindows(
  op: string,
  dims: number,
  x: Tensor,
  kernelSize: PerDim,
  options: SlidingOptions,
): { windows: readonly Windows[]; padded: readonly Windows[] } {
  checkImages(op, x, dims);
  const kernel = perDim(op, "kernel", kernelSize, dims, 1);
  const stride = perDim(op, "stride", options.stride ?? kernelSize, dims, 1);
  const { before, after } = paddingPerDim(op, options.padding ?? 0, dims);
  const dilation = perDim(op, "dilation", options.dilation ?? 1, dims, 1);
  const { ceilMode } = options;
  const counts = windowCounts(op, x, { kernel, stride, before, after, dilation, ceilMode });
  checkShape(op, [...x.shape.slice(0, 2), ...counts]);
  const windows = counts.map((n, i) => {
    const size = x.shape[i + 2];
    const inside = windowsOf(n, stride[i], kernel[i], dilation[i], size, before[i]);
    const empty = inside.count.findIndex((m) => m < 1);
    if (empty < 0) return inside;
    throw new ShapeError(
      op,
      `window ${empty} along dim ${i + 2} of ${describe(x)} lies in the padding of ${padding(before[i], after[i])} alone; each needs an element. Pad less.`,
      [x.shape],
    );
  });
  const padded = counts.map((n, i) =>
    windowsOf(n, stride[i], kernel[i], dilation[i], before[i] + x.shape[i + 2] + after[i], 0),
  );
  return { windows, padded };
}

function padding(before: number, after: number): string {
  return before === after ? String(before) : `${before} and ${after}`;
}

/** What `n` windows have of `size` elements, with `before` places in front of them that are none. */
function windowsOf(
  n: number,
  stride: number,
  kernel: number,
  step: number,
  size: number,
  before: number,
): Windows {
  const starts = Array.from({ length: n }, (_, w) => w * stride - before);
  const skipped = starts.map((start) => Math.max(0, Math.ceil(-start / step)));
  const first = starts.map((start, w) => start + skipped[w] * step);
  const count = starts.map((start, w) => {
    const end = Math.min(kernel, Math.floor((size - 1 - start) / step) + 1);
    return end - skipped[w];
  });
  return { size, first, count, step };
}

/** Windows that cover a dim evenly: the i-th of m goes from `⌊i n / m⌋` to `⌈(i + 1) n / m⌉`. */
export function adaptiveWindows(
  op: string,
  dims: number,
  x: Tensor,
  outputSize: number | readonly number[],
): readonly Windows[] {
  checkImages(op, x, dims);
  const outputs = perDim(op, "outputSize", outputSize, dims, 1);
  const sizes = x.shape.slice(2);
  if (sizes.includes(0)) {
    throw new ShapeError(
      op,
      `${describe(x)} has nothing to pool; sizes after the channels must be 1 or more. Check them.`,
      [x.shape],
    );
  }
  checkShape(op, [...x.shape.slice(0, 2), ...outputs]);
  return outputs.map((m, i) => {
    const size = sizes[i];
    const first = Array.from({ length: m }, (_, w) => Math.floor((w * size) / m));
    const count = first.map((start, w) => Math.ceil(((w + 1) * size) / m) - start);
    return { size, first, count, step: 1 };
  });
}

/** The sum of each window. */
export function windowSums(x: Tensor, windows: readonly Windows[]): Tensor {
  const planes = x.shape[0] * x.shape[1];
  const source = run.contiguous(x);
  const y = run.empty("windowSums", x, x.dtype, contiguousLayout(windowShape(x, windows)));
  backend().windowSums(x.dtype, planes, inThree(windows), run.start(source), run.start(y));
  return record(y, [x], () => (g) => [windowSpread(g, windows)]);
}

/** The gradient of {@link windowSums}: each g added to all that its window saw. */
function windowSpread(g: Tensor, windows: readonly Windows[]): Tensor {
  const [batch, channels] = g.shape;
  const source = run.contiguous(g);
  const shape = [batch, channels, ...windows.map(({ size }) => size)];
  const y = run.empty("windowSpread", g, g.dtype, contiguousLayout(shape));
  backend().windowSpread(
    g.dtype,
    batch * channels,
    inThree(windows),
    run.start(source),
    run.start(y),
  );
  return record(y, [g], () => (h) => [windowSums(h, windows)]);
}

/** How many elements each window has, in the shape of the dims after the channels. */
export function windowSizes(x: Tensor, windows: readonly Windows[]): Tensor {
  const counts = windows.reduce<number[]>(
    (all, { count }) => all.flatMap((n) => count.map((m) => n * m)),
    [1],
  );
  const shape = windows.map(({ first }) => first.length);
  const y = run.empty("windowSizes", x, x.dtype, contiguousLayout(shape));
  write(y.storage, counts);
  return y;
}

/** The greatest element of each window; its gradient goes to the first of equal ones. */
export function windowMaxima(x: Tensor, windows: readonly Windows[]): Tensor {
  const planes = x.shape[0] * x.shape[1];
  const source = run.contiguous(x);
  const layout = contiguousLayout(windowShape(x, windows));
  const y = run.empty("maxPool", x, x.dtype, layout);
  const positions = run.empty("maxPositions", x, "int32", layout);
  backend().maxPool(
    x.dtype,
    planes,
    inThree(windows),
    run.start(source),
    run.start(y),
    run.start(positions),
  );
  return record(y, [x], () => (g) => [spreadToPositions(g, positions, x.shape)], [
    positions.storage,
  ]);
}

/** Zeros of `shape` with each g added at its position in the plane. */
function spreadToPositions(g: Tensor, positions: Tensor, shape: Shape): Tensor {
  const [batch, channels, ...sizes] = shape;
  const [planes, size] = [batch * channels, sizeOf(sizes)];
  const n = g.size / planes || 0;
  if (isRecording()) {
    const zeros = run.full(g, g.dtype, [planes, size], 0);
    const [to, from] = [reshape(positions, [planes, n]), reshape(g, [planes, n])];
    return reshape(scatterAdd(zeros, 1, to, from), shape);
  }
  const source = run.contiguous(g);
  const y = run.empty("maxPoolGrad", g, g.dtype, contiguousLayout(shape));
  backend().maxPoolGrad(
    g.dtype,
    planes,
    size,
    n,
    run.start(source),
    run.start(positions),
    run.start(y),
  );
  return y;
}

function windowShape(x: Tensor, windows: readonly Windows[]): Shape {
  return [...x.shape.slice(0, 2), ...windows.map(({ first }) => first.length)];
}

/** Windows of depth, height and width, whatever dims there are. */
function inThree(windows: readonly Windows[]): WindowTriple {
  const [depth = alone, height = alone, width = alone] = [alone, alone, ...windows].slice(-3);
  return [depth, height, width];
}

/** The one window of a dim that is not there. */
const alone: Windows = { size: 1, first: [0], count: [1], step: 1 };
