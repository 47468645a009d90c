import type { Prepare } from "../../harness/task.ts";
import { floats, shapeOf } from "../inputs.ts";
import { tf } from "./backend.ts";

export const prepare: Prepare = (task) => {
  const a = tf.tensor(floats(task, "a"), shapeOf(task, "a"));
  const b = tf.tensor(floats(task, "b"), shapeOf(task, "b"));
  return {
    check: () => tf.matMul(a, b).dataSync(),
    run(iterations) {
      for (let i = 0; i < iterations; i++) tf.matMul(a, b).dispose();
    },
  };
};
