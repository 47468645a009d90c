/** Convolutions over bands of the images: see `assembly/bands.ts`. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { ConvWindows } from "../conv-windows.ts";
import { convBlock } from "../conv-windows.ts";
import { slices } from "./cut.ts";
import type { Piece } from "./module.ts";

/** Rows of windows in a band, windows in a row of it, bands of an image. */
export interface Bands {
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
}

/** Bytes for the layers that a block of k sees. */
const layerBytes = 2 ** 19;
/** Places of a band: the sums of a tile's rows stay in the first-level cache. */
const mostPlaces = 1536;
/** The share of the places, in whole vectors, that are windows, at least. */
const leastShare = 0.55;
/** With more channels of the result than that and more products a sum, the windows are worth packing. */
const fewRows = 8;
const fewProducts = 32;
/** A weight's gradient takes its sums over a band from its lanes: with few places and many sums these are the most of it. */
const leastPlaces = 128;
const fewColumns = 160;
/** Taps of a channel whose places fit the workspace. */
const mostTaps = 4096;

/** The bands where they are the faster way to the sums of windows for `rows` channels from `channels`. */
export function bandsOfSums(
  dtype: DType,
  windows: ConvWindows,
  rows: number,
  channels: number,
): Bands | undefined {
  const isFew = rows <= fewRows || channels * tapsOf(windows) <= fewProducts;
  return rows > 0 && isFew ? bandsOf(dtype, windows, channels) : undefined;
}

/** The bands where they are the faster way to the gradient of a weight. */
export function bandsOfWeight(
  dtype: DType,
  windows: ConvWindows,
  rows: number,
  channels: number,
): Bands | undefined {
  const bands = bandsOf(dtype, windows, channels);
  const taps = tapsOf(windows);
  const [, tapsY, tapsX] = windows.taps;
  if (bands === undefined || rows * channels === 0 || tapsY * tapsX > mostTaps) return undefined;
  if (rows <= 2) return bands;
  const isDense = taps > 1 && windows.step.every((n) => n === 1);
  const isFew = isDense || channels * taps <= fewColumns;
  return isFew && bands.rows * bands.columns >= leastPlaces ? bands : undefined;
}

/** The largest bands whose layers fit the workspace, or nothing where too many of their places would be none. */
function bandsOf(dtype: DType, windows: ConvWindows, channels: number): Bands | undefined {
  const { count, taps, step, tapStep } = windows;
  const span = (dim: 1 | 2) => Math.abs((taps[dim] - 1) * tapStep[dim]);
  const phases = Math.min(step[1], span(1) + 1) * Math.min(step[2], span(2) + 1);
  const layers = Math.min(channels * taps[0], Math.ceil(convBlock / (taps[1] * taps[2] || 1)) + 1);
  const most = layerBytes / bytesPerElement(dtype) / Math.max(1, layers) - 32;
  const moreRows = Math.floor(span(1) / step[1]);
  const moreColumns = Math.floor(span(2) / step[2]);
  const fits = (rows: number, columns: number): boolean => {
    const pitch = columns + moreColumns;
    const isSmall = rows * pitch <= mostPlaces || (rows === 1 && columns <= mostPlaces);
    return isSmall && phases * (rows + moreRows) * pitch <= most;
  };
  let [depth, rows, columns] = count;
  for (let parts = 2; !fits(rows, columns) && rows > 1; parts++) rows = Math.ceil(count[1] / parts);
  for (let parts = 2; !fits(rows, columns) && columns > 1; parts++) {
    columns = Math.ceil(count[2] / parts);
  }
  const places = (rows - 1) * (columns + moreColumns) + columns;
  if (!fits(rows, columns) || rows * columns < leastShare * Math.ceil(places / 8) * 8) return;
  depth *= Math.ceil(count[1] / rows) * Math.ceil(count[2] / columns);
  return { rows, columns, count: depth };
}

function tapsOf({ taps: [depth, height, width] }: ConvWindows): number {
  return depth * height * width;
}

/** Groups and bands, so many from a first one on. */
export interface BandCut {
  readonly group: number;
  readonly groups: number;
  readonly first: number;
  readonly count: number;
}

/** Cuts groups into as many pieces as wanted, and bands of all images where there are fewer groups. */
export function cutBands(
  wanted: number,
  groups: number,
  bands: number,
  piece: (cut: BandCut) => Piece,
): Piece[] {
  const parts = Math.min(groups, wanted);
  const pieces: Piece[] = [];
  slices(bands, Math.ceil(bands / Math.ceil(wanted / parts)), (first, count) => {
    const inPiece = Math.ceil(groups / parts);
    pieces.push(
      ...slices(groups, inPiece, (group, some) => piece({ group, groups: some, first, count })),
    );
    return [];
  });
  return pieces;
}
