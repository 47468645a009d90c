/** Recurrent nets. Their results are laid side by side, so that gradients come from each. */

import { tensor, zeros } from "../create.ts";
import { concat } from "../ops/join.ts";
import { flatten } from "../ops/movement.ts";
import type { LstmResult, RecurrentResult, RecurrentWeights } from "../ops/recurrent.ts";
import { gru, lstm, rnn } from "../ops/recurrent.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo, Sample } from "./op-info.ts";

/** y, the last states and, of an lstm, the last cells. */
function all(result: RecurrentResult | LstmResult): Tensor {
  return concat(Object.values(result).map((x: Tensor) => flatten(x)));
}

/** Sets of two weights, or of two weights and two biases, in PyTorch's order. */
function sets(inputs: readonly (Tensor | undefined)[], size: 2 | 4): RecurrentWeights[] {
  return Array.from({ length: inputs.length / size }, (_, i) => {
    const [weightIh, weightHh, biasIh, biasHh] = inputs.slice(i * size, (i + 1) * size);
    return { weightIh: weightIh!, weightHh: weightHh!, ...(size === 4 && { biasIh, biasHh }) };
  });
}

/** The weights of a layer of `gates` gates, with biases. */
function layer(gates: number, inside: number, hidden: number): Sample {
  const out = gates * hidden;
  const limits = { low: -1, high: 1 };
  return [
    { shape: [out, inside], ...limits },
    { shape: [out, hidden], ...limits },
    { shape: [out] },
    { shape: [out] },
  ];
}

/** Both directions of two layers, without biases. */
function twoLayers(gates: number, inside: number, hidden: number): Sample {
  const once = (n: number) => layer(gates, n, hidden).slice(0, 2);
  return [...once(inside), ...once(inside), ...once(2 * hidden), ...once(2 * hidden)];
}

/** One layer: x, the states before, weights. */
function simple(gates: number, states: number): Sample[] {
  return [
    [3, 2, 2, 3],
    [1, 1, 1, 1],
    [2, 3, 1, 5],
  ].map((sizes) => {
    const [steps, batch, inside, hidden] = sizes as [number, number, number, number];
    const state = { shape: [1, batch, hidden] };
    const before = new Array<typeof state>(states).fill(state);
    return [{ shape: [steps, batch, inside] }, ...before, ...layer(gates, inside, hidden)];
  });
}

const joined = (call: string) => `torch.cat([t.flatten() for t in ${call}])`;
const weightsOfTwo = "[b, c, d, e, f, g, h, i]";

/** PyTorch's net over x `a` of sequences with lengths, packed and padded again; `states` are the initial ones. */
function packed(
  op: string,
  lengths: string,
  steps: number,
  states: string,
  rest: string,
  batchFirst: boolean,
): string {
  const first = batchFirst ? "True" : "False";
  const pack = `torch.nn.utils.rnn.pack_padded_sequence(a, torch.tensor(${lengths}), batch_first=${first}, enforce_sorted=False)`;
  const order = "p.sorted_indices, p.unsorted_indices";
  const padded = `torch.nn.utils.rnn.pad_packed_sequence(torch.nn.utils.rnn.PackedSequence(r[0], p.batch_sizes, ${order}), batch_first=${first}, total_length=${steps})[0]`;
  const result = `lambda p, r: [${padded}, *[s.index_select(1, p.unsorted_indices) for s in r[1:]]]`;
  const run = `lambda p: (${result})(p, torch.${op}(p.data, p.batch_sizes, ${states}, ${rest}))`;
  return joined(`(${run})(${pack})`);
}

