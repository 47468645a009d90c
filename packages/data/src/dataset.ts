/** Datasets: tensors under names, with one row for each example. */

import {
  ArgumentError,
  DTypeError,
  describe,
  IndexError,
  isTensor,
  ShapeError,
  type Tensor,
} from "@gradkit/tensor";

/** Tensors under any names, all with the same first size; `Keys` are the names. */
export type Dataset<Keys extends PropertyKey = string> = { readonly [K in Keys]: Tensor };

/** The number of rows, which all tensors of a dataset share; refuses those that do not. */
export function countRows(op: string, dataset: Dataset): number {
  const entries = Object.entries(dataset);
  const [first] = entries;
  if (!first)
    throw new ArgumentError(op, "the dataset is empty; it has tensors under names. Pass { x, y }.");
  for (const [name, x] of entries) {
    if (!isTensor(x)) {
      throw new ArgumentError(
        op,
        `${name} is no tensor; a dataset holds nothing else. Wrap it: tensor(values).`,
      );
    }
    if (x.rank === 0) {
      throw new ShapeError(
        op,
        `${name} is ${describe(x)}; its first dim counts the examples. Reshape it.`,
        [x.shape],
      );
    }
    if (x.shape[0] !== first[1].shape[0]) {
      throw new ShapeError(
        op,
        `${first[0]} is ${describe(first[1])} and ${name} is ${describe(x)}; the first sizes, one row for each example, ` +
          `are ${first[1].shape[0]} and ${x.shape[0]}. Pair those that belong together.`,
        [first[1].shape, x.shape],
      );
    }
  }
  return first[1].shape[0];
}

/** The dataset with `f` of each tensor in its place. */
export function mapTensors<D extends Dataset<keyof D>>(
  dataset: D,
  f: (x: Tensor) => Tensor,
): Dataset<keyof D> {
  const entries = Object.entries<Tensor>(dataset).map(([name, x]) => [name, f(x)] as const);
  return Object.fromEntries(entries) as Dataset<keyof D>;
}

/** The labels of a dataset as plain numbers; refuses what is no list of whole numbers. */
export function labelValues(op: string, labels: Tensor): ArrayLike<number> {
  if (labels.dtype !== "int32" && labels.dtype !== "uint8") {
    throw new DTypeError(
      op,
      `the labels are ${describe(labels)}; they must be int32 or uint8. Cast them.`,
    );
  }
  if (labels.rank !== 1) {
    throw new ShapeError(
      op,
      `the labels are ${describe(labels)}; they must have one dim. Flatten them.`,
      [labels.shape],
    );
  }
  return labels.dataSync();
}

/**
 * Examples and their labels as a dataset, the labels as int32. Refuses counts that differ, and labels outside 0 to
 * `classes - 1`.
 *
 * @example
 * const { x, y } = labelled(zeros([3, 28, 28]), tensor([7, 0, 9], { dtype: "int32" }), 10);
 * y; // [7, 0, 9]
 */
export function labelled(x: Tensor, labels: Tensor, classes: number): { x: Tensor; y: Tensor } {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new ArgumentError(
      "labelled",
      `classes is ${classes}; it must be a whole number from 1. Mend it.`,
    );
  }
  const dataset = { x, labels };
  countRows("labelled", dataset);
  const values = labelValues("labelled", labels);
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= 0 && values[i] < classes) continue;
    throw new IndexError(
      "labelled",
      `labels[${i}]`,
      values[i],
      classes,
      "Mend the labels, or count the classes anew.",
    );
  }
  return { x, y: labels.cast("int32") };
}
