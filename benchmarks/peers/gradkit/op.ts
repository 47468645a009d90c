/** One op on inputs that are made beforehand, its result let go at once. */

import { scope, type Tensor, tensor } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";
import { floats, integers, shapeOf } from "../inputs.ts";

/** Ops by the name that `settings.op` of a row gives, from the row's inputs by name. */
export type Ops = Readonly<Record<string, (inputs: Readonly<Record<string, Tensor>>) => Tensor>>;

/** What a family of such rows exports as `prepare`. */
export function prepareOps(ops: Ops): Prepare {
  return (task) => {
    const inputs: Record<string, Tensor> = {};
    for (const [name, { dtype }] of Object.entries(task.arrays)) {
      const values = dtype === "int32" ? integers(task, name) : floats(task, name);
      inputs[name] = tensor(values, { shape: shapeOf(task, name) });
    }
    const op = ops[task.settings.op as string];
    return {
      check: () => op(inputs).dataSync(),
      run(iterations) {
        for (let i = 0; i < iterations; i++) {
          scope(() => {
            op(inputs);
          });
        }
      },
    };
  };
}
