import { jit, numpy as np } from "@jax-js/jax";
import type { Prepare } from "../../harness/task.ts";
import { floats } from "../inputs.ts";

const binary = jit((x: np.Array, y: np.Array) => np.add(x, y));
const unary: Readonly<Record<string, (x: np.Array) => np.Array>> = {
  exp: jit((x: np.Array) => np.exp(x)),
  tanh: jit((x: np.Array) => np.tanh(x)),
  sum: jit((x: np.Array) => np.sum(x)),
};

export const prepare: Prepare = (task) => {
  const x = np.array(floats(task, "x"));
  const y = np.array(floats(task, "y"));
  const name = task.settings.op as string;
  const op = name === "add" ? () => binary(x.ref, y.ref) : () => unary[name](x.ref);
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
