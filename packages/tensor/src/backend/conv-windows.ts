/** A convolution, and the gradient of its input, as the same thing: sums over windows that slide over images. */

import type { ConvSizes, Triple } from "./windows.ts";

/** Windows over the images of a convolution's left operand, and where their sums go. */
export interface ConvWindows {
  /** Sizes of an image. */
  readonly image: Triple;
  /** Windows along each dim, and taps of each. */
  readonly count: Triple;
  readonly taps: Triple;
  /** Where the first window has its first tap; the steps from a window and from a tap to the next. */
  readonly first: Triple;
  readonly step: Triple;
  readonly tapStep: Triple;
  /** Elements of a plane of the result, where in it the first window's sum lies, and the steps from there. */
  readonly plane: number;
  readonly start: number;
  readonly apart: Triple;
  /** The first tap's element of the weight's kernel, and the steps from there. */
  readonly weightStart: number;
  readonly weightApart: Triple;
}

const ones: Triple = [1, 1, 1];

/** Products that are summed before the result takes them up. */
export const convBlock = 256;

/**
 * A weight's gradient is summed over all places of all images, `depth` of them, in up to 8 parts of whole blocks, which
 * are then added in order: so that they can be computed side by side. The places in a part.
 */
export function weightPart(depth: number): number {
  return Math.max(4096, Math.ceil(depth / 8 / convBlock) * convBlock);
}

/** The windows of the convolution itself. */
export function forwardWindows(sizes: ConvSizes): ConvWindows {
  const { input, kernel, output, stride, padding, dilation } = sizes;
  return {
    image: input,
    count: output,
    taps: kernel,
    first: each((i) => -padding[i]),
    step: stride,
    tapStep: dilation,
    plane: volume(output),
    start: 0,
    apart: stepsOf(output),
    weightStart: 0,
    weightApart: stepsOf(kernel),
  };
}

/**
 * The windows over a gradient that make that of the input. Inputs that are a stride apart are reached by the same
 * taps, so each remainder of the stride has windows of its own.
 */
export function inputWindows(sizes: ConvSizes): ConvWindows[] {
  const { input, kernel, output } = sizes;
  const apart = stepsOf(input);
  const weightApart = stepsOf(kernel);
  const [depth, height, width] = ([0, 1, 2] as const).map((dim) => remainders(sizes, dim)) as [
    Remainder[],
    Remainder[],
    Remainder[],
  ];
  return depth.flatMap((z) =>
    height.flatMap((y) =>
      width.map((x): ConvWindows => {
        const all = [z, y, x] as const;
        return {
          image: output,
          count: each((i) => all[i].count),
          taps: each((i) => all[i].taps),
          first: each((i) => all[i].first),
          step: ones,
          tapStep: each((i) => all[i].tapStep),
          plane: volume(input),
          start: sumOf((i) => all[i].start * apart[i]),
          apart: each((i) => all[i].apart * apart[i]),
          weightStart: sumOf((i) => all[i].weightStart * weightApart[i]),
          weightApart: each((i) => all[i].weightStep * weightApart[i]),
        };
      }),
    ),
  );
}

interface Remainder {
  readonly start: number;
  readonly apart: number;
  readonly count: number;
  readonly taps: number;
  readonly first: number;
  readonly tapStep: number;
  readonly weightStart: number;
  readonly weightStep: number;
}

/** Inputs `start`, `start + stride` and so on along a dim, and the outputs `(input + padding - tap * dilation) / stride`. */
function remainders(sizes: ConvSizes, dim: 0 | 1 | 2): Remainder[] {
  const stride = sizes.stride[dim];
  const dilation = sizes.dilation[dim];
  const padding = sizes.padding[dim];
  const kernel = sizes.kernel[dim];
  const input = sizes.input[dim];
  // Each that many taps the remainder is the same.
  const weightStep = stride / commonDivisor(stride, dilation);
  return Array.from({ length: Math.min(stride, input) }, (_, start) => {
    let tap = 0;
    while (tap < weightStep && (start + padding - tap * dilation) % stride !== 0) tap++;
    const taps = tap < weightStep && tap < kernel ? Math.ceil((kernel - tap) / weightStep) : 0;
    return {
      start,
      apart: stride,
      count: Math.ceil((input - start) / stride),
      taps,
      first: taps > 0 ? (start + padding - tap * dilation) / stride : 0,
      tapStep: -(weightStep * dilation) / stride,
      weightStart: taps > 0 ? tap : 0,
      weightStep,
    };
  });
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Elements from one to the next along each dim of a plane. */
function stepsOf([, height, width]: Triple): Triple {
  return [height * width, width, 1];
}

function volume([depth, height, width]: Triple): number {
  return depth * height * width;
}

function each(value: (dim: 0 | 1 | 2) => number): Triple {
  return [value(0), value(1), value(2)];
}

function sumOf(value: (dim: 0 | 1 | 2) => number): number {
  return value(0) + value(1) + value(2);
}
