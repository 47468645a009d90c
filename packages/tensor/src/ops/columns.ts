/** The windows of images as columns of a matrix, and images as the sums of columns. */

import type { Described } from "../errors.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { checkShape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { ListPerDim, PaddingPerDim, PerDim, WindowDims } from "./conv-sizes.ts";
import { checkImages, paddingPerDim, perDim, windowCounts } from "./conv-sizes.ts";
import { narrow, permute, reshape } from "./movement.ts";
import { pad } from "./padding.ts";
import type { Sliding } from "./windows.ts";
import { overlapped, sliding } from "./windows.ts";

/** Options of {@link im2col} and {@link col2im}. */
export interface Im2colOptions<D extends WindowDims = WindowDims> {
  /** Elements from one window to the next. Default 1. */
  readonly stride?: PerDim<D> | undefined;
  /** Zeros on both sides, as a pair where they differ. Default 0. */
  readonly padding?: PaddingPerDim<D> | undefined;
  /** Elements from one element of a window to the next. Default 1. */
  readonly dilation?: PerDim<D> | undefined;
}

/**
 * The windows of images as columns, PyTorch's `nn.functional.unfold`: x `[batch, channels, ...sizes]` with one to three
 * sizes gives `[batch, channels · Π kernel, windows]`, the elements of a window in row-major order, channels outermost.
 * A product with `[out, channels · Π kernel]` is a convolution.
 *
 * @example im2col(linspace(0, 5, 6).reshape([1, 1, 2, 3]), 2); // [[[0, 1], [1, 2], [3, 4], [4, 5]]]
 */
export function im2col(x: Tensor, kernel: PerDim, options: Im2colOptions = {}): Tensor {
  const dims = x.rank - 2;
  const [batch, channels] = x.shape;
  checkImages("im2col", x, Math.min(3, Math.max(1, dims)));
  const taken = columnsOf("im2col", x, dims, kernel, options);
  const { before, after, windows } = taken;
  const padded = pad(x, [[0, 0], [0, 0], ...before.map((n, i) => [n, after[i]] as const)]);
  const views = windows.reduce((y, each, i) => sliding("im2col", y, i + 2, each), padded);
  const order = [...views.shape.keys()];
  const columns = permute(views, [0, 1, ...order.slice(2 + dims), ...order.slice(2, 2 + dims)]);
  const size = sizeOf(windows.map((each) => each.size));
  return reshape(columns, [batch, channels * size, sizeOf(windows.map(({ count }) => count))]);
}

/**
 * Columns added up to images of `outputSize`, PyTorch's `nn.functional.fold` and the gradient of {@link im2col}: x
 * `[batch, channels · Π kernel, windows]` gives `[batch, channels, ...outputSize]`, each element the sum of those that
 * windows hold of it.
 *
 * @example col2im(ones([1, 2, 3]), [4], 2); // [[[1, 2, 2, 1]]]
 */
export function col2im<S extends ListPerDim<WindowDims, number>>(
  x: Tensor,
  outputSize: S,
  kernel: PerDim<S["length"]>,
  options: Im2colOptions<S["length"]> = {},
): Tensor {
  run.checkFloat("col2im", x);
  const sizes: readonly number[] = outputSize;
  const dims = sizes.length;
  if (dims < 1 || dims > 3) {
    throw new ArgumentError(
      "col2im",
      `outputSize is [${sizes.join(",")}]; it takes one to three sizes. Mend it.`,
    );
  }
  checkShape("col2im", sizes);
  const images = { shape: [x.shape[0], 1, ...sizes], dtype: x.dtype };
  const { before, after, windows } = columnsOf("col2im", images, dims, kernel, options);
  const elements = sizeOf(windows.map(({ size }) => size));
  const count = sizeOf(windows.map((each) => each.count));
  if (x.rank !== 3 || x.shape[1] % elements !== 0 || x.shape[2] !== count) {
    throw new ShapeError(
      "col2im",
      `${describe(x)} to images of [${sizes.join(",")}]; it takes [batch, channels · ${elements}, ${count}]. Mend the sizes or the options.`,
      [x.shape],
    );
  }
  const [batch, rows] = x.shape;
  const inner = windows.map(({ size }) => size);
  const outer = windows.map((each) => each.count);
  const apart = reshape(x, [batch, rows / elements, ...inner, ...outer]);
  const order = [...apart.shape.keys()];
  const views = permute(apart, [0, 1, ...order.slice(2 + dims), ...order.slice(2, 2 + dims)]);
  const padded = windows.reduceRight(
    (y, each, i) => overlapped(y, i + 2, before[i] + sizes[i] + after[i], each),
    views,
  );
  return sizes.reduce((y, size, i) => narrow(y, i + 2, before[i], size), padded);
}

/** The padding of images and the windows along each dim of what is padded. */
function columnsOf(
  op: string,
  x: Described,
  dims: number,
  kernelSize: PerDim,
  options: Im2colOptions,
) {
  const kernel = perDim(op, "kernel", kernelSize, dims, 1);
  const stride = perDim(op, "stride", options.stride ?? 1, dims, 1);
  const dilation = perDim(op, "dilation", options.dilation ?? 1, dims, 1);
  const { before, after } = paddingPerDim(op, options.padding ?? 0, dims);
  const counts = windowCounts(op, x, { kernel, stride, before, after, dilation });
  const windows: readonly Sliding[] = counts.map((count, i) => ({
    count,
    size: kernel[i],
    step: stride[i],
    gap: dilation[i],
  }));
  return { before, after, windows };
}
