/** Reductions. */

import { tensor, zeros } from "../create.ts";
import * as reduce from "../ops/reduce.ts";
import { sumTo } from "../ops/sum-to.ts";
import type { Tensor } from "../tensor.ts";
import type { ErrorInput, OpInfo, Sample } from "./op-info.ts";

const cube: Sample[] = [[{ shape: [2, 3, 4] }]];

type Reduction = (x: Tensor, dim?: number | readonly number[], options?: object) => Tensor;

/** A reduction over everything, a first, a middle and a last dim, several, and two that lie apart. */
function reductions(
  name: string,
  op: Reduction,
  torch: (dims: string) => string,
  errors: ErrorInput[] = [],
): OpInfo[] {
  const samples: Sample[] = [[{ shape: [2, 3, 4] }], [{ shape: [3, 19, 5] }]];
  const info = (variant: string, dims: string, f: (x: Tensor) => Tensor): OpInfo => ({
    name,
    variant,
    op: f,
    torch: torch(dims),
    samples,
  });
  return [
    { ...info("all", "(0, 1, 2)", (x) => op(x)), errors: [...errors, ...badDims(op)] },
    info("dim 0", "(0,)", (x) => op(x, 0)),
    info("dim 1 kept", "(1,), keepdim=True", (x) => op(x, 1, { keepdim: true })),
    info("dim -1", "(2,)", (x) => op(x, -1)),
    info("dims 0 and 1", "(0, 1)", (x) => op(x, [0, 1])),
    info("dims 0 and 2", "(0, 2)", (x) => op(x, [0, 2])),
  ];
}

function badDims(op: Reduction): ErrorInput[] {
  return [
    {
      call: () => op(zeros([2, 3]), 2),
      message: /dim 2 of a tensor with 2 dims; valid are -2 to 1/,
    },
    { call: () => op(zeros([2, 3]), [0, -2]), message: /dims \[0,-2\] name one twice/ },
  ];
}

const refusesNothing = (op: Reduction): ErrorInput => ({
  call: () => op(zeros([2, 0]), 1),
  message: /float32\[2,0\] has nothing to reduce/,
});

export const reductionInfos: readonly OpInfo[] = [
  ...reductions("sum", reduce.sum, (dims) => `torch.sum(a, ${dims})`),
  {
    name: "sum",
    variant: "of nothing",
    op: (x) => reduce.sum(x, 1),
    torch: "torch.sum(a, 1)",
    samples: [[{ shape: [2, 0] }]],
  },
  {
    name: "sum",
    variant: "of 5000",
    op: (x) => reduce.sum(x),
    torch: "torch.sum(a)",
    samples: [[{ shape: [5000] }]],
    order: 1,
  },
  ...reductions("mean", reduce.mean, (dims) => `torch.mean(a, ${dims})`),
  ...reductions("max", reduce.max, (dims) => `torch.amax(a, ${dims})`, [
    refusesNothing(reduce.max),
  ]),
  ...reductions("min", reduce.min, (dims) => `torch.amin(a, ${dims})`, [
    refusesNothing(reduce.min),
  ]),
  ...reductions("variance", reduce.variance, (dims) => `torch.var(a, ${dims})`, [
    {
      call: () => reduce.variance(zeros([1]), 0, { correction: -1 }),
      message: /a correction of -1; it must be 0 or more/,
    },
  ]),
  ...reductions("std", reduce.std, (dims) => `torch.std(a, ${dims})`),
  ...reductions("logSumExp", reduce.logSumExp, (dims) => `torch.logsumexp(a, ${dims})`, [
    refusesNothing(reduce.logSumExp),
  ]),
  {
    name: "argMax",
    op: (x) => reduce.argMax(x, 1),
    torch: "torch.argmax(a, 1)",
    order: 0,
    samples: cube,
    errors: [
      {
        call: () => reduce.argMax(tensor([true]), 0),
        message: /argMax: bool\[1\]; it takes numbers/,
      },
      { call: () => reduce.argMax(zeros([0]), 0), message: /has nothing to reduce/ },
    ],
  },
  {
    name: "argMin",
    op: (x) => reduce.argMin(x, -1),
    torch: "torch.argmin(a, -1)",
    order: 0,
    samples: cube,
  },
  ...Object.entries({ argMax: reduce.argMax, argMin: reduce.argMin }).map(([name, op]) => ({
    name,
    variant: "of all",
    op: (x: Tensor) => op(x),
    torch: `torch.${name.toLowerCase()}(a)`,
    order: 0 as const,
    samples: [...cube, [{ shape: [] }]],
  })),
  {
    name: "sumTo",
    op: (x) => sumTo(x, [3, 1]),
    torch: "a.sum(0).sum(1, keepdim=True)",
    samples: cube,
  },
];