const rnnInfos: readonly OpInfo[] = [
  {
    name: "rnn",
    op: (x, h, ...w) => all(rnn(x!, sets(w, 4), { h })),
    torch: joined("torch.rnn_tanh(a, b, [c, d, e, f], True, 1, 0.0, False, False, False)"),
    samples: simple(1, 1),
    errors: [
      {
        call: () => rnn(zeros([3]), [zeroWeights(1, 2, 2)]),
        message: /the input is float32\[3\]; it must be \[steps, batch, in\], or \[steps, in\]/,
      },
      {
        call: () => rnn(zeros([3, 0, 2]), [zeroWeights(1, 2, 2)], { batchFirst: true }),
        message: /float32\[3,0,2\]; it must be \[batch, steps, in\].*with at least one step/,
      },
      {
        call: () => rnn(tensor([[[1]]], { dtype: "int32" }), [zeroWeights(1, 1, 1)]),
        message: /int32\[1,1,1\]; it takes float32 or float64/,
      },
      { call: () => rnn(zeros([3, 1, 2]), []), message: /0 sets of weights; there must be one/ },
      {
        call: () => rnn(zeros([3, 1, 2]), [zeroWeights(1, 2, 2)], { bidirectional: true }),
        message: /1 sets of weights; there must be two for each layer/,
      },
      {
        call: () => rnn(zeros([3, 1, 2]), [zeroWeights(1, 3, 4)]),
        message:
          /weightIh of set 0 is float32\[4,3\] beside the input float32\[3,1,2\]; it must be \[4,2\]/,
      },
      {
        call: () => rnn(zeros([3, 1, 2]), [zeroWeights(1, 2, 0)]),
        message: /weights without hidden units/,
      },
      {
        call: () => rnn(zeros([3, 1, 2]), [{ ...zeroWeights(1, 2, 4), biasHh: zeros([3]) }]),
        message: /biasHh of set 0 is float32\[3\].*it must be \[4\]/,
      },
      {
        call: () => rnn(zeros([3, 1, 2], { dtype: "float64" }), [zeroWeights(1, 2, 2)]),
        message: /weightIh of set 0 is float32\[2,2\] beside the input float64.*one dtype/,
      },
      {
        call: () => rnn(zeros([3, 5, 2]), [zeroWeights(1, 2, 4)], { h: zeros([1, 4, 4]) }),
        message: /h is float32\[1,4,4\].*it must be \[1,5,4\]/,
      },
      {
        call: () =>
          rnn(zeros([3, 1, 2]), [zeroWeights(1, 2, 2)], { nonlinearity: "sin" as "relu" }),
        message: /the nonlinearity is "sin"; it must be tanh or relu/,
      },
    ],
  },
  {
    name: "rnn",
    variant: "with relu, of one sequence",
    op: (x, ...w) => all(rnn(x, sets(w, 2), { nonlinearity: "relu" })),
    torch: joined(
      "torch.rnn_relu(a[:, None], a.new_zeros(1, 1, 3), [b, c], False, 1, 0.0, False, False, False)",
    ),
    samples: [[{ shape: [4, 2] }, ...layer(1, 2, 3).slice(0, 2)]],
  },
  {
    name: "rnn",
    variant: "from both ends with lengths",
    op: (x, h, ...w) => all(rnn(x!, sets(w, 4), { h, bidirectional: true, lengths: [2, 4, 1] })),
    torch: packed(
      "rnn_tanh",
      "[2, 4, 1]",
      5,
      "b.index_select(1, p.sorted_indices)",
      "[c, d, e, f, g, h, i, j], True, 1, 0.0, False, True",
      false,
    ),
    samples: [[{ shape: [5, 3, 2] }, { shape: [2, 3, 2] }, ...layer(1, 2, 2), ...layer(1, 2, 2)]],
  },
];

const gruInfos: readonly OpInfo[] = [
  {
    name: "gru",
    op: (x, h, ...w) => all(gru(x!, sets(w, 4), { h })),
    torch: joined("torch.gru(a, b, [c, d, e, f], True, 1, 0.0, False, False, False)"),
    samples: simple(3, 1),
    errors: [
      {
        call: () => gru(zeros([3, 2, 2]), [zeroWeights(4, 2, 3)]),
        message: /weightIh of set 0 is float32\[12,2\].*it must be \[9,2\]/,
      },
    ],
  },
  {
    name: "gru",
    variant: "of two layers from both ends",
    op: (x, ...w) => all(gru(x, sets(w, 2), { bidirectional: true, batchFirst: true })),
    torch: joined(
      `torch.gru(a, a.new_zeros(4, 2, 2), ${weightsOfTwo}, False, 2, 0.0, False, True, True)`,
    ),
    samples: [[{ shape: [2, 3, 1] }, ...twoLayers(3, 1, 2)]],
  },
  {
    name: "gru",
    variant: "with lengths",
    op: (x, h, ...w) =>
      all(
        gru(x!, sets(w, 4), { h, batchFirst: true, lengths: tensor([1, 3], { dtype: "int32" }) }),
      ),
    torch: packed(
      "gru",
      "[1, 3]",
      3,
      "b.index_select(1, p.sorted_indices)",
      "[c, d, e, f], True, 1, 0.0, False, False",
      true,
    ),
    samples: [[{ shape: [2, 3, 2] }, { shape: [1, 2, 3] }, ...layer(3, 2, 3)]],
  },
];

