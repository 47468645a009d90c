/** Losses of a choice among classes, which stand in the last dim. */

import {
  ArgumentError,
  add,
  cast,
  DTypeError,
  describe,
  div,
  gather,
  IndexError,
  indexSelect,
  isFloat,
  logSoftmax,
  mul,
  neg,
  notEqual,
  oneHot,
  reshape,
  type Shape,
  ShapeError,
  softmaxCrossEntropy,
  squeeze,
  sub,
  sum,
  type Tensor,
  unsqueeze,
  where,
} from "@gradkit/tensor";
import { checkReduction, type LossOptions, type Reduction, reduced } from "./reduction.ts";

/** Options of {@link nllLoss}. */
export interface NllLossOptions extends LossOptions {
  /** A weight for each class, `[classes]`, taken as constants; a mean divides by the sum of the labels' weights. */
  readonly weight?: Tensor | undefined;
  /** A label that does not count; it may lie outside the classes. Default none. */
  readonly ignoreIndex?: number | undefined;
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** The share of the target, 0 to 1, that is spread evenly over all classes. Default 0. */
  readonly labelSmoothing?: number | undefined;
}

/**
 * Cross-entropy from logits `[..., classes]`: `-Σ t ln softmax(x)` over the classes, averaged over the rows. The
 * target is int32 (or uint8) labels `[...]`, for which it is `-ln softmax(x)[label]`, or float probabilities
 * `[..., classes]`. One stable step; never apply a softmax before. Refuses labels outside the classes, and a
 * mean or sum over nothing.
 *
 * @example
 * const logits = tensor([[2, 0], [0, 1]]);
 * const labels = tensor([0, 0], { dtype: "int32" });
 * crossEntropy(logits, labels); // 0.7201
 * crossEntropy(logits, labels, { reduction: "none" }); // [0.1269, 1.3133]
 * crossEntropy(logits, tensor([[0.5, 0.5], [1, 0]])); // 1.2201
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const op = "crossEntropy";
  const { labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError(
      op,
      `labelSmoothing is ${labelSmoothing}; it is a share between 0 and 1. Mend it.`,
    );
  }
  if (isFloat(target.dtype)) return probabilityLoss(logits, target, options);
  const rows = rowsOf(op, logits, target, options);
  const { scores, labels, weight } = rows;
  if (labelSmoothing === 0) return finished(rows, softmaxCrossEntropy(scores, labels), rows.counts);
  const hot = cast(oneHot(labels, scores.shape[1]), logits.dtype);
  return finished(
    rows,
    againstProbabilities(scores, smoothed(hot, labelSmoothing), weight),
    rows.kept,
  );
}

/**
 * The negative log-likelihood of labels `[...]` under log-probabilities `[..., classes]`, such as
 * {@link LogSoftmax} gives: `-x[label]`, averaged over the rows. {@link crossEntropy} does both in one.
 *
 * @example nllLoss(tensor([[-0.1, -2.4], [-0.7, -0.7]]), tensor([1, 0], { dtype: "int32" })); // 1.55
 */
export function nllLoss(
  logProbabilities: Tensor,
  labels: Tensor,
  options: NllLossOptions = {},
): Tensor {
  const rows = rowsOf("nllLoss", logProbabilities, labels, options);
  const picked = gather(rows.scores, 1, unsqueeze(rows.labels, 1));
  // 0 - x, since -x of an ignored row would be -0.
  return finished(rows, sub(0, squeeze(picked, 1)), rows.counts);
}

function probabilityLoss(logits: Tensor, target: Tensor, options: CrossEntropyOptions): Tensor {
  const op = "crossEntropy";
  const { reduction = "mean", labelSmoothing = 0, ignoreIndex } = options;
  checkScores(op, logits);
  if (target.shape.join() !== logits.shape.join()) {
    throw new ShapeError(
      op,
      `the target ${describe(target)} holds floats, the logits are ${describe(logits)}; probabilities must have the shape ` +
        'of the logits. Reshape them, or cast labels: target.cast("int32").',
      [logits.shape, target.shape],
    );
  }
  if (ignoreIndex !== undefined) {
    throw new ArgumentError(
      op,
      `ignoreIndex is ${ignoreIndex} beside the probabilities ${describe(target)}; it is for labels. ` +
        "Set rows that should not count to 0.",
    );
  }
  checkReduction(op, reduction, target.size, target);
  const weight = classWeight(op, logits, options.weight);
  return reduced(againstProbabilities(logits, smoothed(target, labelSmoothing), weight), reduction);
}

/** `-Σ t w ln softmax(x)` over the classes. */
function againstProbabilities(logits: Tensor, t: Tensor, weight: Tensor | undefined): Tensor {
  const weighted = weight ? mul(t, weight) : t;
  return neg(sum(mul(weighted, logSoftmax(logits)), -1));
}

/** `(1 - share) t + share / classes`. */
function smoothed(t: Tensor, share: number): Tensor {
  return share === 0 ? t : add(mul(t, 1 - share), share / (t.shape.at(-1) as number));
}

