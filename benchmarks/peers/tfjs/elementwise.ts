import type { Tensor } from "@tensorflow/tfjs";
import type { Prepare } from "../../harness/task.ts";
import { floats } from "../inputs.ts";
import { tf } from "./backend.ts";

const ops: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add: (x, y) => tf.add(x, y),
  exp: (x) => tf.exp(x),
  tanh: (x) => tf.tanh(x),
  sum: (x) => tf.sum(x),
};

export const prepare: Prepare = (task) => {
  const x = tf.tensor(floats(task, "x"));
  const y = tf.tensor(floats(task, "y"));
  const op = ops[task.settings.op as string];
  return {
    check: () => op(x, y).dataSync(),
    run(iterations) {
      for (let i = 0; i < iterations; i++) op(x, y).dispose();
    },
  };
};
