/** Convolutions. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address, Backend, BinaryKernel } from "../backend.ts";
import { withBlock, withNumbers } from "../blocks.ts";
import type { ConvWindows } from "../conv-windows.ts";
import { forwardWindows, inputWindows, weightPart } from "../conv-windows.ts";
import { reference } from "../reference/index.ts";
import type { ConvKernel, ConvName, ConvSizes, Triple } from "../windows.ts";
import { bandsOfSums, bandsOfWeight, cutBands } from "./conv-bands.ts";
import { cutRows } from "./cut.ts";
import type { FloatKernelName, Module, Piece } from "./module.ts";
import { floatName } from "./module.ts";
import { createWinograd } from "./winograd.ts";

/** Multiply-adds of a piece. */
const grain = 2 ** 20;
/** Columns that a tile sums, of float32; its rows. */
const tileColumns = 8;
const tileRows = 6;
/** Pieces that a product is cut into where it is worth it; more would pack the same rows again and again. */
const fewPieces = 8;

/** The table of convolutions. */
export function createConv(
  module: Module,
  copy: Backend["copy"],
  add: BinaryKernel,
): Record<ConvName, ConvKernel> {
  /** The sums of windows over the images at `x` for all groups; w is `[groups, rows, channels, taps]` as they walk it. */
  const sums = (
    dtype: DType,
    { batch, groups }: ConvSizes,
    windows: ConvWindows,
    x: Address,
    channels: number,
    w: Address,
    bias: Address,
    y: Address,
    yChannels: number,
  ): void => {
    const size = bytesPerElement(dtype);
    const rows = yChannels / groups;
    const perGroup = channels / groups;
    const depth = perGroup * volume(windows.taps);
    withSizes(windows, perGroup, channels, rows, yChannels, (sizes) => {
      const columns = batch * volume(windows.count);
      const bands = bandsOfSums(dtype, windows, rows, perGroup);
      if (bands) {
        const work = (groups * rows * depth * columns) / grain;
        const wanted = Math.max(1, Math.min(fewPieces, Math.floor(work)));
        const pieces = cutBands(wanted, groups, batch * bands.count, (cut) => {
          const row = cut.group * rows;
          const from = x + cut.group * perGroup * volume(windows.image) * size;
          const weights = w + row * depth * size;
          const biases = bias === 0 ? 0 : bias + row * size;
          const to = y + row * windows.plane * size;
          const band = [cut.first, cut.count, bands.rows, bands.columns];
          return [cut.groups, rows, ...band, sizes, from, weights, biases, to];
        });
        module.run(floatName("convBands", dtype), pieces);
        return;
      }
      const pieces: Piece[] = [];
      for (let group = 0; group < groups; group++) {
        const from = x + group * perGroup * volume(windows.image) * size;
        cutProduct(fewPieces, rows, columns, depth, (firstRow, someRows, first, count) => {
          const row = group * rows + firstRow;
          const weights = w + row * depth * size;
          const biases = bias === 0 ? 0 : bias + row * size;
          const to = y + row * windows.plane * size;
          pieces.push([someRows, first, count, sizes, from, weights, biases, to]);
        });
      }
      module.run(floatName("conv", dtype), pieces);
    });
  };

  const own: Record<ConvName, ConvKernel> = {
    forward(dtype, sizes, x, w, bias, y) {
      const { inChannels, outChannels } = sizes;
      sums(dtype, sizes, forwardWindows(sizes), x, inChannels, w, bias, y, outChannels);
    },

    inputGradient(dtype, sizes, g, w, bias, y) {
      const { groups, inChannels, outChannels } = sizes;
      const rows = inChannels / groups;
      const channels = outChannels / groups;
      const taps = volume(sizes.kernel);
      const size = bytesPerElement(dtype);
      withBlock(outChannels * rows * taps * size, (turned) => {
        for (const windows of inputWindows(sizes)) {
          const shape = [groups, rows, channels, ...windows.taps];
          const from = w + windows.weightStart * size;
          const strides = [channels * rows * taps, taps, rows * taps, ...windows.weightApart];
          copy(dtype, shape, from, strides, turned, rowMajor(shape));
          sums(dtype, sizes, windows, g, outChannels, turned, bias, y, inChannels);
        }
      });
    },

    weightGradient(dtype, sizes, x, g, _, y) {
      const { batch, groups, inChannels, outChannels } = sizes;
      const windows = forwardWindows(sizes);
      const rows = outChannels / groups;
      const channels = inChannels / groups;
      const size = bytesPerElement(dtype);
      const columns = channels * volume(windows.taps);
      const depth = batch * windows.plane;
      if (depth === 0) {
        reference.fill(dtype, outChannels * columns, 0, y);
        return;
      }
      withSizes(windows, channels, inChannels, rows, outChannels, (walk) => {
        const elements = outChannels * columns;
        /** Runs the pieces that make sums of parts, and adds these in order. */
        const inParts = (
          name: FloatKernelName,
          parts: number,
          piecesOf: (part: number, sum: Address) => Piece[],
        ): void => {
          withBlock((parts - 1) * elements * size, (others) => {
            const sumOf = (part: number) =>
              part === 0 ? y : others + (part - 1) * elements * size;
            const all = Array.from({ length: parts }, (_, part) => piecesOf(part, sumOf(part)));
            module.run(floatName(name, dtype), all.flat());
            for (let part = 1; part < parts; part++) {
              add(dtype, 1, elements, y, 0, 1, sumOf(part), 0, 1, y);
            }
          });
        };
        const bands = bandsOfWeight(dtype, windows, rows, channels);
        if (bands && module.kernel("isFast")() === 1) {
          const all = batch * bands.count;
          const inPart = Math.ceil(all / Math.min(all, Math.ceil(fewPieces / groups)));
          inParts("convBandsWeight", Math.ceil(all / inPart), (part, sum) => {
            const start = part * inPart;
            return cutBands(fewPieces, groups, 1, ({ group, groups: some }) => {
              const from = x + group * channels * volume(windows.image) * size;
              const gradients = g + group * rows * windows.plane * size;
              const to = sum + group * rows * columns * size;
              const band = [start, Math.min(inPart, all - start), bands.rows, bands.columns];
              return [some, rows, channels, ...band, walk, from, gradients, to];
            });
          });
          return;
        }
        const inPart = weightPart(depth);
        const parts = Math.ceil(depth / inPart);
        inParts("convWeight", parts, (part, sum) => {
          const pieces: Piece[] = [];
          const start = part * inPart;
          const steps = Math.min(inPart, depth - start);
          for (let group = 0; group < groups; group++) {
            const from = x + group * channels * volume(windows.image) * size;
            const wanted = Math.ceil(fewPieces / parts);
            cutProduct(wanted, rows, columns, steps, (firstRow, someRows, first, count) => {
              const row = group * rows + firstRow;
              const gradients = g + row * windows.plane * size;
              const to = sum + row * columns * size;
              pieces.push([start, steps, someRows, first, count, walk, from, gradients, to]);
            });
          }
          return pieces;
        });
      });
    },
  };
  const winograd = createWinograd(module);
  const kernels = (
    name: ConvName,
    dtype: DType,
    sizes: ConvSizes,
  ): Record<ConvName, ConvKernel> => {
    if (isWide(sizes)) return reference.conv;
    return dtype === "float32" && winograd.suits(name, sizes) ? winograd : own;
  };
  const bind = (name: ConvName): ConvKernel => {
    return (dtype, sizes, a, b, bias, y) => {
      kernels(name, dtype, sizes)[name](dtype, sizes, a, b, bias, y);
    };
  };
  return {
    forward: bind("forward"),
    inputGradient: bind("inputGradient"),
    weightGradient: bind("weightGradient"),
  };
}

