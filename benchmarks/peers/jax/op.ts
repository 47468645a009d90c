/** One op, compiled, on inputs that are made beforehand. */

import { jit, numpy as np } from "@jax-js/jax";
import type { Prepare } from "../../harness/task.ts";
import { floats, shapeOf } from "../inputs.ts";

/** Ops by the name that `settings.op` of a row gives, from the row's inputs in order. */
export type Ops = Readonly<Record<string, (...inputs: np.Array[]) => np.Array>>;

/** What a family of such rows exports as `prepare`. */
export function prepareOps(ops: Ops): Prepare {
  return (task) => {
    const names = Object.keys(task.arrays);
    const inputs = names.map((name) =>
      np.array(floats(task, name), { shape: shapeOf(task, name) }),
    );
    const compiled = jit(ops[task.settings.op as string]);
    const op = (): np.Array => compiled(...inputs.map(({ ref }) => ref));
    return {
      check: () => op().data(),
      async run(iterations) {
        for (let i = 0; i < iterations; i++) {
          const result = op();
          await result.blockUntilReady();
          result.dispose();
        }
      },
    };
  };
}
