/** The training of one model, and how well it does on the way. */

import { backward } from "@gradkit/autograd";
import { batches } from "@gradkit/data";
import { Generator, narrow } from "@gradkit/tensor";
import type { Digits, Images } from "./data.ts";
import { measure } from "./examine.ts";
import { createModel, type Model } from "./models.ts";
import { createOptimizer } from "./optimizers.ts";
import type { Settings } from "./options.ts";
import type { Progress } from "./progress.ts";

/** How well the model does after a number of steps; accuracies are shares of the images, 0 to 1. */
export interface Point {
  readonly step: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
}

export interface Run {
  readonly model: Model;
  readonly curve: readonly Point[];
  /** The time of the steps alone, without measuring. */
  readonly trainSeconds: number;
}

/** Steps from one point of the curve to the next. */
const interval = 100;

/**
 * Trains a model as the settings say; the same settings give the same model. Ends early where the loss is no
 * longer a finite number.
 */
export function train(settings: Settings, digits: Digits, progress: Progress): Run {
  const { steps, batch, seed } = settings;
  const generator = new Generator(seed);
  const model = createModel(settings, digits, generator);
  const optimizer = createOptimizer(settings, model.module);
  const order = { batchSize: batch, shuffle: true, epochs: Number.POSITIVE_INFINITY, generator };
  const curve = [pointAt(0, model, digits)];
  let milliseconds = 0;
  let started = performance.now();

  for (const { x, y } of batches(digits.train, order)) {
    optimizer.zeroGrad();
    const loss = model.loss(model.module.forward(x), y);
    backward(loss);
    optimizer.step();

    const step = optimizer.stepCount;
    progress.step(step, loss);
    if (step % interval > 0 && step < steps) continue;

    milliseconds += performance.now() - started;
    const point = pointAt(step, model, digits);
    curve.push(point);
    progress.point(point);
    if (step === steps || !Number.isFinite(point.trainLoss)) break;
    started = performance.now();
  }

  progress.end();
  return { model, curve, trainSeconds: milliseconds / 1000 };
}

/** Measured on all test images and on as many training images. */
function pointAt(step: number, model: Model, { train, test }: Digits): Point {
  const onTrain = measure(model, firstOf(train, test.x.shape[0]));
  const onTest = measure(model, test);
  return {
    step,
    trainLoss: onTrain.loss,
    trainAccuracy: onTrain.accuracy,
    testLoss: onTest.loss,
    testAccuracy: onTest.accuracy,
  };
}

function firstOf({ x, y }: Images, count: number): Images {
  const length = Math.min(count, x.shape[0]);
  return { x: narrow(x, 0, 0, length), y: narrow(y, 0, 0, length) };
}
