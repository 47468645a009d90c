import { backward } from "@gradkit/autograd";
import { batches } from "@gradkit/data";
import { Embedding } from "@gradkit/layers";
import { SGD } from "@gradkit/optim";
import { tensor } from "@gradkit/tensor";
import type { Prepare } from "../../harness/task.ts";
import type { EmbeddingSettings } from "../../rows/embedding.ts";
import { floats, integers, shapeOf } from "../inputs.ts";

export const prepare: Prepare = (task) => {
  const settings = task.settings as unknown as EmbeddingSettings;
  const { rows, width, batch, learningRate } = settings;
  const table = new Embedding(rows, width, { sparse: true });
  const values = tensor(floats(task, "table"), { shape: shapeOf(task, "table") });
  table.loadStateDict(new Map([["weight", values]]));
  const ids = tensor(integers(task, "ids"));
  const optimizer = new SGD(table.parameters(), { learningRate });

  function train(steps: number, onLoss?: (loss: number) => void): void {
    let step = 0;
    const options = { batchSize: batch, epochs: Number.POSITIVE_INFINITY };
    for (const { x } of batches({ x: ids }, options)) {
      optimizer.zeroGrad();
      const loss = table.forward(x).square().sum();
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
};
