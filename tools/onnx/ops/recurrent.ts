/** Recurrent nets of one layer, forward in time, written out step by step. */

import type { Tensor } from "@gradkit/tensor";
import * as t from "@gradkit/tensor";
import type { Call, Family, Op } from "../call.ts";
import { FormatError } from "../protobuf.ts";

/** What a step is computed from, of one direction: weights by gate, and the biases of input and state. */
interface Cell {
  readonly call: Call;
  readonly w: Tensor;
  readonly r: Tensor;
  readonly inputBias: Tensor;
  readonly stateBias: Tensor;
}

/** The next states, the first of which is the output, of an input `[batch, n]` and the states before. */
type Step = (cell: Cell, x: Tensor, states: readonly Tensor[]) => readonly Tensor[];

/** Both affine maps of a step, `[batch, gates hidden]` each, cut into the gates. */
function gates({ w, r, inputBias, stateBias }: Cell, x: Tensor, h: Tensor, count: number) {
  const fromInput = t.linear(x, w, { bias: inputBias });
  const fromState = t.linear(h, r, { bias: stateBias });
  return [t.chunk(fromInput, count, 1), t.chunk(fromState, count, 1)] as const;
}

const rnnStep: Step = (cell, x, [h]) => {
  const [[input], [state]] = gates(cell, x, h, 1);
  return [t.tanh(t.add(input, state))];
};

const gruStep: Step = (cell, x, [h]) => {
  const [input, state] = gates(cell, x, h, 3);
  const update = t.sigmoid(t.add(input[0], state[0]));
  const reset = t.sigmoid(t.add(input[1], state[1]));
  const { call, r, stateBias } = cell;
  const n = h.shape[1];
  const linearFirst = call.number("linear_before_reset", 0) !== 0;
  const recurrent = linearFirst
    ? t.mul(reset, state[2])
    : t.linear(t.mul(reset, h), t.narrow(r, 0, 2 * n, n), {
        bias: t.narrow(stateBias, 0, 2 * n, n),
      });
  const fresh = t.tanh(t.add(input[2], recurrent));
  return [t.lerp(fresh, h, update)];
};

const lstmStep: Step = (cell, x, [h, c]) => {
  const [input, state] = gates(cell, x, h, 4);
  const [i, o, f, g] = input.map((gate, k) => t.add(gate, state[k]));
  const peepholes = cell.call.inputs[7];
  const [pi, po, pf] = peepholes
    ? t.chunk(peepholes.squeeze(0), 3)
    : [0, 0, 0].map(() => t.tensor(0));
  const keep = t.sigmoid(t.add(f, t.mul(pf, c)));
  const take = t.sigmoid(t.add(i, t.mul(pi, c)));
  const cellState = t.add(t.mul(keep, c), t.mul(take, t.tanh(g)));
  const out = t.sigmoid(t.add(o, t.mul(po, cellState)));
  return [t.mul(out, t.tanh(cellState)), cellState];
};

/** The weights of the only direction, zeros where there is no bias. */
function cellOf(call: Call): Cell {
  const [w, r] = [call.input(1).squeeze(0), call.input(2).squeeze(0)];
  const both = call.inputs[3]?.squeeze(0) ?? t.zeros([2 * w.shape[0]], { dtype: w.dtype });
  const [inputBias, stateBias] = t.chunk(both, 2);
  return { call, w, r, inputBias, stateBias };
}

/** All outputs in time, `[time, 1, batch, hidden]`, then the last states; a batch entry stops at its own length. */
function recurrent(states: number, step: Step): Op {
  return (call) => {
    if (call.text("direction", "forward") !== "forward" || call.has("activations")) {
      throw new FormatError("another direction or other activations");
    }
    const batchFirst = call.number("layout", 0) === 1;
    const x = batchFirst ? t.transpose(call.input(0), 0, 1) : call.input(0);
    const [time, batch] = x.shape;
    const cell = cellOf(call);
    const initial = t.zeros([batch, call.number("hidden_size", 0)], { dtype: x.dtype });
    const begin = Array.from({ length: states }, (_, i) =>
      call.inputs[5 + i]?.squeeze(batchFirst ? 1 : 0),
    );
    let current: readonly Tensor[] = begin.map((state) => state ?? initial);
    const lengths = call.inputs[4] ?? t.full([batch], time, { dtype: "int32" });
    const outputs = t.unbind(x).map((input, i) => {
      const runs = t.greater(lengths, i).unsqueeze(1);
      const next = step(cell, input, current);
      current = next.map((state, k) => t.where(runs, state, current[k]));
      return t.where(runs, next[0], t.zerosLike(next[0]));
    });
    const y = t.stack(outputs).unsqueeze(batchFirst ? 2 : 1);
    const last = current.map((state) => state.unsqueeze(batchFirst ? 1 : 0));
    return [batchFirst ? t.movedim(y, [1, 0], [0, 1]) : y, ...last].slice(0, call.outputs);
  };
}

export const recurrents: Family = {
  GRU: recurrent(1, gruStep),
  LSTM: recurrent(2, lstmStep),
  RNN: recurrent(1, rnnStep),
};
