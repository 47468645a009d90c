/**
 * Winograd's transforms with many channels: the points of tiles and of rows are made before their products, so that
 * each of them is made once, and as many at a time as caches that threads share have room for.
 */

import type { Address } from "../backend.ts";
import { withBlock, withNumbers } from "../blocks.ts";
import { cutRows, slices } from "./cut.ts";
import type { Module } from "./module.ts";
import type { Images, Taps } from "./winograd-images.ts";
import {
  depthOf,
  groupBytes,
  pieceRows,
  pointsOf,
  resultBytes,
  sizesOf,
  stepsOf,
  tilesOf,
  weightOf,
} from "./winograd-images.ts";

/** Tiles of a block of points, and rows of a piece that takes one. */
const blockTiles = 64;
const blockRows = 24;
/** Bytes between the points of a block, as the kernels have them. */
const gap = 64;
/** Bytes of the points that are held at a time, of tiles and of rows. */
const heldBytes = 2 ** 24;

/** Sums of channels for all rows: see `Winograd`. */
export function wideProduct(
  module: Module,
  images: Images,
  x: Address,
  taps: Taps,
  bias: Address,
  y: Address,
): void {
  const { groups, rows } = images;
  const channels = depthOf(images);
  const points = pointsOf(images);
  const tiles = tilesOf(images);
  const blockBytes = points * (4 * blockTiles * channels + gap);
  const rowBytes = 4 * points * Math.ceil(channels / 4) * 4;
  const someTiles = held(tiles, blockTiles, blockBytes);
  const someRows = held(rows, blockRows, blockRows * rowBytes);
  const plane = resultBytes(images);
  withBlock(Math.ceil(someTiles / blockTiles) * blockBytes, (v) => {
    withBlock(someRows * rowBytes, (u) => {
      withNumbers(sizesOf(images), (sizes) => {
        for (let group = 0; group < groups; group++) {
          const image = x + group * groupBytes(images);
          for (let first = 0; first < tiles; first += someTiles) {
            const blocks = blocksOf(first, Math.min(someTiles, tiles - first), v, blockBytes);
            const inputs = blocks.map(([tile, count, at]) => [tile, count, sizes, image, at]);
            module.run("winogradInputF32", inputs);
            slices(rows, someRows, (row, count) => {
              const from = taps.first + 4 * (group * weightOf(images) + row * taps.row);
              const weights = cutRows(count, pieceRows, (start, some) => {
                return [start, some, count, ...stepsOf(taps), sizes, from, u];
              });
              module.run("winogradWeightF32", weights);
              const channel = group * rows + row;
              const added = bias === 0 ? 0 : bias + 4 * channel;
              const to = y + channel * plane;
              const pieces = slices(count, blockRows, (start, some) => [start, some]).flatMap(
                (part) =>
                  blocks.map(([tile, inBlock, at]) => {
                    return [tile, inBlock, ...part, count, sizes, at, u, added, to];
                  }),
              );
              module.run("winogradRowsF32", pieces);
              return [];
            });
          }
        }
      });
    });
  });
}

/** The gradient of the weight: see `Winograd`. */
export function wideWeightGradient(
  module: Module,
  images: Images,
  x: Address,
  g: Address,
  y: Address,
): void {
  const { groups, rows } = images;
  const channels = depthOf(images);
  const points = pointsOf(images);
  const tiles = tilesOf(images);
  const wide = Math.ceil(channels / 8) * 8;
  const blockBytes = points * (4 * blockTiles * wide + gap);
  const someTiles = held(tiles, blockTiles, blockBytes);
  const someRows = held(rows, blockRows, 4 * blockRows * points * wide);
  const plane = resultBytes(images);
  withBlock(Math.ceil(someTiles / blockTiles) * blockBytes, (v) => {
    withBlock(4 * points * Math.ceil(someRows / 6) * 6 * wide, (sums) => {
      withNumbers(sizesOf(images), (sizes) => {
        for (let group = 0; group < groups; group++) {
          const image = x + group * groupBytes(images);
          slices(rows, someRows, (row, count) => {
            const channel = group * rows + row;
            const gradient = g + channel * plane;
            for (let first = 0; first < tiles; first += someTiles) {
              const inPart = Math.min(someTiles, tiles - first);
              // All tiles' points stay for the rows that follow where there is room for them.
              if (someTiles < tiles || row === 0) {
                const blocks = blocksOf(first, inPart, v, blockBytes);
                const inputs = blocks.map(([tile, some, at]) => [tile, some, sizes, image, at]);
                module.run("winogradChannelsF32", inputs);
              }
              const adds = first > 0 ? 1 : 0;
              const pieces = slices(count, blockRows, (start, some) => {
                return [first, inPart, start, some, count, adds, sizes, v, gradient, sums];
              });
              module.run("winogradPointRowsF32", pieces, adds === 1);
            }
            const to = y + (4 * channel * weightOf(images)) / rows;
            const last = cutRows(count, pieceRows, (start, some) => {
              return [start, some, count, 1, sizes, sums, to];
            });
            module.run("winogradSumF32", last);
            return [];
          });
        }
      });
    });
  });
}

/** How many of `count` are held at a time, by blocks of `size` that take so many bytes. */
function held(count: number, size: number, blockBytes: number): number {
  return Math.min(count, Math.max(1, Math.floor(heldBytes / blockBytes)) * size);
}

/** Blocks of tiles: the first, how many, and where their points are. */
function blocksOf(
  first: number,
  count: number,
  v: Address,
  blockBytes: number,
): (readonly [number, number, Address])[] {
  return Array.from({ length: Math.ceil(count / blockTiles) }, (_, i) => {
    const some = Math.min(blockTiles, count - i * blockTiles);
    return [first + i * blockTiles, some, v + i * blockBytes] as const;
  });
}
