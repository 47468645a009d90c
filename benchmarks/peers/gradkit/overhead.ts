import { backward } from "@gradkit/autograd";
import { add, scope, sum, tensor } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";
import { floats } from "../inputs.ts";

export const prepare: Prepare = (task) => {
  const ops = task.settings.ops as number;
  const requiresGrad = task.settings.gradient as boolean;
  const x = tensor(floats(task, "x"), { requiresGrad });
  const y = tensor(floats(task, "y"));
  const forward = () => {
    for (let i = 0; i < ops; i++) add(x, y);
  };
  const forwardAndBackward = () => {
    let total = x;
    for (let i = 0; i < ops; i++) total = add(total, y);
    x.grad = null;
    backward(sum(total));
  };
  return {
    check() {
      if (!requiresGrad) return add(x, y).dataSync();
      forwardAndBackward();
      return x.grad?.dataSync() ?? [];
    },
    run(iterations) {
      for (let i = 0; i < iterations; i++) scope(requiresGrad ? forwardAndBackward : forward);
    },
  };
};
