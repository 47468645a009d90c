/** Numbers and settings in words. */

import type { Settings } from "./options.ts";

/** A share as a percentage: 0.9653 is 96.53 %. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** What was trained and how, in one sentence without its full stop. */
export function describeSettings(settings: Settings): string {
  const { model, learningRate, decay, l2, steps, batch, seed } = settings;
  const parts = [
    model === "network" ? describeNetwork(settings) : simpleModels[model],
    `${describeOptimizer(settings)} at ${learningRate}`,
    decay === "none" ? "" : `${decay} decay`,
    l2 === 0 ? "" : `L2 ${l2}`,
    `${steps.toLocaleString("en")} steps of ${batch} images`,
    `seed ${seed}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

const simpleModels = {
  perceptron: "A perceptron with a sign activation for each class",
  logistic: "Logistic regression for each class",
  softmax: "Softmax regression",
};

function describeNetwork({ hidden, activation, loss, dropout }: Settings): string {
  const layers = `A network with hidden layers of ${hidden.join(" and ")} units`;
  const losses = { "cross-entropy": "softmax cross-entropy", mse: "mean squared error" };
  const activations = { relu: "ReLU", tanh: "tanh", sigmoid: "sigmoid" };
  const regular = dropout > 0 ? `, dropout ${dropout}` : "";
  return `${layers}, ${activations[activation]}, ${losses[loss]}${regular}`;
}

function describeOptimizer({ optimizer, momentum }: Settings): string {
  const names = { sgd: "SGD", momentum: "SGD", nesterov: "SGD", adam: "Adam", adamw: "AdamW" };
  const momenta = {
    momentum: ` with momentum ${momentum}`,
    nesterov: ` with Nesterov momentum ${momentum}`,
  };
  const extra = optimizer === "momentum" || optimizer === "nesterov" ? momenta[optimizer] : "";
  return names[optimizer] + extra;
}

/** The settings that had an effect, by their names in words. */
export function listSettings(settings: Settings): [name: string, value: string | number][] {
  const { model, hidden, activation, loss, dropout, optimizer, momentum } = settings;
  const { learningRate, decay, l2, steps, batch, seed } = settings;
  const withMomentum = optimizer === "momentum" || optimizer === "nesterov";
  const ofNetwork: [string, string | number][] = [
    ["hidden units", hidden.join(", ")],
    ["activation", activation],
    ["loss", loss],
    ["dropout", dropout],
  ];
  return [
    ["model", model],
    ...(model === "network" ? ofNetwork : []),
    ["optimizer", optimizer],
    ...(withMomentum ? [["momentum", momentum] as [string, number]] : []),
    ["learning rate", learningRate],
    ["decay", decay],
    ["L2", l2],
    ["steps", steps],
    ["batch", batch],
    ["seed", seed],
  ];
}
