import { jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import type { Prepare, Task } from "../../harness/task.ts";
import type { MlpSettings } from "../../rows/mlp.ts";
import { floats, integers, shapeOf } from "../inputs.ts";

type Layers = { weight: np.Array; bias: np.Array }[];

/** What a step changes; the averages are Adam's alone. */
type State = { layers: Layers; means: Layers; squares: Layers };

// jax-js frees what a function is given: `.ref` holds what is used again.

/** Mean softmax cross-entropy of a network of ReLU layers; y is one-hot. */
function lossOf(layers: Layers, x: np.Array, y: np.Array): np.Array {
  let values = x;
  for (const [i, { weight, bias }] of layers.entries()) {
    const z = np.matmul(values, np.transpose(weight)).add(bias);
    values = i < layers.length - 1 ? nn.relu(z) : z;
  }
  return nn.logSoftmax(values).mul(y).sum(-1).mean().neg();
}

/** The step of SGD, compiled whole. */
function sgd(learningRate: number) {
  return jit(({ layers, means, squares }: State, x: np.Array, y: np.Array) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(layers), x, y);
    const moved = tree.map(
      (p: np.Array, g: np.Array) => p.sub(g.mul(learningRate)),
      layers,
      gradients,
    );
    return [{ layers: moved, means, squares }, loss] as [State, np.Array];
  });
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** The step of Adam, compiled whole; `rate` and `root` hold the corrections of its averages. */
function adam() {
  return jit((state: State, x: np.Array, y: np.Array, rate: np.Array, root: np.Array) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(state.layers), x, y);
    const means = tree.map(
      (m: np.Array, g: np.Array) => m.mul(beta1).add(g.mul(1 - beta1)),
      state.means,
      tree.ref(gradients),
    );
    const squares = tree.map(
      (v: np.Array, g: np.Array) => v.mul(beta2).add(np.square(g).mul(1 - beta2)),
      state.squares,
      gradients,
    );
    const layers = tree.map(
      (p: np.Array, m: np.Array, v: np.Array) =>
        p.sub(m.mul(rate.ref).div(np.sqrt(v).mul(root.ref).add(epsilon))),
      state.layers,
      tree.ref(means),
      tree.ref(squares),
    );
    rate.dispose();
    root.dispose();
    return [{ layers, means, squares }, loss] as [State, np.Array];
  });
}

/** A function that does the step that the row asks for. */
function stepper({ optimizer, learningRate }: MlpSettings) {
  if (optimizer === "sgd") return sgd(learningRate);
  const step = adam();
  let t = 0;
  return (state: State, x: np.Array, y: np.Array) => {
    t++;
    const rate = np.array(learningRate / (1 - beta1 ** t));
    const root = np.array(1 / Math.sqrt(1 - beta2 ** t));
    return step(state, x, y, rate, root);
  };
}

function initialState(task: Task, { widths, optimizer }: MlpSettings): State {
  const array = (name: string) => np.array(floats(task, name), { shape: shapeOf(task, name) });
  const layers = widths
    .slice(1)
    .map((_, i) => ({ weight: array(`weight${i}`), bias: array(`bias${i}`) }));
  if (optimizer === "sgd") return { layers, means: [], squares: [] };
  const zeros = () => tree.map((p: np.Array) => np.zerosLike(p), tree.ref(layers)) as Layers;
  return { layers, means: zeros(), squares: zeros() };
}

export const prepare: Prepare = (task) => {
  const settings = task.settings as unknown as MlpSettings;
  const { widths, batch } = settings;
  const step = stepper(settings);
  const pixels = floats(task, "x");
  const labels = integers(task, "y");
  const batches = Array.from({ length: labels.length / batch }, (_, i) => ({
    x: np.array(pixels.slice(i * batch * widths[0], (i + 1) * batch * widths[0]), {
      shape: [batch, widths[0]],
    }),
    y: nn.oneHot(np.array(labels.slice(i * batch, (i + 1) * batch)), widths.at(-1) as number),
  }));
  let state = initialState(task, settings);

  /** A step on the i-th batch; the loss. */
  function train(i: number): np.Array {
    const { x, y } = batches[i % batches.length];
    const [next, loss] = step(state, x.ref, y.ref);
    state = next;
    return loss;
  }

  return {
    check: () => [0, 1, 2].map((i) => train(i).item()),
    async run(iterations) {
      for (let i = 0; i < iterations; i++) {
        const loss = train(i);
        await loss.blockUntilReady();
        loss.dispose();
      }
    },
  };
};
