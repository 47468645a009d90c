/** Losses that compare a prediction with a target element by element; they never broadcast one against the other. */

import {
  abs,
  add,
  DTypeError,
  describe,
  isFloat,
  mul,
  neg,
  ShapeError,
  softplus,
  square,
  sub,
  type Tensor,
} from "@gradkit/tensor";
import { checkReduction, type LossOptions, reduced } from "./reduction.ts";

/**
 * The mean of squared errors: `(prediction - target)²`, averaged over all elements. Both have one shape.
 *
 * @example mseLoss(tensor([1, 2]), tensor([3, 2])); // 2
 */
export function mseLoss(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { reduction = "mean" } = options;
  checkPair("mseLoss", prediction, target);
  checkReduction("mseLoss", reduction, target.size, target);
  return reduced(square(sub(prediction, target)), reduction);
}

/**
 * The mean of absolute errors: `|prediction - target|`, averaged over all elements; its gradient where both are equal
 * is 0. Both have one shape.
 *
 * @example l1Loss(tensor([1, 2]), tensor([3, 2])); // 1
 */
export function l1Loss(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { reduction = "mean" } = options;
  checkPair("l1Loss", prediction, target);
  checkReduction("l1Loss", reduction, target.size, target);
  return reduced(abs(sub(prediction, target)), reduction);
}

/**
 * Binary cross-entropy from logits `x` and targets `t` between 0 and 1:
 * `-t ln σ(x) - (1 - t) ln(1 - σ(x)) = t softplus(-x) + (1 - t) softplus(x)`, averaged over all elements. Both terms
 * are positive, so nothing cancels or overflows, in the value and in the gradient. Both have one shape.
 *
 * @example bceWithLogits(tensor([0, 200]), tensor([1, 0]), { reduction: "none" }); // [0.6931, 200]
 */
export function bceWithLogits(logits: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { reduction = "mean" } = options;
  checkPair("bceWithLogits", logits, target);
  checkReduction("bceWithLogits", reduction, target.size, target);
  const positive = mul(target, softplus(neg(logits)));
  const negative = mul(sub(1, target), softplus(logits));
  return reduced(add(positive, negative), reduction);
}

function checkPair(op: string, prediction: Tensor, target: Tensor): void {
  if (prediction.shape.join() !== target.shape.join()) {
    throw new ShapeError(
      op,
      `the prediction is ${describe(prediction)}, the target ${describe(target)}; a loss does not broadcast, the shapes ` +
        "must be the same. Reshape one of them.",
      [prediction.shape, target.shape],
    );
  }
  if (!isFloat(prediction.dtype) || target.dtype === "bool") {
    throw new DTypeError(
      op,
      `the prediction is ${describe(prediction)}, the target ${describe(target)}; the prediction must be float32 or ` +
        'float64 and the target hold numbers. Cast it: x.cast("float32").',
    );
  }
}
