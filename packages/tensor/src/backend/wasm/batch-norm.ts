/** Batch normalisation, cut by channels where a channel's statistics are formed, and by rows where they are known. */

import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import type { BatchNormKernels } from "../batch-norm.ts";
import { cutRows, rowsOf } from "./cut.ts";
import type { Module } from "./module.ts";
import { floatName } from "./module.ts";

/** Kernels over the channels of `[batch, channels, space]`. */
export function createBatchNorm(module: Module): BatchNormKernels {
  return {
    batchNorm(dtype, { batch, channels, space }, epsilon, relu, operands) {
      const { x, weight, bias, y, mean, variance, saved } = operands;
      const bytes = bytesPerElement(dtype);
      const pieces = cutRows(channels, rowsOf(batch * space), (first, count) => [
        batch,
        count,
        space,
        channels * space,
        epsilon,
        Number(relu),
        x + first * space * bytes,
        behind(weight, first * bytes),
        behind(bias, first * bytes),
        y + first * space * bytes,
        behind(mean, first * bytes),
        behind(variance, first * bytes),
        saved + first * bytes,
        saved + (channels + first) * bytes,
      ]);
      module.run(floatName("batchNorm", dtype), pieces);
    },
    batchNormGrad(dtype, { batch, channels, space }, operands) {
      const { x, weight, saved, g, y, gx, gWeight, gBias } = operands;
      const bytes = bytesPerElement(dtype);
      const pieces = cutRows(channels, rowsOf(batch * space), (first, count) => [
        batch,
        count,
        space,
        channels * space,
        x + first * space * bytes,
        behind(weight, first * bytes),
        saved + first * bytes,
        saved + (channels + first) * bytes,
        g + first * space * bytes,
        behind(y, first * space * bytes),
        behind(gx, first * space * bytes),
        behind(gWeight, first * bytes),
        behind(gBias, first * bytes),
      ]);
      module.run(floatName("batchNormGrad", dtype), pieces);
    },
    scaleChannels(dtype, { batch, channels, space }, relu, x, mean, scale, bias, y) {
      const bytes = bytesPerElement(dtype) * channels * space;
      const pieces = cutRows(batch, rowsOf(channels * space), (first, count) => [
        count,
        channels,
        space,
        Number(relu),
        x + first * bytes,
        mean,
        scale,
        bias,
        y + first * bytes,
      ]);
      module.run(floatName("scaleChannels", dtype), pieces);
    },
  };
}

/** An address further on, or 0 where there is none. */
function behind(address: Address, bytes: number): Address {
  return address === 0 ? 0 : address + bytes;
}
