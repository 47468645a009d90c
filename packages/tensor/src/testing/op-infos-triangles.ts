/** Triangles and diagonals. */

import { zeros } from "../create.ts";
import * as triangles from "../ops/triangles.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const matrices: Sample[] = [
  [{ shape: [3, 5] }],
  [{ shape: [2, 4, 3] }],
  [{ shape: [1, 1] }],
  [{ shape: [2, 0, 3] }],
];

export const triangleInfos: readonly OpInfo[] = [
  {
    name: "tril",
    op: (x) => triangles.tril(x),
    torch: "torch.tril(a)",
    samples: matrices,
    errors: [
      { call: () => triangles.tril(zeros([3])), message: /float32\[3\]; a matrix has two dims/ },
      { call: () => triangles.tril(zeros([3, 3]), 0.5), message: /an offset of 0.5/ },
    ],
  },
  {
    name: "tril",
    variant: "below",
    op: (x) => triangles.tril(x, -1),
    torch: "torch.tril(a, -1)",
    samples: matrices,
  },
  {
    name: "triu",
    op: (x) => triangles.triu(x),
    torch: "torch.triu(a)",
    samples: matrices,
    errors: [{ call: () => triangles.triu(zeros([])), message: /a matrix has two dims/ }],
  },
  {
    name: "triu",
    variant: "above and far",
    op: (x) => triangles.triu(triangles.triu(x, -(2 ** 40)), 2),
    torch: "torch.triu(a, 2)",
    samples: matrices,
  },
  {
    name: "diagonal",
    op: (x) => triangles.diagonal(x, 1, -1, 0),
    torch: "torch.diagonal(a, 1, -1, 0)",
    samples: [[{ shape: [3, 5] }], [{ shape: [2, 4, 3] }], [{ shape: [5, 1] }]],
    errors: [
      {
        call: () => triangles.diagonal(zeros([3, 3]), 0, 1, -1),
        message: /dims 1 and -1 of float32\[3,3\] are one/,
      },
      { call: () => triangles.diagonal(zeros([3])), message: /dim 1 of a tensor with 1 dims/ },
    ],
  },
  {
    name: "diagonal",
    variant: "below",
    op: (x) => triangles.diagonal(x, -1),
    torch: "torch.diagonal(a, -1)",
    samples: [[{ shape: [3, 5] }], [{ shape: [1, 5] }]],
  },
  {
    name: "diag",
    op: (x) => triangles.diag(x, -2),
    torch: "torch.diag(a, -2)",
    samples: [[{ shape: [3] }], [{ shape: [4, 3] }], [{ shape: [0] }]],
    errors: [
      { call: () => triangles.diag(zeros([2, 2, 2])), message: /it takes a list or a matrix/ },
      { call: () => triangles.diag(zeros([2 ** 15])), message: /a tensor holds at most/ },
    ],
  },
  {
    name: "trace",
    op: (x) => triangles.trace(x),
    torch: "torch.diagonal(a, 0, -2, -1).sum(-1)",
    samples: [[{ shape: [3, 3] }], [{ shape: [2, 4, 3] }]],
    errors: [{ call: () => triangles.trace(zeros([3])), message: /a matrix has two dims/ }],
  },
];
