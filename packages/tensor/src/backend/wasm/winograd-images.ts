/** What Winograd's kernels convolve: see `assembly/winograd-tiles.ts`. */

import type { Address } from "../backend.ts";
import type { ConvSizes } from "../windows.ts";

/** The points of a tile. */
export const points = 36;
/** Rows of the weight in a piece. */
export const pieceRows = 64;

/** Images that are convolved, from `channels` to `rows` in each group: the input's, or the output's gradient. */
export interface Images {
  readonly batch: number;
  readonly groups: number;
  readonly channels: number;
  readonly rows: number;
  readonly size: readonly [number, number];
  readonly result: readonly [number, number];
  /** Zeros before the first row and column. */
  readonly padding: readonly [number, number];
}

/** Where the first tap of a weight lies; elements from a row, a channel and a tap to the next. */
export interface Taps {
  readonly first: Address;
  readonly row: number;
  readonly channel: number;
  readonly tap: number;
}

/** The images of a convolution itself. */
export function imagesOf(sizes: ConvSizes): Images {
  const { batch, groups, inChannels, outChannels, input, output, padding } = sizes;
  return {
    batch,
    groups,
    channels: inChannels / groups,
    rows: outChannels / groups,
    size: [input[1], input[2]],
    result: [output[1], output[2]],
    padding: [padding[1], padding[2]],
  };
}

/** Tiles of all images' results. */
export function tilesOf({ batch, result: [height, width] }: Images): number {
  return batch * Math.ceil(height / 4) * Math.ceil(width / 4);
}

/** Elements of a group's weight. */
export function weightOf({ channels, rows }: Images): number {
  return 9 * channels * rows;
}

/** What `assembly/winograd-tiles.ts` calls Tiles. */
export function sizesOf({ groups, channels, rows, size, result, padding }: Images): number[] {
  return [...size, ...result, ...padding, channels, groups * channels, rows, groups * rows];
}
