import { Embedding } from "@gradkit/layers";
import { SGD } from "@gradkit/optim";
import { tensor } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";
import type { EmbeddingSettings } from "../../rows/embedding.ts";
import { floats, integers, shapeOf } from "../inputs.ts";
import { training } from "./training.ts";

export const prepare: Prepare = (task) => {
  const settings = task.settings as unknown as EmbeddingSettings;
  const { rows, width, batch, learningRate } = settings;
  const table = new Embedding(rows, width, { sparse: true });
  const values = tensor(floats(task, "table"), { shape: shapeOf(task, "table") });
  table.loadStateDict(new Map([["weight", values]]));
  const ids = tensor(integers(task, "ids"));
  const optimizer = new SGD(table.parameters(), { learningRate });

  return training(optimizer, { x: ids }, batch, ({ x }) => table.forward(x).square().sum());
};
