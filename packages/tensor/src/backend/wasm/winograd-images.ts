/** What Winograd's kernels convolve: see `assembly/winograd-tiles.ts`. */

import type { Address } from "../backend.ts";
import type { ConvSizes, Triple } from "../windows.ts";

/** The points of a tile. */
export const points = 36;
/** Rows of the weight in a piece. */
export const pieceRows = 64;

/** Images that are convolved, from `channels` to `rows` in each group: the input's, or the output's gradient. */
export interface Images {
  readonly batch: number;
  readonly groups: number;
  /** Each tap along depth is a channel of its own. */
  readonly channels: number;
  readonly tapsZ: number;
  readonly rows: number;
  readonly size: Triple;
  readonly result: Triple;
  /** Zeros before the first plane, row and column. */
  readonly padding: Triple;
}

/** Where the first tap of a weight lies; elements from a row, a channel, a tap along depth and any tap to the next. */
export interface Taps {
  readonly first: Address;
  readonly row: number;
  readonly channel: number;
  readonly depth: number;
  readonly tap: number;
}

/** The images of a convolution itself. */
export function imagesOf(sizes: ConvSizes): Images {
  const { batch, groups, inChannels, outChannels, input, output, kernel, padding } = sizes;
  return {
    batch,
    groups,
    channels: (inChannels / groups) * kernel[0],
    tapsZ: kernel[0],
    rows: outChannels / groups,
    size: input,
    result: output,
    padding,
  };
}

/** Tiles of all images' results. */
export function tilesOf({ batch, result: [depth, height, width] }: Images): number {
  return batch * depth * Math.ceil(height / 4) * Math.ceil(width / 4);
}

/** Elements of a group's weight. */
export function weightOf({ channels, rows }: Images): number {
  return 9 * channels * rows;
}

/** Bytes of a group of x, and of a channel of y. */
export function groupBytes({ channels, tapsZ, size }: Images): number {
  return 4 * (channels / tapsZ) * size[0] * size[1] * size[2];
}

export function resultBytes({ result: [depth, height, width] }: Images): number {
  return 4 * depth * height * width;
}

/** The arguments of `winogradWeightF32` between its rows and its addresses. */
export function stepsOf({ channels, tapsZ }: Images, { row, channel, depth, tap }: Taps): number[] {
  return [channels, row, tapsZ, channel, depth, tap];
}

/** What `assembly/winograd-tiles.ts` calls Tiles. */
export function sizesOf(images: Images): number[] {
  const { groups, channels, tapsZ, rows, size, result, padding } = images;
  const imageChannels = (groups * channels) / tapsZ;
  return [...size, ...result, ...padding, tapsZ, channels, imageChannels, rows, groups * rows];
}
