import { Linear, Sequential } from "@gradkit/layers";
import { Adam, SGD } from "@gradkit/optim";
import { tensor } from "@gradkit/tensor";
import type { Prepare, Task } from "../../harness/task.ts";
import type { MlpSettings } from "../../rows/mlp.ts";
import { floats, integers, shapeOf } from "../inputs.ts";
import { classifier } from "./training.ts";

/** A float32 input as a tensor. */
function input(task: Task, name: string) {
  return tensor(floats(task, name), { shape: shapeOf(task, name) });
}

/** The network with the weights that all contestants start from. */
function build(task: Task): Sequential {
  const { widths } = task.settings as unknown as MlpSettings;
  const last = widths.length - 2;
  const layers = widths
    .slice(1)
    .map((out, i) => new Linear(widths[i], out, i < last ? { activation: "relu" } : {}));
  const model = new Sequential(...layers);
  const values = layers.flatMap((_, i) => [
    [`layers.${i}.weight`, input(task, `weight${i}`)] as const,
    [`layers.${i}.bias`, input(task, `bias${i}`)] as const,
  ]);
  model.loadStateDict(new Map(values));
  return model;
}

export const prepare: Prepare = (task) => {
  const { batch, optimizer: kind, learningRate } = task.settings as unknown as MlpSettings;
  const model = build(task);
  const images = input(task, "x");
  const labels = tensor(integers(task, "y"));
  const optimizer =
    kind === "adam"
      ? new Adam(model.parameters(), { learningRate })
      : new SGD(model.parameters(), { learningRate });

  return classifier(model, optimizer, { x: images, y: labels }, batch);
};
