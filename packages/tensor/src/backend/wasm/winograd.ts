/** Convolutions of 3x3 taps, in three dims of any number of them, by Winograd's transforms: see `assembly/winograd*.ts`. */

import type { Address } from "../backend.ts";
import { withBlock, withNumbers } from "../blocks.ts";
import type { ConvKernel, ConvName, ConvSizes } from "../windows.ts";
import { cutRows } from "./cut.ts";
import type { Module, Piece } from "./module.ts";
import type { Images, Taps } from "./winograd-images.ts";
import {
  groupBytes,
  imagesOf,
  pieceRows,
  points,
  resultBytes,
  sizesOf,
  stepsOf,
  tilesOf,
  weightOf,
} from "./winograd-images.ts";
import { wideProduct, wideWeightGradient } from "./winograd-wide.ts";

/** Tiles of a piece: at least two blocks of the kernel's. */
const pieceTiles = 128;
/** The weight's gradient is summed in up to so many parts of at least so many tiles, whatever the threads. */
const mostParts = 8;
const partTiles = 256;
/** With fewer channels the transforms cost what they save. */
const leastChannels = 8;
/** With more channels the input's points do not stay in a thread's cache beside those of the rows. */
const mostChannels = 128;
/** The share of the tiles' places that lie in the output, at least. */
const leastShare = 0.4;

/** The kernels for float32, and whether they stand in for a convolution. */
export interface Winograd extends Record<ConvName, ConvKernel> {
  suits(sizes: ConvSizes): boolean;
}

/** Kernels that the fast build alone has. */
export function createWinograd(module: Module): Winograd {
  const product = (images: Images, x: Address, taps: Taps, bias: Address, y: Address): void => {
    const { groups, channels, rows } = images;
    if (channels > mostChannels) {
      wideProduct(module, images, x, taps, bias, y);
      return;
    }
    const tiles = tilesOf(images);
    const points32 = 4 * points * rows * Math.ceil(channels / 4) * 4;
    withBlock(groups * points32, (u) => {
      withNumbers(sizesOf(images), (sizes) => {
        const weights: Piece[] = [];
        const pieces: Piece[] = [];
        for (let group = 0; group < groups; group++) {
          const from = taps.first + 4 * group * weightOf(images);
          const to = u + group * points32;
          cutRows(rows, pieceRows, (first, count) => {
            weights.push([first, count, rows, ...stepsOf(images, taps), from, to]);
            return [];
          });
          const image = x + group * groupBytes(images);
          const added = bias === 0 ? 0 : bias + 4 * group * rows;
          const sum = y + group * rows * resultBytes(images);
          cutRows(tiles, pieceTiles, (first, count) => {
            pieces.push([first, count, sizes, image, to, added, sum]);
            return [];
          });
        }
        module.run("winogradWeightF32", weights);
        module.run("winogradF32", pieces);
      });
    });
  };

  return {
    suits: (sizes) => fits(sizes) && module.kernel("isFast")() === 1,

    forward(_, sizes, x, w, bias, y) {
      const images = imagesOf(sizes);
      const channel = 9 * images.tapsZ;
      const taps = { first: w, row: 9 * images.channels, channel, depth: 9, tap: 1 };
      product(images, x, taps, bias, y);
    },

    /** The convolution of the gradient with the weight turned around, its channels exchanged. */
    inputGradient(_, sizes, g, w, bias, y) {
      const { channels, tapsZ, rows, size, result, padding, ...rest } = imagesOf(sizes);
      const images: Images = {
        ...rest,
        channels: rows * tapsZ,
        tapsZ,
        rows: channels / tapsZ,
        size: result,
        result: size,
        padding: [tapsZ - 1 - padding[0], 2 - padding[1], 2 - padding[2]],
      };
      const first = w + 4 * (9 * tapsZ - 1);
      const taps = { first, row: 9 * tapsZ, channel: 9 * channels, depth: -9, tap: -1 };
      product(images, g, taps, bias, y);
    },

    weightGradient(_, sizes, x, g, __, y) {
      const images = imagesOf(sizes);
      const { groups, channels, rows } = images;
      if (channels > mostChannels) {
        wideWeightGradient(module, images, x, g, y);
        return;
      }
      const tiles = tilesOf(images);
      const inPart = Math.ceil(tiles / Math.min(mostParts, Math.ceil(tiles / partTiles)));
      const parts = Math.ceil(tiles / inPart);
      const partBytes = 4 * points * Math.ceil(rows / 6) * 6 * Math.ceil(channels / 8) * 8;
      withBlock(groups * parts * partBytes, (sums) => {
        withNumbers(sizesOf(images), (numbers) => {
          const pieces: Piece[] = [];
          const last: Piece[] = [];
          for (let group = 0; group < groups; group++) {
            const image = x + group * groupBytes(images);
            const gradient = g + group * rows * resultBytes(images);
            const from = sums + group * parts * partBytes;
            for (let part = 0; part < parts; part++) {
              const first = part * inPart;
              const count = Math.min(inPart, tiles - first);
              pieces.push([first, count, numbers, image, gradient, from + part * partBytes]);
            }
            const to = y + 4 * group * weightOf(images);
            cutRows(rows, pieceRows, (first, count) => {
              last.push([first, count, rows, channels, parts, from, to]);
              return [];
            });
          }
          module.run("winogradPointsF32", pieces);
          module.run("winogradSumF32", last);
        });
      });
    },
  };
}

/** Whether the kernels know a convolution with these sizes, and are the faster ones. */
function fits({ batch, groups, inChannels, outChannels, ...sizes }: ConvSizes): boolean {
  const { input, kernel, output, stride, padding, dilation } = sizes;
  if (kernel[1] !== 3 || kernel[2] !== 3 || ![...stride, ...dilation].every((n) => n === 1))
    return false;
  // Windows that lie in the padding are left out: their sums would hold the errors of those around them.
  const isPadded = [1, 2].some(
    (i) => Math.max(padding[i], output[i] - input[i] - padding[i] + 2) > 2,
  );
  if (isPadded || batch === 0) return false;
  const least = Math.min(inChannels, outChannels) / groups;
  if (least < leastChannels) return false;
  return [input, output].every(([, height, width]) => {
    const covered = Math.ceil(height / 4) * Math.ceil(width / 4) * 16;
    return height * width >= leastShare * covered;
  });
}