/** Whether places in the padding, with their steps, may pass the numbers that the kernels count with. */
function isWide({ input, kernel, output, stride, padding, dilation }: ConvSizes): boolean {
  return input.some((size, i) => {
    const span = padding[i] + stride[i] * output[i] + dilation[i] * kernel[i];
    return size + span > 2 ** 29;
  });
}

/** Cuts a product of `[rows, depth]` by `[depth, columns]`: by columns, and by rows where that makes fewer than wanted. */
function cutProduct(
  wanted: number,
  rows: number,
  columns: number,
  depth: number,
  piece: (firstRow: number, rows: number, first: number, count: number) => void,
): void {
  const parts = cutColumns(wanted, columns, rows * depth, (first, count) => [first, count]);
  const tiles = Math.ceil(rows / tileRows);
  const across =
    parts.length < wanted ? Math.ceil(tiles / Math.ceil(wanted / parts.length)) : tiles;
  cutRows(tiles, across, (firstTile, someTiles) => {
    const firstRow = firstTile * tileRows;
    const someRows = Math.min(rows - firstRow, someTiles * tileRows);
    for (const [first, count] of parts) piece(firstRow, someRows, first, count);
    return [];
  });
}

/** Cuts columns by panels, each column `work` multiply-adds, into as many as wanted where that is worth it. */
function cutColumns(
  wanted: number,
  columns: number,
  work: number,
  piece: (first: number, count: number) => Piece,
): Piece[] {
  const panels = Math.ceil(columns / tileColumns);
  const worth = Math.ceil(grain / Math.max(1, work * tileColumns));
  const inPiece = Math.max(worth, Math.min(64, Math.ceil(panels / wanted)));
  return cutRows(panels, inPiece, (panel, count) => {
    const first = panel * tileColumns;
    return piece(first, Math.min(columns - first, count * tileColumns));
  });
}

/** Runs with the address of what `assembly/windows.ts` calls Windows. */
function withSizes(
  windows: ConvWindows,
  channels: number,
  imageChannels: number,
  rows: number,
  otherChannels: number,
  use: (address: Address) => void,
): void {
  const { image, count, taps, first, step, tapStep, plane, start, apart } = windows;
  const values = [
    ...[...image, ...count, ...taps, ...first, ...step, ...tapStep],
    ...[channels, imageChannels, rows, otherChannels, plane, start, ...apart],
  ];
  withNumbers(values, use);
}

function rowMajor(shape: readonly number[]): number[] {
  let step = 1;
  return [...shape]
    .reverse()
    .map((size) => {
      const stride = step;
      step *= size;
      return stride;
    })
    .reverse();
}

function volume([depth, height, width]: Triple): number {
  return depth * height * width;
}
