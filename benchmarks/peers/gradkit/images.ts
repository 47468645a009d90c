import { noGrad } from "@gradkit/autograd";
import { Conv2d, Flatten, Linear, MaxPool2d, type Module, ReLU, Sequential } from "@gradkit/layers";
import { Adam, SGD } from "@gradkit/optim";
import { scope, tensor } from "@gradkit/tensor";
import type { Prepare, Task } from "../../harness/task.ts";
import type { ImageSettings } from "../../rows/images.ts";
import { floats, integers, shapeOf } from "../inputs.ts";
import { MobileNet } from "./mobilenet.ts";
import { ResNet } from "./resnet.ts";
import { classifier } from "./training.ts";

function cnn(): Module {
  return new Sequential(
    new Conv2d(1, 32, 3),
    new ReLU(),
    new Conv2d(32, 64, 3),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(9216, 128),
    new ReLU(),
    new Linear(128, 10),
  );
}

const networks = { cnn, resnet20: () => new ResNet(3), mobilenet: () => new MobileNet() };

/** A float32 input as a tensor. */
function input(task: Task, name: string) {
  return tensor(floats(task, name), { shape: shapeOf(task, name) });
}

export const prepare: Prepare = (task) => {
  const { network, batch, training: isTraining } = task.settings as unknown as ImageSettings;
  const model: Module = networks[network]();
  const drawn = new Map(model.stateDict());
  for (const path of drawn.keys()) {
    if (path in task.arrays) drawn.set(path, input(task, path));
  }
  model.loadStateDict(drawn);
  const data = { x: input(task, "x"), y: tensor(integers(task, "y")) };
  if (isTraining) {
    const optimizer =
      network === "cnn"
        ? new Adam(model.parameters(), { learningRate: 0.001 })
        : new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4 });
    return classifier(model, optimizer, data, batch);
  }
  model.eval();
  const x = tensor(floats(task, "x").slice(0, data.x.size / (data.x.shape[0] / batch)), {
    shape: [batch, ...data.x.shape.slice(1)],
  });
  const forward = () => scope(() => noGrad(() => model.forward(x).dataSync()));
  return {
    check: forward,
    run(iterations) {
      for (let i = 0; i < iterations; i++) forward();
    },
  };
};
