/** What can be trained: the network of the recipe, and three models without hidden layers. */

import {
  bceWithLogits,
  crossEntropy,
  Dropout,
  init,
  Linear,
  type Module,
  mseLoss,
  Sequential,
} from "@gradkit/layers";
import { type Generator, oneHot, sigmoid, sign, softmax, type Tensor } from "@gradkit/tensor";
import type { Digits } from "./data.ts";
import type { Settings } from "./options.ts";

/** A module, the loss that trains it, and what its outputs mean. */
export interface Model {
  /** From pixels `[images, pixels]` to one output for each class, `[images, classes]`. */
  readonly module: Module;
  /** The loss of outputs for labels `[images]`, averaged over the images. */
  readonly loss: (outputs: Tensor, labels: Tensor) => Tensor;
  /** The outputs as scores of the classes; the greatest is the guess. */
  readonly scores: (outputs: Tensor) => Tensor;
  /** What a score is. */
  readonly scoreName: string;
}

/** Makes the model that the settings name, from the pixels of an image to its class. */
export function createModel(
  settings: Settings,
  { width, height, classes }: Digits,
  generator: Generator,
): Model {
  const pixels = width * height;
  const probability = "probability";
  switch (settings.model) {
    case "network": {
      const module = network(settings, pixels, classes, generator);
      const loss = settings.loss === "mse" ? squaredError : crossEntropy;
      return { module, loss, scores: softmax, scoreName: probability };
    }
    case "softmax": {
      const module = dense(pixels, classes, generator);
      return { module, loss: crossEntropy, scores: softmax, scoreName: probability };
    }
    case "logistic": {
      const module = dense(pixels, classes, generator);
      return { module, loss: oneAgainstRest, scores: sigmoid, scoreName: probability };
    }
    case "perceptron": {
      const module = dense(pixels, classes, generator);
      return { module, loss: perceptronLoss, scores: (outputs) => outputs, scoreName: "output" };
    }
  }
}

/** Hidden layers with an activation and maybe dropout, then one output for each class. */
function network(
  { hidden, activation, dropout }: Settings,
  pixels: number,
  classes: number,
  generator: Generator,
): Module {
  const layers: Module[] = [];
  let inputs = pixels;
  for (const units of hidden) {
    layers.push(dense(inputs, units, generator, activation));
    if (dropout > 0) layers.push(new Dropout(dropout, { generator }));
    inputs = units;
  }
  return new Sequential(...layers, dense(inputs, classes, generator));
}

/** A fully connected layer as the recipe starts it. */
function dense(
  inputs: number,
  units: number,
  generator: Generator,
  activation?: Settings["activation"],
): Linear {
  return new Linear(inputs, units, {
    weightInit: init.truncatedNormal({ std: 0.1 }),
    biasInit: init.constant(0.1),
    ...(activation && { activation }),
    generator,
  });
}

/** The squared distance of the probabilities from 1 for the label and 0 for the rest. */
function squaredError(outputs: Tensor, labels: Tensor): Tensor {
  const target = oneHot(labels, outputs.shape[1]);
  return mseLoss(softmax(outputs), target, { reduction: "sum" }).div(labels.size);
}

/** Logistic regression for each class, of its images against all others. */
function oneAgainstRest(outputs: Tensor, labels: Tensor): Tensor {
  const target = oneHot(labels, outputs.shape[1]);
  return bceWithLogits(outputs, target, { reduction: "sum" }).div(labels.size);
}

/**
 * A perceptron for each class: it says `sign(z)` and should say 1 for its images and -1 for all others. Rosenblatt's
 * rule takes the input, times half the difference, off the weights: a step down the slope of this loss.
 */
function perceptronLoss(outputs: Tensor, labels: Tensor): Tensor {
  const target = oneHot(labels, outputs.shape[1]).mul(2).sub(1);
  const error = sign(outputs).sub(target).div(2);
  return outputs.mul(error).sum(1).mean();
}
