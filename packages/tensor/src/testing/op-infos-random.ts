/** Ops that draw in training and are plain functions in evaluation. */

import { tensor, zeros } from "../create.ts";
import { alphaDropout, dropout, rrelu } from "../random.ts";
import type { OpInfo } from "./op-info.ts";

export const randomInfos: readonly OpInfo[] = [
  {
    name: "dropout",
    op: (x) => dropout(x, 0),
    torch: "torch.nn.functional.dropout(a, 0.0)",
    samples: [[{ shape: [2, 3, 4] }], [{ shape: [0, 2] }]],
    errors: [
      { call: () => dropout(zeros([2]), 1.5), message: /p is 1.5; a probability lies between/ },
      { call: () => dropout(zeros([2], { dtype: "int32" }), 0.5), message: /it takes float32/ },
    ],
  },
  {
    name: "alphaDropout",
    op: (x) => alphaDropout(x, 0),
    torch: "torch.nn.functional.alpha_dropout(a, 0.0)",
    samples: [[{ shape: [2, 3, 4] }], [{ shape: [0, 2] }]],
    errors: [
      { call: () => alphaDropout(zeros([2]), -1), message: /p is -1; a probability lies between/ },
      {
        call: () => alphaDropout(zeros([2], { dtype: "int32" }), 0.5),
        message: /it takes float32/,
      },
    ],
  },
  {
    name: "rrelu",
    op: (x) => rrelu(x),
    torch: "torch.nn.functional.rrelu(a, 1 / 8, 1 / 3, False)",
    samples: [[{ shape: [2, 3, 4] }], [{ shape: [] }], [{ shape: [0, 2] }]],
    errors: [
      {
        call: () => rrelu(zeros([2]), { lower: 1, upper: 0 }),
        message: /lower is 1 and upper is 0/,
      },
      {
        call: () => rrelu(tensor([1], { dtype: "int32" })),
        message: /int32\[1\]; it takes float32/,
      },
    ],
  },
];
