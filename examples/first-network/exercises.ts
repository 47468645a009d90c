/** The exercises: the recipe with one thing changed, and the models that came before networks. */

import { learningRates, type Settings } from "./options.ts";

export interface Exercise {
  readonly name: string;
  /** What differs from the settings that the comparison starts from. */
  readonly change: Partial<Settings>;
  /** The line in the plot: exercises of one kind share a colour. */
  readonly color: number;
  readonly dash: "solid" | "dashed" | "dotted";
}

/** All exercises, those of a kind together; the first changes nothing. */
export const exercises: readonly Exercise[] = [
  ...kind(1, [
    ["as it stands", {}],
    ["learning rate 0.5", { learningRate: 0.5 }],
  ]),
  ...kind(2, [
    ["tanh", { activation: "tanh" }],
    ["sigmoid", { activation: "sigmoid" }],
  ]),
  ...kind(3, [
    ["half the width", { hidden: [25, 15] }],
    ["twice the width", { hidden: [100, 60] }],
    ["one more hidden layer", { hidden: [50, 40, 30] }],
  ]),
  ...kind(4, [["mean squared error", { loss: "mse" }]]),
  ...kind(5, [
    ["dropout 0.2", { dropout: 0.2 }],
    ["L2 0.0005", { l2: 0.0005 }],
  ]),
  ...kind(6, [
    ["momentum", optimizer("momentum")],
    ["Nesterov momentum", optimizer("nesterov")],
  ]),
  ...kind(7, [
    ["Adam", optimizer("adam")],
    ["AdamW, decay 0.01", { ...optimizer("adamw"), l2: 0.01 }],
  ]),
  ...kind(8, [
    ["power decay from 0.5", { decay: "power", learningRate: 0.5 }],
    ["exponential decay from 0.5", { decay: "exponential", learningRate: 0.5 }],
    ["piecewise decay from 0.5", { decay: "piecewise", learningRate: 0.5 }],
  ]),
  ...kind(9, [
    ["softmax regression", { model: "softmax" }],
    ["logistic regression", { model: "logistic" }],
    ["perceptron", { model: "perceptron" }],
  ]),
];

function kind(
  color: number,
  list: readonly [name: string, change: Partial<Settings>][],
): Exercise[] {
  const dashes = ["solid", "dashed", "dotted"] as const;
  return list.map(([name, change], i) => ({ name, change, color, dash: dashes[i] }));
}

/** An optimiser at the learning rate that suits it. */
function optimizer(name: Settings["optimizer"]): Partial<Settings> {
  return { optimizer: name, learningRate: learningRates[name] };
}
