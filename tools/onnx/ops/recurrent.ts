/** Recurrent nets of one layer, forward in time: gradkit's own, or step by step where ONNX's cells are others. */

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

/** Outputs `[time, batch, hidden]` and last states `[batch, hidden]` of a net over x `[time, batch, n]`. */
type Net = (call: Call, x: Tensor, states: readonly Tensor[]) => readonly [Tensor, ...Tensor[]];

/** A net step by step; a batch entry stops at its own length. */
function stepwise(step: Step): Net {
  return (call, x, states) => {
    const cell = cellOf(call);
    const [time, batch] = x.shape;
    const lengths = call.inputs[4] ?? t.full([batch], time, { dtype: "int32" });
    let current = states;
    const outputs = t.unbind(x).map((input, i) => {
      const runs = t.greater(lengths, i).unsqueeze(1);
      const next = step(cell, input, current);
      current = next.map((state, k) => t.where(runs, state, current[k]));
      return t.where(runs, next[0], t.zerosLike(next[0]));
    });
    return [t.stack(outputs), ...current];
  };
}

/** Rows of gates in another order. */
function reordered(rows: Tensor, order: readonly number[]): Tensor {
  const gates = t.chunk(rows, order.length, 0);
  return t.concat(order.map((i) => gates[i]));
}

/** What gradkit's nets take besides x, with the gates in PyTorch's order. */
function whole(call: Call, [h]: readonly Tensor[], order: readonly number[]) {
  const { w, r, inputBias, stateBias } = cellOf(call);
  const [weightIh, weightHh, biasIh, biasHh] = [w, r, inputBias, stateBias].map((rows) =>
    reordered(rows, order),
  );
  const options = { h: h.unsqueeze(0), lengths: call.inputs[4] };
  return [[{ weightIh, weightHh, biasIh, biasHh }], options] as const;
}

const rnn: Net = (call, x, states) => {
  const { y, h } = t.rnn(x, ...whole(call, states, [0]));
  return [y, h.squeeze(0)];
};

const lstm: Net = (call, x, states) => {
  // Peepholes let the gates see the cells, which gradkit's lstm does not have.
  if (call.inputs[7]) return stepwise(lstmStep)(call, x, states);
  const [weights, options] = whole(call, states, [0, 2, 3, 1]);
  const { y, h, c } = t.lstm(x, weights, { ...options, c: states[1].unsqueeze(0) });
  return [y, h.squeeze(0), c.squeeze(0)];
};

/** All outputs in time, `[time, 1, batch, hidden]`, then the last states; or with the batch in front. */
function recurrent(count: number, net: Net): Op {
  return (call) => {
    if (call.text("direction", "forward") !== "forward" || call.has("activations")) {
      throw new FormatError("another direction or other activations");
    }
    const batchFirst = call.number("layout", 0) === 1;
    const x = batchFirst ? t.transpose(call.input(0), 0, 1) : call.input(0);
    const direction = batchFirst ? 1 : 0;
    const zeros = t.zeros([x.shape[1], call.number("hidden_size", 0)], { dtype: x.dtype });
    const states = Array.from(
      { length: count },
      (_, i) => call.inputs[5 + i]?.squeeze(direction) ?? zeros,
    );
    const [y, ...last] = net(call, x, states);
    const all = batchFirst ? t.unsqueeze(t.transpose(y, 0, 1), 2) : t.unsqueeze(y, 1);
    return [all, ...last.map((state) => state.unsqueeze(direction))].slice(0, call.outputs);
  };
}

export const recurrents: Family = {
  GRU: recurrent(1, stepwise(gruStep)),
  LSTM: recurrent(2, lstm),
  RNN: recurrent(1, rnn),
};
