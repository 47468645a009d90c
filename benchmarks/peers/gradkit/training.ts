import { backward } from "@gradkit/autograd";
import { batches } from "@gradkit/data";
import { crossEntropy, type Module } from "@gradkit/layers";
import type { Tensor } from "@gradkit/tensor";
import type { Contest } from "../../harness/task.ts";

/** What an optimiser does in the loop. */
interface Steps {
  zeroGrad(): void;
  step(): void;
}

/** Training steps of a classifier on batches of the data, in a circle. */
export function training(
  model: Module,
  optimizer: Steps,
  data: { readonly x: Tensor; readonly y: Tensor },
  batchSize: number,
): Contest {
  function train(steps: number, onLoss?: (loss: number) => void): void {
    let step = 0;
    for (const { x, y } of batches(data, { batchSize, epochs: Number.POSITIVE_INFINITY })) {
      optimizer.zeroGrad();
      const loss = crossEntropy(model.forward(x), y);
      backward(loss);
      optimizer.step();
      onLoss?.(loss.item());
      if (++step === steps) break;
    }
  }
  return {
    check() {
      const losses: number[] = [];
      train(3, (loss) => losses.push(loss));
      return losses;
    },
    run: (iterations) => train(iterations),
  };
}
