/** Convolutions of few taps along y and x by Winograd's transforms: see `assembly/winograd*.ts`. */

import type { Address } from "../backend.ts";
import { withBlock, withNumbers } from "../blocks.ts";
import type { ConvKernel, ConvName, ConvSizes } from "../windows.ts";
import { cutRows } from "./cut.ts";
import type { Module, Piece } from "./module.ts";
import type { Images, Taps } from "./winograd-images.ts";
import {
  depthOf,
  gradientImagesOf,
  groupBytes,
  imagesOf,
  pieceRows,
  pointsOf,
  resultBytes,
  sizesOf,
  stepsOf,
  tapsOf,
  tilesOf,
  volume,
  weightOf,
} from "./winograd-images.ts";
import { wideProduct, wideWeightGradient } from "./winograd-wide.ts";

/** Tiles of a piece: at least two blocks of the kernel's. */
const pieceTiles = 128;
/** The weight's gradient is summed in up to so many parts of at least so many tiles, whatever the threads. */
const mostParts = 8;
const partTiles = 256;
/** Taps along y or x that the transforms know. */
const mostTaps = 5;
/** Products in the time that it takes to make a point of a tile's channel, or row. */
const transforms = 11;
/** With more channels the input's points do not stay in a thread's cache beside those of the rows. */
const mostChannels = 128;

/** The kernels for float32, whether they know a convolution, and whether they stand in for it. */
export interface Winograd extends Record<ConvName, ConvKernel> {
  knows(name: ConvName, sizes: ConvSizes): boolean;
  suits(name: ConvName, sizes: ConvSizes): boolean;
}

/** Kernels that the fast build alone has. */
export function createWinograd(module: Module): Winograd {
  const product = (images: Images, x: Address, taps: Taps, bias: Address, y: Address): void => {
    const { groups, rows } = images;
    const channels = depthOf(images);
    if (channels > mostChannels) {
      wideProduct(module, images, x, taps, bias, y);
      return;
    }
    const tiles = tilesOf(images);
    const points32 = 4 * pointsOf(images) * rows * Math.ceil(channels / 4) * 4;
    withBlock(groups * points32, (u) => {
      withNumbers(sizesOf(images), (sizes) => {
        const weights: Piece[] = [];
        const pieces: Piece[] = [];
        for (let group = 0; group < groups; group++) {
          const from = taps.first + 4 * group * weightOf(images);
          const to = u + group * points32;
          cutRows(rows, pieceRows, (first, count) => {
            weights.push([first, count, rows, ...stepsOf(taps), sizes, from, to]);
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
    knows,
    suits: (name, sizes) =>
      knows(name, sizes) && saves(name, sizes) && module.kernel("isFast")() === 1,

    forward(_, sizes, x, w, bias, y) {
      const images = imagesOf(sizes);
      const [depth, height, width] = images.kernel;
      const plane = height * width;
      const channel = plane * depth;
      const row = channel * images.channels;
      const taps = { first: w, row, channel, depth: plane, down: width, across: 1 };
      product(images, x, taps, bias, y);
    },

    /** The convolution of the gradient with the weight turned around, its channels exchanged. */
    inputGradient(_, sizes, g, w, bias, y) {
      const images = gradientImagesOf(sizes);
      const [depth, height, width] = images.kernel;
      const plane = height * width;
      const row = plane * depth;
      const channel = row * images.rows;
      const first = w + 4 * (row - 1);
      const taps = { first, row, channel, depth: -plane, down: -width, across: -1 };
      product(images, g, taps, bias, y);
    },

    weightGradient(_, sizes, x, g, __, y) {
      const images = imagesOf(sizes);
      const { groups, rows } = images;
      const channels = depthOf(images);
      if (channels > mostChannels) {
        wideWeightGradient(module, images, x, g, y);
        return;
      }
      const tiles = tilesOf(images);
      const inPart = Math.ceil(tiles / Math.min(mostParts, Math.ceil(tiles / partTiles)));
      const parts = Math.ceil(tiles / inPart);
      const partBytes =
        4 * pointsOf(images) * Math.ceil(rows / 6) * 6 * Math.ceil(channels / 8) * 8;
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
              last.push([first, count, rows, parts, numbers, from, to]);
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

/** Whether the kernels know a convolution with these sizes. */
function knows(name: ConvName, sizes: ConvSizes): boolean {
  const { batch, input, output, kernel, stride, padding, dilation } = sizes;
  const [down, across] = tapsOf(imagesOf(sizes));
  if (down > mostTaps || across > mostTaps || across === 1 || batch === 0) return false;
  if (stride[0] !== 1 || dilation[0] !== 1) return false;
  return [1, 2].every((i) => {
    const border = (kernel[i] - 1) * dilation[i];
    const last = (output[i] - 1) * stride[i];
    // Windows that lie in the padding, or taps, are left out: their sums would hold the errors of those around them.
    const after = last + border + 1 - input[i] - padding[i];
    const isSeen = padding[i] <= last && border - padding[i] < input[i];
    const isPlain = stride[i] === 1 || (dilation[i] === 1 && name !== "inputGradient");
    return isPlain && isSeen && Math.max(padding[i], after) <= border;
  });
}

/** Whether they are the faster ones, for some images: how many there are changes no bit of one. */
function saves(name: ConvName, sizes: ConvSizes): boolean {
  const { kernel, stride } = sizes;
  const gradient = name === "inputGradient" ? gradientImagesOf(sizes) : imagesOf(sizes);
  const images = { ...gradient, batch: 1 };
  const [down, across] = tapsOf(images);
  // Along x alone 5 taps save too little, and with a stride 3: some of their channels have but one.
  if (down === 1 && across === mostTaps) return false;
  if ([1, 2].some((i) => stride[i] > 1 && kernel[i] <= 3)) return false;
  const { channels, rows, result } = images;
  const depth = depthOf(images);
  const tiles = tilesOf(images);
  // With a stride the weight's points take the time of some tiles.
  const withWeight = tiles + stride[1] * stride[2] - 1;
  const products = withWeight * depth * rows + transforms * tiles * (depth + rows);
  return pointsOf(images) * products < volume(result) * volume(kernel) * channels * rows;
}
