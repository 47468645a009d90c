import { Embedding, GRU, Linear, LSTM, Module } from "@gradkit/layers";
import { Adam } from "@gradkit/optim";
import { type Tensor, tensor } from "@gradkit/tensor";
import type { Prepare, Task } from "../../harness/task.ts";
import type { RecurrentSettings } from "../../rows/recurrent.ts";
import { floats, integers, shapeOf } from "../inputs.ts";
import { classifier } from "./training.ts";

class LanguageModel extends Module {
  readonly embedding: Embedding;
  readonly recurrent: LSTM | GRU;
  readonly classifier: Linear;

  constructor({ cell, words, embedded, hidden, layers }: RecurrentSettings) {
    super();
    const options = { numLayers: layers, batchFirst: true };
    this.embedding = new Embedding(words, embedded);
    this.recurrent =
      cell === "lstm" ? new LSTM(embedded, hidden, options) : new GRU(embedded, hidden, options);
    this.classifier = new Linear(hidden, words);
  }

  override forward(ids: Tensor): Tensor {
    return this.classifier.forward(this.recurrent.forward(this.embedding.forward(ids)).y);
  }
}

/** The model with the weights that all contestants start from. */
function build(task: Task, settings: RecurrentSettings): LanguageModel {
  const model = new LanguageModel(settings);
  const input = (name: string) => tensor(floats(task, name), { shape: shapeOf(task, name) });
  const own = Array.from({ length: settings.layers }, (_, layer) =>
    ["weightIh", "weightHh", "biasIh", "biasHh"].map(
      (name) => [`recurrent.layers.${layer}.${name}`, input(`${name}${layer}`)] as const,
    ),
  );
  model.loadStateDict(
    new Map([
      ["embedding.weight", input("table")],
      ...own.flat(),
      ["classifier.weight", input("weight")],
      ["classifier.bias", input("bias")],
    ]),
  );
  return model;
}

export const prepare: Prepare = (task) => {
  const settings = task.settings as unknown as RecurrentSettings;
  const model = build(task, settings);
  const ids = (name: string) => tensor(integers(task, name), { shape: shapeOf(task, name) });
  const [words, next] = [ids("x"), ids("y")];
  const optimizer = new Adam(model.parameters(), { learningRate: settings.learningRate });

  return classifier(model, optimizer, { x: words, y: next }, settings.batch);
};
