import { matmul, scope, tensor } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";
import { floats, shapeOf } from "../inputs.ts";

export const prepare: Prepare = (task) => {
  const a = tensor(floats(task, "a"), { shape: shapeOf(task, "a") });
  const b = tensor(floats(task, "b"), { shape: shapeOf(task, "b") });
  return {
    check: () => matmul(a, b).dataSync(),
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        scope(() => {
          matmul(a, b);
        });
      }
    },
  };
};
