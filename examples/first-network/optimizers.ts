/** The optimiser and the learning rate's way down, as the settings name them. */

import type { Module } from "@gradkit/layers";
import {
  Adam,
  AdamW,
  exponentialSchedule,
  type Optimizer,
  piecewiseSchedule,
  powerSchedule,
  type Schedule,
  SGD,
} from "@gradkit/optim";
import type { Settings } from "./options.ts";

/** An optimiser of the module's parameters. L2 regularisation holds for weights, not for biases. */
export function createOptimizer(settings: Settings, module: Module): Optimizer {
  const { optimizer, momentum, l2 } = settings;
  const parameters = module.parameters();
  const groups = [
    { parameters: parameters.filter(({ rank }) => rank > 1), weightDecay: l2 },
    { parameters: parameters.filter(({ rank }) => rank === 1) },
  ];
  const learningRate = schedule(settings);
  switch (optimizer) {
    case "sgd":
      return new SGD(groups, { learningRate });
    case "momentum":
      return new SGD(groups, { learningRate, momentum });
    case "nesterov":
      return new SGD(groups, { learningRate, momentum, nesterov: true });
    case "adam":
      return new Adam(groups, { learningRate });
    case "adamw":
      return new AdamW(groups, { learningRate, weightDecay: 0 });
  }
}

/** The learning rate by step. All ways down depend on the number of steps, and end at a tenth or less. */
function schedule({ decay, learningRate: initial, steps }: Settings): number | Schedule {
  switch (decay) {
    case "none":
      return initial;
    case "power":
      return powerSchedule({ initial, decaySteps: steps / 10, power: 1 });
    case "exponential":
      return exponentialSchedule({ initial, rate: 0.1, every: steps });
    case "piecewise":
      return piecewiseSchedule({
        boundaries: [0.5 * steps, 0.75 * steps],
        values: [initial, initial / 4, initial / 16],
      });
  }
}
