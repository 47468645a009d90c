/** What Winograd's kernels convolve: see `assembly/winograd-tiles.ts`. */

import type { Address } from "../backend.ts";
import type { ConvSizes, Triple } from "../windows.ts";

/** Rows of the weight in a piece. */
export const pieceRows = 64;

/** Images that are convolved, from `channels` to `rows` in each group: the input's, or the output's gradient. */
export interface Images {
  readonly batch: number;
  readonly groups: number;
  /** Channels of an image; each makes as many as it has taps along depth, by the strides along y and x. */
  readonly channels: number;
  readonly rows: number;
  readonly kernel: Triple;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly size: Triple;
  readonly result: Triple;
  /** Zeros before the first plane, row and column. */
  readonly padding: Triple;
}

/** Along y and along x. */
export type Pair = readonly [number, number];

/** Where the first tap of a weight lies; elements from a row, a channel, a tap along depth, y and x to the next. */
export interface Taps {
  readonly first: Address;
  readonly row: number;
  readonly channel: number;
  readonly depth: number;
  readonly down: number;
  readonly across: number;
}

/** The images of a convolution itself, and of its weight's gradient. */
export function imagesOf(sizes: ConvSizes): Images {
  const { batch, groups, inChannels, outChannels, stride, dilation } = sizes;
  return {
    batch,
    groups,
    channels: inChannels / groups,
    rows: outChannels / groups,
    kernel: sizes.kernel,
    stride: [stride[1], stride[2]],
    dilation: [dilation[1], dilation[2]],
    size: sizes.input,
    result: sizes.output,
    padding: sizes.padding,
  };
}

/** Those of its input's gradient, with a stride of 1: the gradient of the output, by the weight turned around. */
export function gradientImagesOf(sizes: ConvSizes): Images {
  const { channels, rows, size, result, padding, ...rest } = imagesOf(sizes);
  const { kernel, dilation } = sizes;
  return {
    ...rest,
    channels: rows,
    rows: channels,
    size: result,
    result: size,
    padding: [
      (kernel[0] - 1) * dilation[0] - padding[0],
      (kernel[1] - 1) * dilation[1] - padding[1],
      (kernel[2] - 1) * dilation[2] - padding[2],
    ],
  };
}

/** Channels that the kernels sum over. */
export function depthOf({ channels, kernel, stride }: Images): number {
  return channels * kernel[0] * stride[0] * stride[1];
}

/** Taps of such a channel along y and x. */
export function tapsOf({ kernel, stride }: Images): Pair {
  return [Math.ceil(kernel[1] / stride[0]), Math.ceil(kernel[2] / stride[1])];
}

/** Points along a dim of 1 to 5 taps, as `assembly/winograd-transforms.ts` has them. */
function pointsAlong(taps: number): number {
  return taps === 1 ? 1 : taps === 2 ? 5 : 6;
}

/** The points of a tile. */
export function pointsOf(images: Images): number {
  const [down, across] = tapsOf(images);
  return pointsAlong(down) * pointsAlong(across);
}

/** Tiles of all images' results. */
export function tilesOf(images: Images): number {
  const { batch, dilation, result } = images;
  const [down, across] = tapsOf(images).map((taps, i) => {
    const inTile = pointsAlong(taps) + 1 - taps;
    return dilation[i] * Math.ceil(Math.ceil(result[i + 1] / dilation[i]) / inTile);
  }) as [number, number];
  return batch * result[0] * down * across;
}

/** Elements of a group's weight. */
export function weightOf({ channels, rows, kernel }: Images): number {
  return channels * rows * volume(kernel);
}

/** Bytes of a group of x, and of a channel of y. */
export function groupBytes({ channels, size }: Images): number {
  return 4 * channels * volume(size);
}

export function resultBytes({ result }: Images): number {
  return 4 * volume(result);
}

/** The steps that `winogradWeightF32` takes. */
export function stepsOf({ row, channel, depth, down, across }: Taps): number[] {
  return [row, channel, depth, down, across];
}

/** What `assembly/winograd-tiles.ts` calls Tiles. */
export function sizesOf(images: Images): number[] {
  const { groups, channels, rows, kernel, stride, dilation, size, result, padding } = images;
  const along = [...kernel, ...tapsOf(images), ...stride, ...dilation];
  const across = [depthOf(images), groups * channels, rows, groups * rows];
  return [...size, ...result, ...padding, ...along, ...across];
}

export function volume([depth, height, width]: Triple): number {
  return depth * height * width;
}
