/** Training steps of a decoder: layers of causal attention that name the next word at each step. */

import type { DrawnArray, Row } from "../harness/row.ts";

/** The batches that a contestant goes through in a circle. */
const batchCount = 4;

/** An embedding with positions, decoder layers and a classifier at each step; `settings` of the row. */
export interface AttentionSettings {
  readonly words: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly batch: number;
  readonly tokens: number;
}

const settings: AttentionSettings = {
  words: 1000,
  width: 256,
  heads: 8,
  layers: 4,
  batch: 8,
  tokens: 128,
};

function arrays(): Record<string, DrawnArray> {
  const { words, width, layers, batch, tokens } = settings;
  const spread = (limit: number, ...shape: number[]) => ({ shape, low: -limit, high: limit });
  const linear = (path: string, out: number, inside: number) => ({
    [`${path}.weight`]: spread(1 / Math.sqrt(inside), out, inside),
    [`${path}.bias`]: spread(1 / Math.sqrt(inside), out),
  });
  const ids: DrawnArray = {
    shape: [batch * batchCount, tokens],
    dtype: "int32",
    low: 0,
    high: words,
  };
  const blocks = Array.from({ length: layers }, (_, i) => ({
    [`blocks.${i}.attention.inProjWeight`]: spread(Math.sqrt(1.5 / width), 3 * width, width),
    [`blocks.${i}.attention.inProjBias`]: spread(0.1, 3 * width),
    ...linear(`blocks.${i}.attention.outProj`, width, width),
    ...linear(`blocks.${i}.widen`, 4 * width, width),
    ...linear(`blocks.${i}.narrow`, width, 4 * width),
  }));
  return {
    ...{ x: ids, y: ids },
    "embedding.weight": spread(1, words, width),
    positions: spread(0.1, tokens, width),
    ...Object.assign({}, ...blocks),
    ...linear("classifier", words, width),
  };
}

export const rows: readonly Row[] = [
  {
    name: "attention",
    family: "attention",
    unit: "ms",
    work: `an Adam step of a decoder of ${settings.layers} layers, ${settings.width} wide with ${settings.heads} heads; batch ${settings.batch}, ${settings.tokens} tokens`,
    settings: { ...settings },
    arrays: arrays(),
    // Of the losses of the first three steps.
    tolerance: 1e-3,
    figure: (milliseconds) => milliseconds,
  },
];
