/** Loops over a dataset, batch by batch. */

import {
  ArgumentError,
  contiguous,
  defaultGenerator,
  type Generator,
  indexSelect,
  narrow,
  scope,
  shuffledPositions,
  tensor,
} from "@gradkit/tensor";
import { countRows, type Dataset, mapTensors } from "./dataset.ts";

/** Options of {@link batches}. */
export interface BatchOptions {
  /** Rows of a batch; the last of an epoch may have fewer. */
  readonly batchSize: number;
  /** Whether each epoch takes the rows in a new random order. Default false. */
  readonly shuffle?: boolean | undefined;
  /** The stream that orders them. Default: the shared one, which `manualSeed` seeds. */
  readonly generator?: Generator | undefined;
  /** Whether to leave out a last batch with fewer rows. Default false. */
  readonly dropLast?: boolean | undefined;
  /** How often to go through all rows; `Infinity` for a loop that ends by itself. Default 1. */
  readonly epochs?: number | undefined;
}

/**
 * The dataset in batches, under the same names, for a plain `for` loop; each loop starts anew. What the loop's body
 * makes from a batch is freed when the next one is asked for and when the loop ends, however it does: what is to
 * outlive it is taken as a number (`loss.item()`) or kept (`keep(x)`). Without shuffling batches are views. Of
 * asynchronous tasks that run side by side each belongs in a scope of its own: `scope(async () => ...)`.
 *
 * @example
 * const sums: number[] = [];
 * for (const { x, y } of batches({ x: arange(5), y: arange(5, 10) }, { batchSize: 2 })) {
 *   sums.push(x.mul(y).sum().item());
 * }
 * sums; // [6, 38, 36]
 */
export function batches<D extends Dataset<keyof D>>(
  dataset: D,
  options: BatchOptions,
): Iterable<Dataset<keyof D>> {
  const {
    batchSize,
    shuffle = false,
    dropLast = false,
    epochs = 1,
    generator = defaultGenerator(),
  } = options;
  const n = countRows("batches", dataset);
  checkCount("batchSize", batchSize);
  if (epochs !== Number.POSITIVE_INFINITY) checkCount("epochs", epochs);
  const end = dropLast ? n - (n % batchSize) : n;
  if (end === 0) {
    const rule = dropLast
      ? `with dropLast a batch takes ${batchSize}`
      : "a batch takes at least one";
    throw new ArgumentError(
      "batches",
      `the dataset has ${n} rows; ${rule}. Add rows or lower batchSize.`,
    );
  }
  // Rows are gathered from contiguous memory: laid so once, not for each batch.
  const source = shuffle ? mapTensors(dataset, (x) => contiguous(x)) : dataset;

  function* loop(): IterableIterator<Dataset<keyof D>> {
    const inside = scope("batches");
    try {
      for (let epoch = 0; epoch < epochs; epoch++) {
        const order = shuffle ? shuffledPositions(n, generator) : undefined;
        for (let start = 0; start < end; start += batchSize) {
          yield batchOf(source, start, Math.min(batchSize, end - start), order);
          inside.clear();
        }
      }
    } finally {
      inside.end();
    }
  }
  return { [Symbol.iterator]: loop };
}

function batchOf<D extends Dataset<keyof D>>(
  source: D,
  start: number,
  length: number,
  order: Int32Array | undefined,
): Dataset<keyof D> {
  if (!order) return mapTensors(source, (x) => narrow(x, 0, start, length));
  const positions = tensor(order.subarray(start, start + length));
  return mapTensors(source, (x) => indexSelect(x, 0, positions));
}

function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ArgumentError(
    "batches",
    `${name} is ${value}; it must be a whole number from 1. Mend it.`,
  );
}
