import { jit, numpy as np } from "@jax-js/jax";
import type { Prepare } from "../../harness/task.ts";
import { floats, shapeOf } from "../inputs.ts";

const product = jit((a: np.Array, b: np.Array) => np.matmul(a, b));

export const prepare: Prepare = (task) => {
  const a = np.array(floats(task, "a"), { shape: shapeOf(task, "a") });
  const b = np.array(floats(task, "b"), { shape: shapeOf(task, "b") });
  return {
    check: () => product(a.ref, b.ref).data(),
    async run(iterations) {
      for (let i = 0; i < iterations; i++) {
        const y = product(a.ref, b.ref);
        await y.blockUntilReady();
        y.dispose();
      }
    },
  };
};
