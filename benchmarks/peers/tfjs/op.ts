/** One op on inputs that are made beforehand, its result let go at once. */

import type { Tensor } from "@tensorflow/tfjs";
import type { Prepare } from "../../harness/task.ts";
import { floats, shapeOf } from "../inputs.ts";
import { tf } from "./backend.ts";

/** Ops by the name that `settings.op` of a row gives, from the row's inputs by name. */
export type Ops = Readonly<Record<string, (inputs: Readonly<Record<string, Tensor>>) => Tensor>>;

/** What a family of such rows exports as `prepare`. */
export function prepareOps(ops: Ops): Prepare {
  return (task) => {
    const names = Object.keys(task.arrays);
    const inputs = Object.fromEntries(
      names.map((name) => [name, tf.tensor(floats(task, name), shapeOf(task, name))]),
    );
    const op = ops[task.settings.op as string];
    return {
      check: () => op(inputs).dataSync(),
      run(iterations) {
        for (let i = 0; i < iterations; i++) tf.tidy(() => op(inputs)).dispose();
      },
    };
  };
}
