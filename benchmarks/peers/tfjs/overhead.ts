import type { Tensor } from "@tensorflow/tfjs";
import type { Prepare } from "../../harness/task.ts";
import { floats } from "../inputs.ts";
import { tf } from "./backend.ts";

export const prepare: Prepare = (task) => {
  const ops = task.settings.ops as number;
  const gradient = task.settings.gradient as boolean;
  const x = tf.tensor(floats(task, "x"));
  const y = tf.tensor(floats(task, "y"));
  const forward = () => {
    for (let i = 0; i < ops; i++) tf.add(x, y);
  };
  const total = (first: Tensor) => {
    let all = first;
    for (let i = 0; i < ops; i++) all = tf.add(all, y);
    return tf.sum(all);
  };
  const slope = tf.grad(total);
  const forwardAndBackward = () => {
    slope(x);
  };
  return {
    check: () => (gradient ? slope(x) : tf.add(x, y)).dataSync(),
    run(iterations) {
      for (let i = 0; i < iterations; i++) tf.tidy(gradient ? forwardAndBackward : forward);
    },
  };
};
