import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import type { Prepare, Task } from "../../harness/task.ts";
import type { MlpSettings } from "../../rows/mlp.ts";
import { floats, integers, shapeOf } from "../inputs.ts";
import { tf } from "./backend.ts";

/** A layer's weights, the matrix with the inputs first. */
function layer(task: Task, i: number) {
  const values = tf.tidy(() =>
    tf.tensor(floats(task, `weight${i}`), shapeOf(task, `weight${i}`)).transpose<Tensor2D>(),
  );
  return { weight: tf.variable(values), bias: tf.variable(tf.tensor1d(floats(task, `bias${i}`))) };
}

export const prepare: Prepare = (task) => {
  const settings = task.settings as unknown as MlpSettings;
  const { widths, batch, learningRate } = settings;
  const layers = widths.slice(1).map((_, i) => layer(task, i));
  const optimizer =
    settings.optimizer === "adam" ? tf.train.adam(learningRate) : tf.train.sgd(learningRate);
  const classes = widths.at(-1) as number;
  const rows = integers(task, "y").length;
  const x = tf.split(tf.tensor2d(floats(task, "x"), [rows, widths[0]]), rows / batch);
  const y = tf.split(tf.oneHot(tf.tensor1d(integers(task, "y"), "int32"), classes), rows / batch);

  function forward(input: Tensor2D): Tensor2D {
    return layers.reduce((values, { weight, bias }, i) => {
      const z = tf.add<Tensor2D>(tf.matMul(values, weight), bias);
      return i < layers.length - 1 ? tf.relu(z) : z;
    }, input);
  }

  function step(i: number): Scalar {
    const at = i % x.length;
    const loss = () => tf.losses.softmaxCrossEntropy(y[at], forward(x[at] as Tensor2D)) as Scalar;
    return optimizer.minimize(loss, true) as Scalar;
  }

  return {
    check: () => [0, 1, 2].map((i) => tf.tidy(() => step(i).dataSync()[0])),
    run(iterations) {
      for (let i = 0; i < iterations; i++) step(i).dispose();
    },
  };
};
