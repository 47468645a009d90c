/** Ops that draw in training and are plain functions in evaluation. */

import { tensor, zeros } from "../create.ts";
import { rrelu } from "../random.ts";
import type { OpInfo } from "./op-info.ts";

export const randomInfos: readonly OpInfo[] = [
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