/** Scores and labels as a list of rows, and how much each row counts. */
interface Rows {
  readonly reduction: Reduction;
  /** The shape of the labels as they were given. */
  readonly shape: Shape;
  /** `[rows, classes]`; zeros where the label is ignored, so that nothing of such a row comes through. */
  readonly scores: Tensor;
  /** `[rows]`; 0 where ignored. */
  readonly labels: Tensor;
  /** `[classes]`, of the scores' dtype. */
  readonly weight: Tensor | undefined;
  /** `[rows]`: 0 where ignored, else 1. Undefined where that is 1 everywhere. */
  readonly kept: Tensor | undefined;
  /** `[rows]`: 0 where ignored, else the weight of the label. Undefined where that is 1 everywhere. */
  readonly counts: Tensor | undefined;
  /** The sum of the counts, by which a mean divides. */
  readonly total: number;
}

function rowsOf(op: string, scores: Tensor, labels: Tensor, options: NllLossOptions): Rows {
  const { reduction = "mean", ignoreIndex } = options;
  checkScores(op, scores);
  checkLabels(op, scores, labels);
  const classes = scores.shape.at(-1) as number;
  const count = countLabels(op, labels, classes, ignoreIndex);
  checkReduction(op, reduction, count, labels);
  const weight = classWeight(op, scores, options.weight);

  const list = labels.rank === 1 ? labels : reshape(labels, [labels.size]);
  const flat = scores.rank === 2 ? scores : reshape(scores, [labels.size, classes]);
  const all = { reduction, shape: labels.shape, weight };
  if (count === labels.size) {
    const counts = weight && indexSelect(weight, 0, list);
    const total = counts ? totalWeight(op, counts, reduction) : count;
    return { ...all, scores: flat, labels: list, kept: undefined, counts, total };
  }
  const mask = notEqual(cast(list, "int32"), ignoreIndex as number);
  const safe = where(mask, list, 0);
  const kept = cast(mask, scores.dtype);
  const counts = weight ? mul(kept, indexSelect(weight, 0, safe)) : kept;
  const total = weight ? totalWeight(op, counts, reduction) : count;
  return { ...all, scores: where(unsqueeze(mask, 1), flat, 0), labels: safe, kept, counts, total };
}

/** The losses of the rows, each times its factor, reduced. */
function finished(rows: Rows, losses: Tensor, factor: Tensor | undefined): Tensor {
  const { reduction, shape, total } = rows;
  const all = factor ? mul(losses, factor) : losses;
  if (reduction === "none") return shape.length === 1 ? all : reshape(all, shape);
  return reduction === "sum" ? sum(all) : div(sum(all), total);
}

/** The sum of the labels' weights; a mean refuses 0. */
function totalWeight(op: string, counts: Tensor, reduction: Reduction): number {
  const total = sum(counts).item();
  if (total !== 0 || reduction !== "mean") return total;
  throw new ArgumentError(
    op,
    "the weights of all labels sum to 0; a mean divides by that sum. " +
      'Give a class that occurs a weight, or pass { reduction: "sum" }.',
  );
}

function checkScores(op: string, scores: Tensor): void {
  if (!isFloat(scores.dtype)) {
    throw new DTypeError(
      op,
      `the prediction is ${describe(scores)}; it must be float32 or float64. Cast it: x.cast("float32").`,
    );
  }
  if (scores.rank > 0 && scores.shape.at(-1) !== 0) return;
  throw new ShapeError(
    op,
    `the prediction is ${describe(scores)}; its last dim must hold a number for each class. Mend its shape.`,
    [scores.shape],
  );
}

function checkLabels(op: string, scores: Tensor, labels: Tensor): void {
  if (labels.dtype !== "int32" && labels.dtype !== "uint8") {
    throw new DTypeError(
      op,
      `the labels are ${describe(labels)}; they must be int32. Cast them: labels.cast("int32").`,
    );
  }
  if (labels.shape.join() === scores.shape.slice(0, -1).join()) return;
  throw new ShapeError(
    op,
    `the prediction is ${describe(scores)}, the labels are ${describe(labels)}; they must be [..., classes] and [...], ` +
      "with the classes in the last dim. Reshape one, or drop rows.",
    [scores.shape, labels.shape],
  );
}

/** How many labels count; refuses those outside the classes. */
function countLabels(
  op: string,
  labels: Tensor,
  classes: number,
  ignoreIndex: number | undefined,
): number {
  const values = labels.dataSync();
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const label = values[i];
    if (label === ignoreIndex) continue;
    if (label < 0 || label >= classes) {
      const mend = "Number the classes from 0, or pass ignoreIndex.";
      throw new IndexError(op, `label ${i} of ${describe(labels)}`, label, classes, mend);
    }
    count++;
  }
  return count;
}

/** The weights of the classes as constants of the scores' dtype. */
function classWeight(op: string, scores: Tensor, weight: Tensor | undefined): Tensor | undefined {
  if (weight === undefined) return undefined;
  const classes = scores.shape.at(-1);
  if (weight.rank === 1 && weight.shape[0] === classes) return cast(weight.detach(), scores.dtype);
  throw new ShapeError(
    op,
    `the weight is ${describe(weight)} beside the prediction ${describe(scores)}; it must be [${classes}], a number ` +
      "for each class. Mend it.",
    [weight.shape, scores.shape],
  );
}
