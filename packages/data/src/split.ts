/** Splits of a dataset by share. */

import {
  ArgumentError,
  defaultGenerator,
  type Generator,
  indexSelect,
  narrow,
  shuffledPositions,
  type Tensor,
  tensor,
} from "@gradkit/tensor";
import { countRows, type Dataset, labelValues, mapTensors } from "./dataset.ts";

/** Options of {@link splitByShare}; `Keys` are the names of the dataset's tensors. */
export interface SplitOptions<Keys> {
  /** Whether the rows are dealt out in random order. Default true. */
  readonly shuffle?: boolean | undefined;
  /** The stream that orders them. Default: the shared one, which `manualSeed` seeds. */
  readonly generator?: Generator | undefined;
  /** The name of labels of which every part gets its share, to within a row or two of each class. */
  readonly stratifyBy?: Keys | undefined;
}

/** What {@link splitByShare} gives: a part for each share. */
export type Parts<D, Shares extends readonly number[]> = {
  -readonly [K in keyof Shares]: Dataset<keyof D>;
};

/**
 * A dataset in parts by share, such as 0.7, 0.2 and 0.1 for training, validation and test. Each row comes into one
 * part. Without shuffling or stratifying the parts are views.
 *
 * @example
 * const all = { x: arange(10) };
 * const [train, test] = splitByShare(all, [0.7, 0.3], { shuffle: false });
 * test.x; // [7, 8, 9]
 */
export function splitByShare<D extends Dataset<keyof D>, Shares extends readonly number[]>(
  dataset: D,
  shares: readonly [...Shares],
  options: SplitOptions<keyof D> = {},
): Parts<D, Shares> {
  const { shuffle = true, generator = defaultGenerator(), stratifyBy } = options;
  const n = countRows("splitByShare", dataset);
  checkShares(shares);
  const labels = stratifyBy === undefined ? undefined : labelsOf(dataset, stratifyBy);
  if (!shuffle && !labels)
    return cuts(shares, n).map(([start, length]) =>
      mapTensors(dataset, (x) => narrow(x, 0, start, length)),
    ) as Parts<D, Shares>;
  const order = shuffle
    ? shuffledPositions(n, generator)
    : Int32Array.from({ length: n }, (_, i) => i);
  const parts = labels
    ? dealt(order, shares, labels)
    : cuts(shares, n).map(([start, length]) => order.subarray(start, start + length));
  return parts.map((positions) => {
    const index = tensor(positions);
    const part = mapTensors(dataset, (x) => indexSelect(x, 0, index));
    index.dispose();
    return part;
  }) as Parts<D, Shares>;
}

function labelsOf<D extends Dataset<keyof D>>(dataset: D, key: keyof D): ArrayLike<number> {
  const labels: Tensor | undefined = dataset[key];
  if (labels) return labelValues("splitByShare", labels);
  throw new ArgumentError(
    "splitByShare",
    `stratifyBy is ${String(key)}; the dataset has ${Object.keys(dataset).join(", ")}. Name the labels.`,
  );
}

function checkShares(shares: readonly number[]): void {
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (shares.every((share) => share > 0) && Math.abs(total - 1) < 1e-9) return;
  throw new ArgumentError(
    "splitByShare",
    `the shares [${shares.join(",")}] add up to ${total}; each must be above 0 and their sum 1. Mend them.`,
  );
}

/** Start and length of each part of `n` rows: the sums of shares, rounded, are where they are cut. */
function cuts(shares: readonly number[], n: number): (readonly [number, number])[] {
  let sum = 0;
  let start = 0;
  return shares.map((share) => {
    sum += share;
    const cut = [start, Math.round(sum * n) - start] as const;
    start += cut[1];
    return cut;
  });
}

/** Rows in their order, dealt class by class, each to the part that lags furthest behind its share. */
function dealt(
  order: Int32Array,
  shares: readonly number[],
  labels: ArrayLike<number>,
): Int32Array[] {
  const classes = new Map<number, number[]>();
  for (const row of order) {
    const rowsOfClass = classes.get(labels[row]);
    if (rowsOfClass) rowsOfClass.push(row);
    else classes.set(labels[row], [row]);
  }
  const owed = shares.map(() => 0);
  const partOf = new Uint32Array(order.length);
  for (const row of [...classes.values()].flat()) {
    for (const [i, share] of shares.entries()) owed[i] += share;
    const part = owed.indexOf(Math.max(...owed));
    owed[part]--;
    partOf[row] = part;
  }
  return shares.map((_, part) => order.filter((row) => partOf[row] === part));
}
