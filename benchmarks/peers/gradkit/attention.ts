import {
  Embedding,
  LayerNorm,
  Linear,
  Module,
  MultiHeadAttention,
  Parameter,
} from "@gradkit/layers";
import { Adam } from "@gradkit/optim";
import { gelu, type Tensor, tensor, zeros } from "@gradkit/tensor";
import type { Prepare, Task } from "../../harness/task.ts";
import type { AttentionSettings } from "../../rows/attention.ts";
import { floats, integers, shapeOf } from "../inputs.ts";
import { classifier } from "./training.ts";

class Block extends Module {
  readonly norm1: LayerNorm;
  readonly attention: MultiHeadAttention;
  readonly norm2: LayerNorm;
  readonly widen: Linear;
  readonly narrow: Linear;

  constructor(width: number, heads: number) {
    super();
    this.norm1 = new LayerNorm(width);
    this.attention = new MultiHeadAttention(width, heads);
    this.norm2 = new LayerNorm(width);
    this.widen = new Linear(width, 4 * width);
    this.narrow = new Linear(4 * width, width);
  }

  override forward(x: Tensor): Tensor {
    const y = x.add(this.attention.forward(this.norm1.forward(x), { causal: true }));
    return y.add(this.narrow.forward(gelu(this.widen.forward(this.norm2.forward(y)))));
  }
}

class Decoder extends Module {
  readonly embedding: Embedding;
  readonly positions: Parameter;
  readonly blocks: readonly Block[];
  readonly norm: LayerNorm;
  readonly classifier: Linear;

  constructor({ words, width, heads, layers, tokens }: AttentionSettings) {
    super();
    this.embedding = new Embedding(words, width);
    this.positions = new Parameter(zeros([tokens, width]));
    this.blocks = Array.from({ length: layers }, () => new Block(width, heads));
    this.norm = new LayerNorm(width);
    this.classifier = new Linear(width, words);
  }

  override forward(ids: Tensor): Tensor {
    let y = this.embedding.forward(ids).add(this.positions);
    for (const block of this.blocks) y = block.forward(y);
    return this.classifier.forward(this.norm.forward(y));
  }
}

/** An input of whole numbers as a tensor. */
function ids(task: Task, name: string) {
  return tensor(integers(task, name), { shape: shapeOf(task, name) });
}

export const prepare: Prepare = (task) => {
  const settings = task.settings as unknown as AttentionSettings;
  const model = new Decoder(settings);
  const drawn = new Map(model.stateDict());
  for (const path of drawn.keys()) {
    if (path in task.arrays) {
      drawn.set(path, tensor(floats(task, path), { shape: shapeOf(task, path) }));
    }
  }
  model.loadStateDict(drawn);
  const optimizer = new Adam(model.parameters(), { learningRate: 0.001 });
  return classifier(model, optimizer, { x: ids(task, "x"), y: ids(task, "y") }, settings.batch);
};
