/**
 * Ops of one kernel each, with their gradients. Where a gradient has a kernel of its own it stands beside
 * the composed form, which is used when the gradient itself is recorded.
 */

import { backend } from "../backend/current.ts";
import { describe, ShapeError } from "../errors.ts";
import { isRecording, record } from "../graph.ts";
import { contiguousLayout, ownLayout } from "../layout.ts";
import * as run from "../run.ts";
import { normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { checkPositions, oneHot } from "./indexing.ts";
import { transpose, unsqueeze } from "./movement.ts";
import { sum } from "./reduce.ts";
import { cast, exp } from "./unary.ts";

/**
 * Positive numbers that sum to 1 along `dim`: `y = eˣ / Σ eˣ`, the greatest taken out first.
 *
 * @example softmax(tensor([0, 1])); // [0.2689, 0.7311]
 */
export function softmax(x: Tensor, dim = -1): Tensor {
  const y = alongRows("softmax", x, dim);
  return record(y, [x], () => (g) => {
    if (!isRecording()) return [rowsGrad("softmaxGrad", y, dim, g)];
    const weighted = mul(g, y);
    return [sub(weighted, mul(y, sum(weighted, dim, { keepdim: true })))];
  });
}

/**
 * The logarithm of {@link softmax}, without the loss of accuracy: `y = x - ln Σ eˣ`.
 *
 * @example logSoftmax(tensor([0, 1])); // [-1.3133, -0.3133]
 */
export function logSoftmax(x: Tensor, dim = -1): Tensor {
  const y = alongRows("logSoftmax", x, dim);
  return record(y, [x], () => (g) => {
    if (!isRecording()) return [rowsGrad("logSoftmaxGrad", y, dim, g)];
    return [sub(g, mul(exp(y), sum(g, dim, { keepdim: true })))];
  });
}

/** Runs a kernel over rows along `dim`, which is brought to the end and back if it is not the last. */
function alongRows(name: "softmax" | "logSoftmax", x: Tensor, dim: number): Tensor {
  run.checkFloat(name, x);
  const at = normalizeDim(name, dim, x.rank);
  const n = x.shape[at];
  if (n === 0) {
    throw new ShapeError(
      name,
      `${describe(x)} has nothing along dim ${dim}; at least one element is needed. Name another dim.`,
      [x.shape],
    );
  }
  if (at !== x.rank - 1)
    return transpose(alongRows(name, transpose(x.detach(), at, -1), -1), at, -1);
  const source = run.contiguous(x);
  const y = run.empty(name, x, x.dtype, ownLayout(source.layout));
  backend()[name](x.dtype, x.size / n, n, run.start(source), run.start(y));
  return y;
}

/** The gradient's kernel, from the result `y` and its gradient. */
function rowsGrad(
  name: "softmaxGrad" | "logSoftmaxGrad",
  y: Tensor,
  dim: number,
  g: Tensor,
): Tensor {
  const at = normalizeDim(name, dim, y.rank);
  if (at !== y.rank - 1) {
    return transpose(rowsGrad(name, transpose(y, at, -1), -1, transpose(g, at, -1)), at, -1);
  }
  const n = y.shape[at];
  const source = run.contiguous(y);
  const from = run.contiguous(g);
  const x = run.empty(name, y, y.dtype, ownLayout(source.layout));
  backend()[name](y.dtype, y.size / n, n, run.start(source), run.start(from), run.start(x));
  return x;
}

/**
 * Softmax and negative log-likelihood in one stable step: `y[r] = -ln softmax(x[r])[label[r]]` for each row of
 * logits `[rows, classes]` and labels `[rows]`; y is `[rows]`.
 *
 * @example
 * softmaxCrossEntropy(tensor([[0, 1], [2, 0]]), tensor([1, 1], { dtype: "int32" })); // [0.3133, 2.1269]
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const op = "softmaxCrossEntropy";
  run.checkFloat(op, logits);
  if (logits.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== logits.shape[0]) {
    throw new ShapeError(
      op,
      `logits ${describe(logits)} and labels ${describe(labels)}; they must be [rows, classes] and [rows]. Reshape or drop rows.`,
      [logits.shape, labels.shape],
    );
  }
  const [rows, classes] = logits.shape as [number, number];
  const positions = checkPositions(op, labels, classes, "labels");
  const source = run.contiguous(logits);
  const y = run.empty(op, logits, logits.dtype, contiguousLayout([rows]));
  backend().crossEntropy(
    logits.dtype,
    rows,
    classes,
    run.start(source),
    run.start(positions),
    run.start(y),
  );
  return record(y, [logits], () => (g) => [crossEntropyGrad(logits, positions, g)]);
}

/** `(softmax(x) - oneHot(label)) g`, a row each: one kernel, or ops that can be differentiated again. */
function crossEntropyGrad(logits: Tensor, labels: Tensor, g: Tensor): Tensor {
  const [rows, classes] = logits.shape as [number, number];
  if (isRecording()) {
    const target = cast(oneHot(labels, classes), logits.dtype);
    return mul(sub(softmax(logits), target), unsqueeze(g, 1));
  }
  const x = run.contiguous(logits);
  const scale = run.contiguous(g);
  const y = run.empty("crossEntropyGrad", logits, logits.dtype, ownLayout(x.layout));
  backend().crossEntropyGrad(
    logits.dtype,
    rows,
    classes,
    run.start(x),
    run.start(labels),
    run.start(scale),
    run.start(y),
  );
  return y;
}
