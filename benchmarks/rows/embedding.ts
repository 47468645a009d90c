/** A training step of a large table, of whose rows a batch uses few. */

import type { Row } from "../harness/row.ts";

/** The batches that a contestant goes through in a circle. */
const batchCount = 10;

/** A table whose looked-up rows are drawn to 0 by SGD; `settings` of its row. */
export interface EmbeddingSettings {
  readonly rows: number;
  readonly width: number;
  readonly batch: number;
  readonly learningRate: number;
}

const settings: EmbeddingSettings = { rows: 100_000, width: 128, batch: 1024, learningRate: 0.1 };

export const rows: readonly Row[] = [
  {
    name: "embedding",
    family: "embedding",
    unit: "ms",
    work: `an SGD step of the sum of squares of ${settings.batch} rows of a table ${settings.rows} x ${settings.width}, its gradient as rows`,
    settings: { ...settings },
    arrays: {
      table: { shape: [settings.rows, settings.width], low: -1, high: 1 },
      ids: {
        shape: [settings.batch * batchCount],
        dtype: "int32",
        low: 0,
        high: settings.rows,
      },
    },
    // Of the losses of the first three steps.
    tolerance: 1e-4,
    figure: (milliseconds) => milliseconds,
  },
];
