/** Recurrent cells made of public ops: the definition of the fused kernels, and their gradient of the second order. */

import type { CellName } from "../backend/recurrent.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul, sub } from "./binary.ts";
import { chunk, concat } from "./join.ts";
import { linear, matmul } from "./matmul.ts";
import { narrow, transpose } from "./movement.ts";
import { sum } from "./reduce.ts";
import { relu, sigmoid, tanh } from "./unary.ts";
import { reluGrad, sigmoidGrad, tanhGrad } from "./unary-gradients.ts";

/** What packed sequences go through: see `RecurrentAddresses` for the shapes. */
export interface StepInputs {
  readonly x: Tensor;
  readonly weight: Tensor;
  /** gru alone, where there are biases. */
  readonly bias?: Tensor | undefined;
  readonly h: Tensor;
  /** lstm alone. */
  readonly c?: Tensor | undefined;
}

/** One step: what it was made of, its gates, and what it gives. */
interface Step {
  /** The state's part of the gates. */
  readonly state: Tensor;
  readonly h: Tensor;
  readonly c: Tensor | undefined;
  readonly gates: readonly Tensor[];
  readonly y: Tensor;
  readonly nextC?: Tensor | undefined;
}

/** The gradients of one step: by the input's and the state's part of the gates, and what goes past them. */
interface StepGrad {
  readonly gx: Tensor;
  readonly gState: Tensor;
  readonly gh?: Tensor | undefined;
  readonly gc?: Tensor | undefined;
}

interface Cell {
  forward(x: Tensor, state: Tensor, h: Tensor, c?: Tensor): Pick<Step, "gates" | "y" | "nextC">;
  backward(step: Step, gy: Tensor, gc?: Tensor): StepGrad;
}

function rnn(activation: (x: Tensor) => Tensor, through: (g: Tensor, y: Tensor) => Tensor): Cell {
  return {
    forward: (x, state) => ({ gates: [], y: activation(add(x, state)) }),
    backward({ y }, gy) {
      const gx = through(gy, y);
      return { gx, gState: gx };
    },
  };
}

const gru: Cell = {
  forward(x, state, h) {
    const [xr, xz, xn] = chunk(x, 3, 1);
    const [sr, sz, sn] = chunk(state, 3, 1);
    const r = sigmoid(add(xr, sr));
    const z = sigmoid(add(xz, sz));
    const n = tanh(add(xn, mul(r, sn)));
    return { gates: [r, z, n], y: add(n, mul(z, sub(h, n))) };
  },
  backward({ state, h, gates: [r, z, n] }, gy) {
    const gn = tanhGrad(mul(gy, sub(1, z)), n);
    const gr = sigmoidGrad(mul(gn, chunk(state, 3, 1)[2]), r);
    const gz = sigmoidGrad(mul(gy, sub(h, n)), z);
    return {
      gx: concat([gr, gz, gn], 1),
      gState: concat([gr, gz, mul(gn, r)], 1),
      gh: mul(gy, z),
    };
  },
};

const lstm: Cell = {
  forward(x, state, _, c) {
    const [ai, af, ag, ao] = chunk(add(x, state), 4, 1);
    const gates = [sigmoid(ai), sigmoid(af), tanh(ag), sigmoid(ao)];
    const [i, f, g, o] = gates;
    const nextC = add(mul(f, c as Tensor), mul(i, g));
    return { gates, nextC, y: mul(o, tanh(nextC)) };
  },
  backward({ c, gates: [i, f, g, o], nextC }, gy, gc) {
    const squashed = tanh(nextC as Tensor);
    const toC = add(gc as Tensor, tanhGrad(mul(gy, o), squashed));
    const parts = [
      sigmoidGrad(mul(toC, g), i),
      sigmoidGrad(mul(toC, c as Tensor), f),
      tanhGrad(mul(toC, i), g),
      sigmoidGrad(mul(gy, squashed), o),
    ];
    const gx = concat(parts, 1);
    return { gx, gState: gx, gc: mul(toC, f) };
  },
};

const cells: Readonly<Record<CellName, Cell>> = {
  rnnTanh: rnn(tanh, tanhGrad),
  rnnRelu: rnn(relu, reluGrad),
  gru,
  lstm,
};

/** All steps in their order; `sizes` are the rows of each. */
function unrolled(name: CellName, sizes: readonly number[], inputs: StepInputs): Step[] {
  const { x, weight, bias } = inputs;
  let { h, c } = inputs;
  let first = 0;
  return sizes.map((size) => {
    h = narrow(h, 0, 0, size);
    c = c && narrow(c, 0, 0, size);
    const state = linear(h, weight, { bias });
    const step = { state, h, c, ...cells[name].forward(narrow(x, 0, first, size), state, h, c) };
    first += size;
    h = step.y;
    c = step.nextC;
    return step;
  });
}

/** What the fused kernel gives: the states `[rows, hidden]`, for an lstm with the last cells behind them. */
export function composedSteps(
  name: CellName,
  sizes: readonly number[],
  inputs: StepInputs,
): Tensor {
  const steps = unrolled(name, sizes, inputs);
  const ended = steps.flatMap(({ nextC }, t) =>
    nextC ? [narrow(nextC, 0, sizes[t + 1] ?? 0, sizes[t] - (sizes[t + 1] ?? 0))] : [],
  );
  return concat([...steps.map(({ y }) => y), ...ended.reverse()]);
}

/** The gradients by x, weight, bias, h and c, which can be differentiated again. */
export function composedGrad(
  name: CellName,
  sizes: readonly number[],
  inputs: StepInputs,
  g: Tensor,
): readonly [Tensor, () => Tensor, () => Tensor, Tensor, Tensor | null] {
  const { weight } = inputs;
  const steps = unrolled(name, sizes, inputs);
  const grads: StepGrad[] = [];
  const rows = sizes.reduce((a, b) => a + b);
  let first = rows;
  let gh = run.full(g, g.dtype, [0, g.shape[1]], 0);
  let gc: Tensor | undefined = inputs.c && gh;
  for (let t = sizes.length - 1; t >= 0; t--) {
    // Sequences that end here join those that went on.
    const [more, size] = [gh.shape[0], sizes[t]];
    first -= size;
    if (size > more) {
      gh = concat([gh, run.full(g, g.dtype, [size - more, g.shape[1]], 0)]);
      gc = gc && concat([gc, narrow(g, 0, rows + more, size - more)]);
    }
    const grad = cells[name].backward(steps[t], add(narrow(g, 0, first, size), gh), gc);
    const back = matmul(grad.gState, weight);
    gh = grad.gh ? add(back, grad.gh) : back;
    gc = grad.gc;
    grads.unshift(grad);
  }
  const gState = concat(grads.map((grad) => grad.gState));
  return [
    concat(grads.map(({ gx }) => gx)),
    () => matmul(transpose(gState), concat(steps.map(({ h }) => h))),
    () => sum(gState, 0),
    gh,
    gc ?? null,
  ];
}
