import { add, exp, scope, sum, type Tensor, tanh, tensor } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";
import { floats } from "../inputs.ts";

const ops: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add,
  exp: (x) => exp(x),
  tanh: (x) => tanh(x),
  sum: (x) => sum(x),
};

export const prepare: Prepare = (task) => {
  const x = tensor(floats(task, "x"));
  const y = tensor(floats(task, "y"));
  const op = ops[task.settings.op as string];
  return {
    check: () => op(x, y).dataSync(),
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        scope(() => {
          op(x, y);
        });
      }
    },
  };
};
