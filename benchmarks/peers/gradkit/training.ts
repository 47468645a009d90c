import { backward } from "@gradkit/autograd";
import { batches, type Dataset } from "@gradkit/data";
import { crossEntropy, type Module } from "@gradkit/layers";
import type { Tensor } from "@gradkit/tensor";
import type { Contest } from "../../harness/task.ts";

/** What an optimiser does in the loop. */
interface Steps {
  zeroGrad(): void;
  step(): void;
}

/** Training steps on batches of the data, in a circle. */
export function training<Names extends string>(
  optimizer: Steps,
  data: Dataset<Names>,
  batchSize: number,
  lossOf: (batch: Dataset<Names>) => Tensor,
): Contest {
  function train(steps: number, onLoss?: (loss: number) => void): void {
    let step = 0;
    for (const batch of batches(data, { batchSize, epochs: Number.POSITIVE_INFINITY })) {
      optimizer.zeroGrad();
      const loss = lossOf(batch);
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

/** The training of a classifier. */
export function classifier(
  model: Module,
  optimizer: Steps,
  data: { readonly x: Tensor; readonly y: Tensor },
  batchSize: number,
): Contest {
  return training(optimizer, data, batchSize, ({ x, y }) => crossEntropy(model.forward(x), y));
}
