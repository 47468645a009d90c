/** Training steps of fully connected networks, with the loss read by nobody. */

import type { DrawnArray, Row } from "../harness/row.ts";

/** The batches that a contestant goes through in a circle. */
const batchCount = 10;

/** A network of ReLU layers trained with softmax cross-entropy; `settings` of its rows. */
export interface MlpSettings {
  /** Numbers into the first layer and out of each. */
  readonly widths: readonly number[];
  readonly batch: number;
  readonly optimizer: "sgd" | "adam";
  readonly learningRate: number;
}

function mlp(name: string, work: string, network: MlpSettings): Row {
  const { widths, batch } = network;
  const rows = batch * batchCount;
  const arrays: Record<string, DrawnArray> = {
    x: { shape: [rows, widths[0]], low: 0, high: 1 },
    y: { shape: [rows], dtype: "int32", low: 0, high: widths.at(-1) as number },
  };
  for (const [layer, inside] of widths.slice(0, -1).entries()) {
    const out = widths[layer + 1];
    const limit = Math.sqrt(6 / (inside + out));
    arrays[`weight${layer}`] = { shape: [out, inside], low: -limit, high: limit };
    arrays[`bias${layer}`] = { shape: [out], low: -0.1, high: 0.1 };
  }
  return {
    name,
    family: "mlp",
    unit: "ms",
    work: `a training step of ${widths.join("-")}, batch ${batch}, ${work}`,
    settings: { ...network },
    arrays,
    // Of the losses of the first three steps.
    tolerance: 1e-3,
    figure: (milliseconds) => milliseconds,
  };
}

export const rows: readonly Row[] = [
  mlp("mlp-recipe", "SGD", {
    widths: [784, 50, 30, 10],
    batch: 100,
    optimizer: "sgd",
    learningRate: 0.1,
  }),
  mlp("mlp-128", "Adam", {
    widths: [784, 128, 10],
    batch: 128,
    optimizer: "adam",
    learningRate: 0.001,
  }),
  mlp("mlp-1024", "Adam", {
    widths: [784, 1024, 1024, 10],
    batch: 128,
    optimizer: "adam",
    learningRate: 0.001,
  }),
];
