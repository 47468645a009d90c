/** How well a model reads: its loss and accuracy, what it confuses, and where it errs most. */

import { noGrad } from "@gradkit/autograd";
import {
  argMax,
  concat,
  equal,
  indexSelect,
  narrow,
  scope,
  type Tensor,
  tensor,
} from "@gradkit/tensor";
import type { Digits, Images } from "./data.ts";
import type { Pictures } from "./digits.ts";
import type { Model } from "./models.ts";

/** The mean loss, and the share of images that are read rightly. */
export function measure(model: Model, { x, y }: Images): { loss: number; accuracy: number } {
  return scope(() => {
    const outputs = outputsOf(model, x);
    const right = equal(argMax(outputs, 1), y);
    return { loss: model.loss(outputs, y).item(), accuracy: right.cast("float32").mean().item() };
  });
}

/** The model's outputs as in use, without dropout and without a graph; a thousand images at a time save memory. */
function outputsOf({ module }: Model, x: Tensor): Tensor {
  const [count] = x.shape;
  const parts: Tensor[] = [];
  module.eval();
  for (let start = 0; start < count; start += 1000) {
    const part = narrow(x, 0, start, Math.min(1000, count - start));
    parts.push(scope(() => noGrad(() => module.forward(part))));
  }
  module.train();
  return concat(parts, 0);
}

/** An image that is read wrongly. */
export interface Mistake {
  /** Where it stands among the test images. */
  readonly position: number;
  readonly label: number;
  readonly guess: number;
  /** The guess's score, which was the greatest. */
  readonly score: number;
}

export interface Examination {
  /** How often an image of class i was read as class j: `confusion[i][j]`. */
  readonly confusion: readonly (readonly number[])[];
  /** How many images were read wrongly. */
  readonly wrong: number;
  /** The worst of them, those with the highest scores, and their pictures. */
  readonly mistakes: readonly Mistake[];
  /** What their scores are. */
  readonly scoreName: string;
  readonly pictures: Pictures;
}

/** Reads all test images and tells what went wrong, with the `most` worst mistakes. */
export function examine(model: Model, digits: Digits, most: number): Examination {
  return scope(() => {
    const { x, y } = digits.test;
    const scores = model.scores(outputsOf(model, x));
    const guesses = argMax(scores, 1).dataSync();
    const labels = y.dataSync();
    const values = scores.dataSync();

    const confusion = Array.from({ length: digits.classes }, () =>
      new Array<number>(digits.classes).fill(0),
    );
    const wrong: Mistake[] = [];
    for (const [position, label] of labels.entries()) {
      const guess = guesses[position];
      confusion[label][guess]++;
      if (guess === label) continue;
      wrong.push({ position, label, guess, score: values[position * digits.classes + guess] });
    }
    const mistakes = wrong.sort((a, b) => b.score - a.score).slice(0, most);
    const pictures = picturesAt(
      digits,
      x,
      mistakes.map(({ position }) => position),
    );
    return { confusion, wrong: wrong.length, mistakes, scoreName: model.scoreName, pictures };
  });
}

/** The first `each` training images of every class, class by class. */
export function samples(digits: Digits, each: number): Pictures {
  const labels = digits.train.y.dataSync();
  const positions = Array.from({ length: digits.classes }, () => [] as number[]);
  for (const [position, label] of labels.entries()) {
    if (positions[label].length < each) positions[label].push(position);
  }
  return picturesAt(digits, digits.train.x, positions.flat());
}

/** The images at some positions, as grey pixels. */
function picturesAt({ width, height }: Digits, x: Tensor, positions: readonly number[]): Pictures {
  return scope(() => {
    const rows = indexSelect(x, 0, tensor(Int32Array.from(positions)));
    return { width, height, pixels: Uint8Array.from(rows.mul(255).dataSync(), Math.round) };
  });
}
