/** Batch normalisation; every step is rounded to the dtype but the totals of a channel, which are in float64. */

import type { DType } from "../../dtype.ts";
import { typedArray } from "../../dtype.ts";
import type { BatchNormKernels, ChannelSizes } from "../batch-norm.ts";
import { view } from "../memory.ts";
import { indexOf, round } from "./loops.ts";
import { accumulators, sumOfRow } from "./reduce.ts";

/** The kernels of batch normalisation. */
export const batchNormalization: BatchNormKernels = {
  batchNorm(dtype, sizes, epsilon, relu, { x, weight, bias, y, mean, variance, saved }) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const { batch, channels, space } = sizes;
    const rows = createRows(dtype, sizes, x);
    for (let c = 0; c < channels; c++) {
      const sum = rows.total(c, (i) => rows.deviation(c, i, 0));
      const middle = round(isFloat32, sum / (batch * space));
      const squares = rows.total(c, (i) => {
        const d = rows.deviation(c, i, middle);
        return d * d;
      });
      const spread = round(isFloat32, squares / (batch * space));
      const under = round(isFloat32, spread + round(isFloat32, epsilon));
      const inverse = round(isFloat32, 1 / round(isFloat32, Math.sqrt(under)));
      if (mean !== 0) {
        values[indexOf(dtype, mean) + c] = rows.first(c) + middle;
        values[indexOf(dtype, variance) + c] = spread;
      }
      values[indexOf(dtype, saved) + c] = middle;
      values[indexOf(dtype, saved) + channels + c] = inverse;
      const scale =
        weight === 0 ? inverse : round(isFloat32, inverse * values[indexOf(dtype, weight) + c]);
      const shift = bias === 0 ? 0 : values[indexOf(dtype, bias) + c];
      rows.each(c, (i, at) => {
        const value = round(isFloat32, rows.deviation(c, i, middle) * scale) + shift;
        values[indexOf(dtype, y) + at] = relu ? Math.max(value, 0) : value;
      });
    }
  },

  batchNormGrad(dtype, sizes, { x, weight, saved, g, y, gx, gWeight, gBias }) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const { batch, channels, space } = sizes;
    const n = batch * space;
    const rows = createRows(dtype, sizes, x);
    const arriving = (at: number): number =>
      y === 0 || values[indexOf(dtype, y) + at] > 0 ? values[indexOf(dtype, g) + at] : 0;
    for (let c = 0; c < channels; c++) {
      const middle = values[indexOf(dtype, saved) + c];
      const inverse = values[indexOf(dtype, saved) + channels + c];
      const sum = rows.total(c, (_, at) => arriving(at));
      const product = rows.total(c, (i, at) => arriving(at) * rows.deviation(c, i, middle));
      if (gWeight !== 0) {
        values[indexOf(dtype, gWeight) + c] = round(isFloat32, product) * inverse;
      }
      if (gBias !== 0) values[indexOf(dtype, gBias) + c] = sum;
      if (gx === 0) continue;
      const scale =
        weight === 0 ? inverse : round(isFloat32, inverse * values[indexOf(dtype, weight) + c]);
      const slope = round(isFloat32, -((scale * inverse * inverse * product) / n));
      const constant = round(isFloat32, -((scale * sum) / n));
      rows.each(c, (i, at) => {
        const ofDeviation = round(isFloat32, slope * rows.deviation(c, i, middle));
        const rest = round(isFloat32, ofDeviation + constant);
        values[indexOf(dtype, gx) + at] = round(isFloat32, scale * arriving(at)) + rest;
      });
    }
  },

  scaleChannels(dtype, sizes, relu, x, mean, scale, bias, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const rows = createRows(dtype, sizes, x);
    for (let c = 0; c < sizes.channels; c++) {
      const shift = bias === 0 ? 0 : values[indexOf(dtype, bias) + c];
      rows.each(c, (i, at) => {
        const d = round(isFloat32, values[i] - values[indexOf(dtype, mean) + c]);
        const value = round(isFloat32, d * values[indexOf(dtype, scale) + c]) + shift;
        values[indexOf(dtype, y) + at] = relu ? Math.max(value, 0) : value;
      });
    }
  },
};

/** Walks over a channel: each element by its index in the view and by its place in x. */
type Walk = (i: number, at: number) => void;

/** The rows of each channel of an x. */
function createRows(dtype: DType, { batch, channels, space }: ChannelSizes, x: number) {
  const values = view(dtype);
  const isFloat32 = dtype === "float32";
  const start = indexOf(dtype, x);
  const row = typedArray(dtype, space);
  const sums = accumulators(isFloat32);
  const first = (c: number): number => values[start + c * space];
  return {
    first,
    deviation(c: number, i: number, middle: number): number {
      return round(isFloat32, round(isFloat32, values[i] - first(c)) - middle);
    },
    each(c: number, f: Walk): void {
      for (let b = 0; b < batch; b++) {
        const at = (b * channels + c) * space;
        for (let j = 0; j < space; j++) f(start + at + j, at + j);
      }
    },
    /** The sum of `f` in float64: that of each row as of any row, one after the other. */
    total(c: number, f: (i: number, at: number) => number): number {
      let total = 0;
      for (let b = 0; b < batch; b++) {
        const at = (b * channels + c) * space;
        for (let j = 0; j < space; j++) row[j] = f(start + at + j, at + j);
        total += sumOfRow(row, 0, space, sums);
      }
      return total;
    },
  };
}
