/** Training steps of language models: recurrent layers that name the next word at each step. */

import type { DrawnArray, Row } from "../harness/row.ts";

/** The batches that a contestant goes through in a circle. */
const batchCount = 10;

/** An embedding, recurrent layers and a classifier at each step, trained by Adam; `settings` of its rows. */
export interface RecurrentSettings {
  readonly cell: "lstm" | "gru";
  /** Words that are read and named. */
  readonly words: number;
  readonly embedded: number;
  readonly hidden: number;
  readonly layers: number;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
}

const gates = { lstm: 4, gru: 3 };

function recurrent(cell: "lstm" | "gru"): Row {
  const settings: RecurrentSettings = {
    cell,
    words: 1000,
    embedded: 128,
    hidden: 256,
    layers: 2,
    batch: 32,
    steps: 32,
    learningRate: 0.001,
  };
  const { words, embedded, hidden, layers, batch, steps } = settings;
  const sequences = [batch * batchCount, steps];
  const limit = 1 / Math.sqrt(hidden);
  const spread = (...shape: number[]): DrawnArray => ({ shape, low: -limit, high: limit });
  const ids: DrawnArray = { shape: sequences, dtype: "int32", low: 0, high: words };
  const arrays: Record<string, DrawnArray> = {
    x: ids,
    y: ids,
    table: { shape: [words, embedded], low: -1, high: 1 },
    weight: spread(words, hidden),
    bias: spread(words),
  };
  for (let layer = 0; layer < layers; layer++) {
    const out = gates[cell] * hidden;
    arrays[`weightIh${layer}`] = spread(out, layer === 0 ? embedded : hidden);
    arrays[`weightHh${layer}`] = spread(out, hidden);
    arrays[`biasIh${layer}`] = spread(out);
    arrays[`biasHh${layer}`] = spread(out);
  }
  return {
    name: cell,
    family: "recurrent",
    unit: "ms",
    work: `an Adam step of an embedding ${words} x ${embedded}, ${layers} layers ${cell.toUpperCase()} ${hidden}, a classifier of ${words}; batch ${batch}, ${steps} steps`,
    settings: { ...settings },
    arrays,
    // Of the losses of the first three steps.
    tolerance: 1e-3,
    figure: (milliseconds) => milliseconds,
  };
}

export const rows: readonly Row[] = [recurrent("lstm"), recurrent("gru")];
