/** Convolutional networks: training steps, the forward pass alone, and the memory that both take. */

import { peakMemory } from "../harness/peak.ts";
import type { DrawnArray, Row } from "../harness/row.ts";

/** The batches that a contestant goes through in a circle. */
const batchCount = 4;

/** What is trained, or only run forward; `settings` of these rows. */
export interface ImageSettings {
  readonly network: "cnn" | "resnet20" | "mobilenet";
  readonly batch: number;
  readonly training: boolean;
}

/** The shape of an image of each network. */
const images = { cnn: [1, 28, 28], resnet20: [3, 32, 32], mobilenet: [3, 64, 64] } as const;

/** Weights `[out, in, ...kernel]` spread evenly with the variance `2 / (in · kernel)`, as He's initialiser does. */
function he(...shape: number[]): DrawnArray {
  const limit = Math.sqrt(6 / shape.slice(1).reduce((product, n) => product * n, 1));
  return { shape, low: -limit, high: limit };
}

function bias(n: number): DrawnArray {
  return { shape: [n], low: -0.1, high: 0.1 };
}

/** The state of the networks by path, as far as it is drawn: batch normalisation begins as it always does. */
const weights = {
  cnn: {
    "layers.0.weight": he(32, 1, 3, 3),
    "layers.0.bias": bias(32),
    "layers.2.weight": he(64, 32, 3, 3),
    "layers.2.bias": bias(64),
    "layers.6.weight": he(128, 9216),
    "layers.6.bias": bias(128),
    "layers.8.weight": he(10, 128),
    "layers.8.bias": bias(10),
  },
  resnet20: {
    "conv.weight": he(16, 3, 3, 3),
    ...Object.fromEntries(
      [16, 16, 16, 16, 32, 32, 32, 64, 64].flatMap((inside, i) => {
        const out = 16 << Math.floor(i / 3);
        return [
          [`blocks.${i}.conv1.weight`, he(out, inside, 3, 3)] as const,
          [`blocks.${i}.conv2.weight`, he(out, out, 3, 3)] as const,
        ];
      }),
    ),
    "classifier.weight": he(10, 64),
    "classifier.bias": bias(10),
  },
  mobilenet: {
    "conv.weight": he(16, 3, 3, 3),
    ...Object.fromEntries(
      [16, 24, 24, 32].flatMap((inside, i) => [
        [`blocks.${i}.expand.weight`, he(6 * inside, inside, 1, 1)] as const,
        [`blocks.${i}.depthwise.weight`, he(6 * inside, 1, 3, 3)] as const,
        [`blocks.${i}.project.weight`, he(i < 2 ? 24 : 32, 6 * inside, 1, 1)] as const,
      ]),
    ),
    "classifier.weight": he(10, 32),
    "classifier.bias": bias(10),
  },
};

function row(name: string, settings: ImageSettings, work: string) {
  const { network, batch } = settings;
  const count = batch * batchCount;
  return {
    name,
    family: "images",
    unit: "ms" as const,
    work,
    settings: { ...settings },
    arrays: {
      x: { shape: [count, ...images[network]], low: -1, high: 1 },
      y: { shape: [count], dtype: "int32" as const, low: 0, high: 10 },
      ...weights[network],
    },
    // Of the losses of the first three steps, or of the outputs.
    tolerance: 2e-3,
    figure: (milliseconds: number) => milliseconds,
  };
}

const cnn = "conv 32 3x3, conv 64 3x3, max pool 2, fc 128, fc 10 on 28x28";
const training = [
  row("cnn", { network: "cnn", batch: 64, training: true }, `an Adam step of ${cnn}, batch 64`),
  row(
    "resnet20",
    { network: "resnet20", batch: 128, training: true },
    "an SGD step with momentum of the CIFAR ResNet of 20 layers on 32x32, batch 128",
  ),
];

export const rows: readonly Row[] = [
  ...training,
  row(
    "mobilenet",
    { network: "mobilenet", batch: 32, training: true },
    "an SGD step with momentum of a conv 3x3/2 and four inverted residuals, two of them strided, on 64x64, batch 32",
  ),
  row(
    "conv-inference",
    { network: "cnn", batch: 64, training: false },
    `the forward pass of ${cnn}, batch 64`,
  ),
  ...training.map(peakMemory),
];
