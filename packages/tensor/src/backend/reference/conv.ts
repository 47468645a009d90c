/**
 * Convolution in up to three dims, and its gradients. The order of additions is part of the contract: it is
 * that of a product of matrices (blocks of 256, in sequence inside a block) over windows laid out as columns,
 * without the products with padding.
 */

import type { DType, TypedArray } from "../../dtype.ts";
import { typedArray } from "../../dtype.ts";
import { view } from "../memory.ts";
import type { ConvKernel, ConvName, ConvSizes } from "../windows.ts";
import { indexOf, round } from "./loops.ts";

/** Products that are summed before the result takes them up. */
const block = 256;

/** The table of convolutions. */
export const conv: Record<ConvName, ConvKernel> = {
  /** Each element is the sum over channels, then taps of the kernel, as one sequence of blocks. */
  forward(dtype, sizes, x, w, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const { batch, inChannels, outChannels, inPerGroup, outPerGroup, inputs, outputs, taps } =
      derived(sizes);
    const sum = blockSum(dtype, outputs);
    const step = sizes.stride[2];
    for (let plane = 0; plane < batch * outChannels; plane++) {
      const o = plane % outChannels;
      const firstIn = ((plane - o) / outChannels) * inChannels;
      const firstChannel = firstIn + Math.floor(o / outPerGroup) * inPerGroup;
      sum.clear();
      for (let c = 0; c < inPerGroup; c++) {
        const from = indexOf(dtype, x) + (firstChannel + c) * inputs;
        for (let tap = 0; tap < taps.length; tap++) {
          const at = c * taps.length + tap;
          const factor = values[indexOf(dtype, w) + o * inPerGroup * taps.length + at];
          const part = sum.next(at);
          for (const { into, out, length } of taps[tap]) {
            for (let i = 0; i < length; i++) {
              part[out + i] += round(isFloat32, factor * values[from + into + i * step]);
            }
          }
        }
      }
      values.set(sum.total(), indexOf(dtype, y) + plane * outputs);
    }
  },

  /** For each tap the sum over the group's output channels in blocks; the taps are added in sequence. */
  inputGradient(dtype, sizes, g, w, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const { batch, inChannels, outChannels, inPerGroup, outPerGroup, inputs, outputs, taps } =
      derived(sizes);
    const sum = blockSum(dtype, outputs);
    const step = sizes.stride[2];
    for (let plane = 0; plane < batch * inChannels; plane++) {
      const c = plane % inChannels;
      const firstOut = Math.floor(c / inPerGroup) * outPerGroup;
      const image = ((plane - c) / inChannels) * outChannels;
      const to = indexOf(dtype, y) + plane * inputs;
      values.fill(0, to, to + inputs);
      for (let tap = 0; tap < taps.length; tap++) {
        sum.clear();
        for (let o = 0; o < outPerGroup; o++) {
          const row = (firstOut + o) * inPerGroup + (c % inPerGroup);
          const factor = values[indexOf(dtype, w) + row * taps.length + tap];
          const from = indexOf(dtype, g) + (image + firstOut + o) * outputs;
          const part = sum.next(o);
          for (let p = 0; p < outputs; p++) {
            part[p] += round(isFloat32, factor * values[from + p]);
          }
        }
        const column = sum.total();
        for (const { into, out, length } of taps[tap]) {
          for (let i = 0; i < length; i++) values[to + into + i * step] += column[out + i];
        }
      }
    }
  },

  /** For each image the sum over its outputs in blocks; the images are added in sequence. */
  weightGradient(dtype, sizes, x, g, y) {
    const values = view(dtype);
    const isFloat32 = dtype === "float32";
    const { batch, inChannels, outChannels, inPerGroup, outPerGroup, inputs, outputs, taps } =
      derived(sizes);
    const step = sizes.stride[2];
    for (let row = 0; row < outChannels * inPerGroup; row++) {
      const c = row % inPerGroup;
      const o = (row - c) / inPerGroup;
      const channel = Math.floor(o / outPerGroup) * inPerGroup + c;
      for (let tap = 0; tap < taps.length; tap++) {
        let sum = 0;
        for (let b = 0; b < batch; b++) {
          const from = indexOf(dtype, x) + (b * inChannels + channel) * inputs;
          const beside = indexOf(dtype, g) + (b * outChannels + o) * outputs;
          const image = sumOfRuns(values, isFloat32, from, step, beside, taps[tap]);
          sum = round(isFloat32, sum + image);
        }
        values[indexOf(dtype, y) + row * taps.length + tap] = sum;
      }
    }
  },
};

