/** Differences, areas, covariances, distances, closeness. */

import { ones, tensor, zeros } from "../create.ts";
import { isClose } from "../ops/closeness.ts";
import { cdist, cosineSimilarity, normalize } from "../ops/distances.ts";
import { cross } from "../ops/products.ts";
import { corrcoef, cov, diff, trapezoid } from "../ops/statistics.ts";
import type { OpInfo } from "./op-info.ts";

const changes: readonly OpInfo[] = [
  {
    name: "diff",
    op: (x) => diff(x!),
    torch: "torch.diff(a)",
    samples: [
      [{ shape: [5] }],
      [{ shape: [2, 3] }],
      [{ shape: [2, 1] }],
      [{ shape: [4], below: 9 }],
    ],
    errors: [
      { call: () => diff(zeros([2]), 1), message: /diff: dim 1 of a tensor with 1 dims/ },
      { call: () => diff(zeros([2]), 0, { order: -1 }), message: /order is -1/ },
    ],
  },
  {
    name: "diff",
    variant: "of second order with more at both ends",
    op: (x, a, b) => diff(x!, 0, { order: 2, prepend: a!, append: b! }),
    torch: "torch.diff(a, n=2, dim=0, prepend=b, append=c)",
    samples: [[{ shape: [3, 2] }, { shape: [1, 2] }, { shape: [2, 2] }]],
  },
  {
    name: "diff",
    variant: "of bool",
    op: (x) => diff(x!),
    torch: "torch.diff(a)",
    order: 0,
    samples: [[{ shape: [7], below: 2, bool: true }]],
  },
  {
    name: "trapezoid",
    op: (y) => trapezoid(y!, 0, { spacing: 0.5 }),
    torch: "torch.trapezoid(a, dx=0.5, dim=0)",
    samples: [[{ shape: [5] }], [{ shape: [4, 3] }], [{ shape: [1, 3] }], [{ shape: [0, 3] }]],
    errors: [
      {
        call: () => trapezoid(ones([3]), 0, { x: ones([3]), spacing: 1 }),
        message: /both places and a spacing/,
      },
      {
        call: () => trapezoid(ones([3]), 0, { x: ones([2]) }),
        message: /places float32\[2\] for float32\[3\]; they must have its shape, or be \[3\]/,
      },
    ],
  },
  {
    name: "trapezoid",
    variant: "at places",
    op: (y, x) => trapezoid(y!, -1, { x: x! }),
    torch: "torch.trapezoid(a, b)",
    samples: [
      [{ shape: [2, 4] }, { shape: [4] }],
      [{ shape: [2, 4] }, { shape: [2, 4] }],
    ],
  },
];

const variables: readonly OpInfo[] = [
  {
    name: "cov",
    op: (x) => cov(x!),
    torch: "torch.cov(a)",
    samples: [[{ shape: [3, 5] }], [{ shape: [6] }]],
    errors: [
      { call: () => cov(zeros([2, 2, 2])), message: /float32\[2,2,2\]; it takes \[variables/ },
      { call: () => cov(zeros([2, 0])), message: /float32\[2,0\]; it takes/ },
      { call: () => cov(zeros([2, 1])), message: /a correction of 1 for 1 observations/ },
    ],
  },
  {
    name: "cov",
    variant: "of a population",
    op: (x) => cov(x!, { correction: 0 }),
    torch: "torch.cov(a, correction=0)",
    samples: [[{ shape: [3, 5] }]],
  },
  {
    name: "corrcoef",
    op: (x) => corrcoef(x!),
    torch: "torch.corrcoef(a)",
    // The gradient at correlations of exactly 1 depends on how each was rounded.
    order: 0,
    samples: [[{ shape: [3, 5] }], [{ shape: [6] }]],
    errors: [{ call: () => corrcoef(zeros([])), message: /corrcoef: float32\[\]; it takes/ }],
  },
];

const vectors: readonly OpInfo[] = [
  {
    name: "cross",
    op: (a, b) => cross(a!, b!),
    torch: "torch.linalg.cross(a, b)",
    samples: [
      [{ shape: [3] }, { shape: [3] }],
      [{ shape: [2, 3] }, { shape: [1, 3] }],
    ],
    errors: [
      {
        call: () => cross(zeros([2]), zeros([3])),
        message: /float32\[2\] and float32\[3\] along dim -1; both must have size 3/,
      },
    ],
  },
  {
    name: "cross",
    variant: "along dim 0",
    op: (a, b) => cross(a!, b!, 0),
    torch: "torch.linalg.cross(a, b, dim=0)",
    samples: [[{ shape: [3, 2] }, { shape: [3, 2] }]],
  },
  {
    name: "cdist",
    op: (a, b) => cdist(a!, b!),
    torch: "(a[..., :, None, :] - b[..., None, :, :]).norm(dim=-1)",
    samples: [
      [{ shape: [3, 2] }, { shape: [4, 2] }],
      [{ shape: [2, 1, 3] }, { shape: [2, 3] }],
    ],
    errors: [
      {
        call: () => cdist(zeros([2, 3]), zeros([2, 2])),
        message: /float32\[2,3\] and float32\[2,2\]; it takes \[..., m, k\] and \[..., n, k\]/,
      },
      { call: () => cdist(zeros([3]), zeros([2, 3])), message: /float32\[3\] and/ },
    ],
  },
  {
    name: "cdist",
    variant: "of order 1",
    op: (a, b) => cdist(a!, b!, { order: 1 }),
    torch: "(a[..., :, None, :] - b[..., None, :, :]).abs().sum(-1)",
    samples: [[{ shape: [3, 2] }, { shape: [4, 2] }]],
  },
  {
    name: "normalize",
    op: (x) => normalize(x!, 0),
    torch: "torch.nn.functional.normalize(a, dim=0)",
    samples: [[{ shape: [4, 3] }], [{ shape: [1] }]],
    errors: [{ call: () => normalize(zeros([2]), 0, { epsilon: -1 }), message: /epsilon is -1/ }],
  },
  {
    name: "cosineSimilarity",
    op: (a, b) => cosineSimilarity(a!, b!),
    torch: "torch.nn.functional.cosine_similarity(a, b, dim=-1)",
    samples: [
      [{ shape: [2, 4] }, { shape: [2, 4] }],
      [{ shape: [3, 1, 2] }, { shape: [4, 2] }],
    ],
    errors: [
      {
        call: () => cosineSimilarity(zeros([2]), zeros([3])),
        message: /float32\[2\] and float32\[3\] along dim -1/,
      },
    ],
  },
  {
    name: "isClose",
    op: (a, b) => isClose(a!, b!, { rtol: 0.5, atol: 0.1 }),
    torch: "torch.isclose(a, b, rtol=0.5, atol=0.1)",
    order: 0,
    samples: [
      [{ shape: [40] }, { shape: [40] }],
      [{ shape: [5, 3] }, { shape: [3] }],
    ],
    errors: [
      { call: () => isClose(tensor([1]), 1, { rtol: -1 }), message: /rtol is -1 and atol 1e-8/ },
    ],
  },
];

export const statisticsInfos: readonly OpInfo[] = [...changes, ...variables, ...vectors];