const lstmInfos: readonly OpInfo[] = [
  {
    name: "lstm",
    op: (x, h, c, ...w) => all(lstm(x!, sets(w, 4), { h, c })),
    torch: joined("torch.lstm(a, [b, c], [d, e, f, g], True, 1, 0.0, False, False, False)"),
    samples: simple(4, 2),
    errors: [
      {
        call: () => lstm(zeros([3, 5, 2]), [zeroWeights(4, 2, 4)], { c: zeros([1, 5, 3]) }),
        message: /c is float32\[1,5,3\].*it must be \[1,5,4\]/,
      },
      {
        call: () => lstm(zeros([3, 2, 2]), [zeroWeights(4, 2, 4)], { lengths: [3] }),
        message: /1 lengths for a batch of 2; each sequence needs one/,
      },
      {
        call: () => lstm(zeros([3, 2, 2]), [zeroWeights(4, 2, 4)], { lengths: [3, 0] }),
        message: /length 1 is 0; lengths are whole numbers from 1 to the 3 steps/,
      },
      {
        call: () => lstm(zeros([3, 2, 2]), [zeroWeights(4, 2, 4)], { lengths: [4, 1] }),
        message: /length 0 is 4/,
      },
      {
        call: () => lstm(zeros([3, 1, 2]), [zeroWeights(4, 2, 4)], { lengths: tensor([3]) }),
        message: /the lengths are float32\[1\]; they must be int32\[batch\]/,
      },
    ],
  },
  {
    name: "lstm",
    variant: "of two layers from both ends",
    op: (x, ...w) => all(lstm(x, sets(w, 2), { bidirectional: true })),
    torch: joined(
      `torch.lstm(a, [a.new_zeros(4, 2, 2)] * 2, ${weightsOfTwo}, False, 2, 0.0, False, True, False)`,
    ),
    samples: [[{ shape: [3, 2, 1] }, ...twoLayers(4, 1, 2)]],
  },
  {
    name: "lstm",
    variant: "of two layers from both ends with lengths",
    op: (x, ...w) => {
      const options = { bidirectional: true, batchFirst: true, lengths: [2, 3] };
      return all(lstm(x, sets(w, 2), options));
    },
    torch: packed(
      "lstm",
      "[2, 3]",
      4,
      "[a.new_zeros(4, 2, 2)] * 2",
      `${weightsOfTwo}, False, 2, 0.0, False, True`,
      true,
    ),
    samples: [[{ shape: [2, 4, 1] }, ...twoLayers(4, 1, 2)]],
  },
  {
    name: "lstm",
    variant: "with states and lengths",
    op: (x, h, c, ...w) => all(lstm(x!, sets(w, 4), { h, c, lengths: [1, 3, 2, 3] })),
    torch: packed(
      "lstm",
      "[1, 3, 2, 3]",
      3,
      "[s.index_select(1, p.sorted_indices) for s in (b, c)]",
      "[d, e, f, g], True, 1, 0.0, False, False",
      false,
    ),
    samples: [
      [{ shape: [3, 4, 1] }, { shape: [1, 4, 2] }, { shape: [1, 4, 2] }, ...layer(4, 1, 2)],
    ],
  },
];

function zeroWeights(gates: number, inside: number, hidden: number): RecurrentWeights {
  const [weightIh, weightHh] = layer(gates, inside, hidden).map(({ shape }) => zeros(shape));
  return { weightIh: weightIh!, weightHh: weightHh! };
}

export const recurrentInfos: readonly OpInfo[] = [...rnnInfos, ...gruInfos, ...lstmInfos];
