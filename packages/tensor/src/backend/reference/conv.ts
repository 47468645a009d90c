/**
 * Convolution in up to three dims, and its gradients. The order of additions is part of the contract: it is
 * that of a product of matrices (blocks of 256, in sequence inside a block) whose second one has the windows as
 * columns, with zeros for the padding.
 */

import type { DType } from "../../dtype.ts";
import { typedArray } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import {
  type ConvWindows,
  convBlock,
  forwardWindows,
  inputWindows,
  weightPart,
} from "../conv-windows.ts";
import { view } from "../memory.ts";
import type { ConvKernel, ConvName, ConvSizes, Triple } from "../windows.ts";
import { indexOf, round } from "./loops.ts";

/** The table of convolutions. */
export const conv: Record<ConvName, ConvKernel> = {
  /** Each element is the sum over channels, then taps of the kernel. */
  forward(dtype, sizes, x, w, bias, y) {
    const { inChannels, outChannels, groups } = sizes;
    const taps = volume(sizes.kernel);
    const steps: WeightSteps = [(inChannels / groups) * taps, taps];
    windowSums(dtype, sizes, forwardWindows(sizes), x, inChannels, w, steps, bias, y, outChannels);
  },

  /** Each element is the sum over channels, then those taps of the kernel that reach it. */
  inputGradient(dtype, sizes, g, w, bias, y) {
    const { inChannels, outChannels, groups } = sizes;
    const taps = volume(sizes.kernel);
    const steps: WeightSteps = [taps, (inChannels / groups) * taps];
    for (const windows of inputWindows(sizes)) {
      windowSums(dtype, sizes, windows, g, outChannels, w, steps, bias, y, inChannels);
    }
  },

  /** Each element is the sum over images, then the places of their windows, in parts. */
  weightGradient(dtype, sizes, x, g, _, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const { batch, groups, inChannels, outChannels } = sizes;
    const inPerGroup = inChannels / groups;
    const outPerGroup = outChannels / groups;
    const inputs = volume(sizes.input);
    const outputs = volume(sizes.output);
    const taps = tapsOf(forwardWindows(sizes));
    const part = weightPart(batch * outputs);
    for (let row = 0; row < outChannels * inPerGroup; row++) {
      const c = row % inPerGroup;
      const o = (row - c) / inPerGroup;
      const channel = Math.floor(o / outPerGroup) * inPerGroup + c;
      taps.forEach(({ from }, tap) => {
        let all = 0;
        let total = 0;
        let sum = 0;
        for (let b = 0; b < batch; b++) {
          const plane = indexOf(dtype, x) + (b * inChannels + channel) * inputs;
          const beside = indexOf(dtype, g) + (b * outChannels + o) * outputs;
          for (let p = 0; p < outputs; p++) {
            const term = b * outputs + p;
            if (term > 0 && term % convBlock === 0) {
              total = round(isFloat32, total + sum);
              sum = 0;
            }
            if (term > 0 && term % part === 0) {
              all = round(isFloat32, all + total);
              total = 0;
            }
            const value = from[p] < 0 ? 0 : values[plane + from[p]];
            sum = round(isFloat32, sum + round(isFloat32, value * values[beside + p]));
          }
        }
        total = round(isFloat32, total + sum);
        values[indexOf(dtype, y) + row * taps.length + tap] = round(isFloat32, all + total);
      });
    }
  },
};

/** Elements of the weight from a channel of the result, and from one of the images, to the next. */
type WeightSteps = readonly [number, number];

/** The sums of all windows; `channels` are those of an image, `yChannels` of the result. */
function windowSums(
  dtype: DType,
  sizes: ConvSizes,
  windows: ConvWindows,
  x: Address,
  channels: number,
  w: Address,
  [rowStep, channelStep]: WeightSteps,
  bias: Address,
  y: Address,
  yChannels: number,
): void {
  const values = view(dtype);
  const isFloat32 = dtype === "float32";
  const { groups, outChannels, inChannels } = sizes;
  const perGroup = channels / groups;
  const rows = yChannels / groups;
  const groupStep = (outChannels / groups) * (inChannels / groups) * volume(sizes.kernel);
  const inputs = volume(windows.image);
  const taps = tapsOf(windows);
  const places = placesOf(windows);
  const count = places.length;
  const part = typedArray(dtype, count); // rounds what it stores
  for (let plane = 0; plane < sizes.batch * yChannels; plane++) {
    const channel = plane % yChannels;
    const row = channel % rows;
    const group = (channel - row) / rows;
    const image = ((plane - channel) / yChannels) * channels + group * perGroup;
    const to = indexOf(dtype, y) + plane * windows.plane;
    const start = bias === 0 ? 0 : values[indexOf(dtype, bias) + channel];
    for (const place of places) values[to + place] = start;
    part.fill(0);
    const fold = (): void => {
      for (let p = 0; p < count; p++) values[to + places[p]] += part[p];
      part.fill(0);
    };
    for (let c = 0; c < perGroup; c++) {
      const from = indexOf(dtype, x) + (image + c) * inputs;
      const weights = indexOf(dtype, w) + group * groupStep + row * rowStep + c * channelStep;
      for (let tap = 0; tap < taps.length; tap++) {
        const term = c * taps.length + tap;
        if (term > 0 && term % convBlock === 0) fold();
        const at = taps[tap].from;
        const factor = values[weights + taps[tap].element];
        for (let p = 0; p < count; p++) {
          part[p] += round(isFloat32, factor * (at[p] < 0 ? 0 : values[from + at[p]]));
        }
      }
    }
    fold();
  }
}

/** A tap: its element of the weight's kernel, and where in an image's plane each window has it, -1 in the padding. */
interface Tap {
  readonly element: number;
  readonly from: Int32Array;
}

function tapsOf({
  image,
  count,
  taps,
  first,
  step,
  tapStep,
  weightStart,
  weightApart,
}: ConvWindows): Tap[] {
  const windows = every(count);
  return every(taps).map((tap) => ({
    element: elementAt(weightStart, weightApart, tap),
    from: Int32Array.from(windows, (window) => {
      const at = window.map((n, i) => first[i] + n * step[i] + tap[i] * tapStep[i]);
      const isInside = at.every((n, i) => n >= 0 && n < image[i]);
      return isInside ? (at[0] * image[1] + at[1]) * image[2] + at[2] : -1;
    }),
  }));
}

/** Where in a plane of the result the windows' sums go. */
function placesOf({ count, start, apart }: ConvWindows): Int32Array {
  return Int32Array.from(every(count), (window) => elementAt(start, apart, window));
}

function elementAt(start: number, apart: Triple, at: Triple): number {
  return start + at[0] * apart[0] + at[1] * apart[1] + at[2] * apart[2];
}

/** All places of a volume in row-major order. */
function every([depth, height, width]: Triple): Triple[] {
  return Array.from({ length: depth * height * width }, (_, i) => {
    const x = i % width;
    const y = ((i - x) / width) % height;
    return [(i - x - y * width) / (width * height), y, x];
  });
}

function volume([depth, height, width]: Triple): number {
  return depth * height * width;
}