/** Outputs next to each other that see inputs `stride` apart: where they begin in both planes. */
interface Run {
  readonly into: number;
  readonly out: number;
  readonly length: number;
}

/** The sum of products along runs, in blocks of the position in the output. */
function sumOfRuns(
  values: TypedArray,
  isFloat32: boolean,
  x: number,
  step: number,
  g: number,
  runs: readonly Run[],
): number {
  let total = 0;
  let sum = 0;
  let end = block;
  for (const { into, out, length } of runs) {
    for (let i = 0; i < length; i++) {
      if (out + i >= end) {
        total = round(isFloat32, total + sum);
        sum = 0;
        end = out + i - ((out + i) % block) + block;
      }
      const product = round(isFloat32, values[x + into + i * step] * values[g + out + i]);
      sum = round(isFloat32, sum + product);
    }
  }
  return round(isFloat32, total + sum);
}

/** Sums of `n` elements side by side, of terms that are numbered and come in order. */
function blockSum(dtype: DType, n: number) {
  const part = typedArray(dtype, n);
  const whole = typedArray(dtype, n);
  const fold = () => {
    for (let i = 0; i < n; i++) whole[i] += part[i];
    part.fill(0);
  };
  return {
    clear() {
      part.fill(0);
      whole.fill(0);
    },
    /** Where the term with this number is added. */
    next(term: number) {
      if (term > 0 && term % block === 0) fold();
      return part;
    },
    total() {
      fold();
      return whole;
    },
  };
}

/** What the three kernels need to know beside the sizes. */
function derived(sizes: ConvSizes) {
  const { batch, groups, inChannels, outChannels, kernel } = sizes;
  const [depth, height, width] = kernel;
  const taps = Array.from({ length: depth * height * width }, (_, tap) => {
    const x = tap % width;
    const y = ((tap - x) / width) % height;
    return runsOf(sizes, [(tap - x - y * width) / (width * height), y, x]);
  });
  const [inD, inH, inW] = sizes.input;
  const [outD, outH, outW] = sizes.output;
  return {
    batch,
    inChannels,
    outChannels,
    inputs: inD * inH * inW,
    outputs: outD * outH * outW,
    inPerGroup: inChannels / groups,
    outPerGroup: outChannels / groups,
    taps,
  };
}

/** The runs of outputs whose tap lies inside the input. */
function runsOf(sizes: ConvSizes, tap: readonly [number, number, number]): Run[] {
  const { input, output, stride, padding, dilation } = sizes;
  const [z, y, x] = tap.map((k, i) => {
    const shift = k * dilation[i] - padding[i];
    const first = Math.max(0, Math.ceil(-shift / stride[i]));
    const last = Math.min(output[i] - 1, Math.floor((input[i] - 1 - shift) / stride[i]));
    return { shift, first, last };
  });
  const runs: Run[] = [];
  for (let d = z.first; d <= z.last; d++) {
    const plane = d * stride[0] + z.shift;
    for (let h = y.first; h <= y.last && x.first <= x.last; h++) {
      const row = plane * input[1] + h * stride[1] + y.shift;
      runs.push({
        into: row * input[2] + x.first * stride[2] + x.shift,
        out: (d * output[1] + h) * output[2] + x.first,
        length: x.last - x.first + 1,
      });
    }
  }
  return runs;
}
