/** Movement, joining and indexing. */

import { ones, tensor, zeros } from "../create.ts";
import * as indexing from "../ops/indexing.ts";
import { concat, split, stack } from "../ops/join.ts";
import * as movement from "../ops/movement.ts";
import { pad } from "../ops/padding.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const cube: Sample[] = [[{ shape: [2, 3, 4] }]];
const matrix: Sample[] = [[{ shape: [3, 4] }]];
const list = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });

export const shapeInfos: readonly OpInfo[] = [
  {
    name: "reshape",
    op: (x) => movement.reshape(x, [4, -1]),
    torch: "a.reshape(4, -1)",
    samples: [...cube, ...matrix],
    errors: [
      {
        call: () => movement.reshape(zeros([2, 3]), [4, 2]),
        message: /\[2,3\] cannot become \[4,2\]; it has 6 elements/,
      },
      { call: () => movement.reshape(zeros([6]), [-1, -1]), message: /at most one of them -1/ },
      {
        call: () => movement.reshape(zeros([6]), [4, -1]),
        message: /\[6\] cannot become \[4,-1\]/,
      },
    ],
  },
  {
    name: "flatten",
    op: (x) => movement.flatten(x, 1),
    torch: "a.flatten(1)",
    samples: cube,
    errors: [
      {
        call: () => movement.flatten(zeros([2, 3]), 1, 0),
        message: /the first must not come after the last/,
      },
    ],
  },
  {
    name: "permute",
    op: (x) => movement.permute(x, [2, 0, -2]),
    torch: "a.permute(2, 0, 1)",
    samples: [...cube, [{ shape: [2, 0, 3] }]],
    errors: [
      {
        call: () => movement.permute(zeros([2, 3]), [0, 0]),
        message: /each dim must stand exactly once/,
      },
    ],
  },
  {
    name: "transpose",
    op: (x) => movement.transpose(x),
    torch: "a.transpose(-2, -1)",
    samples: [...cube, ...matrix],
  },
  {
    name: "expand",
    op: (x) => movement.expand(x, [2, 3, -1]),
    torch: "a.expand(2, 3, 4)",
    samples: [[{ shape: [3, 4] }], [{ shape: [1, 4] }], [{ shape: [2, 1, 4] }]],
    errors: [
      {
        call: () => movement.expand(zeros([2]), [3]),
        message: /float32\[2\] to \[3\]; only dims of size 1/,
      },
      {
        call: () => movement.expand(zeros([1, 3]), [2 ** 31, 3]),
        message:
          /expand: the shape \[2147483648,3\] has 6442450944 elements; a tensor holds at most/,
      },
    ],
  },
  {
    name: "squeeze",
    op: (x) => movement.squeeze(x, 1),
    torch: "a.squeeze(1)",
    samples: [[{ shape: [2, 1, 3] }]],
    errors: [
      {
        call: () => movement.squeeze(zeros([2, 3]), 0),
        message: /dim 0 of float32\[2,3\]; only dims of size 1/,
      },
    ],
  },
  {
    name: "unsqueeze",
    op: (x) => movement.unsqueeze(x, 1),
    torch: "a.unsqueeze(1)",
    samples: matrix,
  },
  {
    name: "slice",
    op: (x) => movement.slice(x, 1, 1, -1, 2),
    torch: "a[:, 1:-1:2]",
    samples: [[{ shape: [2, 7, 2] }], [{ shape: [2, 2] }]],
    errors: [
      { call: () => movement.slice(zeros([4]), 0, 0, 4, 0), message: /a step of 0/ },
      { call: () => movement.slice(zeros([4]), 0, 0.5), message: /a position of 0.5/ },
    ],
  },
  {
    name: "narrow",
    op: (x) => movement.narrow(x, 1, 1, 2),
    torch: "a.narrow(1, 1, 2)",
    samples: matrix,
    errors: [
      {
        call: () => movement.narrow(zeros([4]), 0, 2, 3),
        message: /3 elements from 2 along dim 0 of float32\[4\]; it has 4/,
      },
    ],
  },
  {
    name: "select",
    op: (x) => movement.select(x, 1, -2),
    torch: "a.select(1, -2)",
    samples: matrix,
    errors: [
      {
        call: () => movement.select(zeros([4]), 0, 4),
        message: /position 4 along dim 0 of float32\[4\]/,
      },
    ],
  },
  {
    name: "pad",
    op: (x) =>
      pad(x, [
        [0, 1],
        [2, 0],
      ]),
    torch: "torch.nn.functional.pad(a, (2, 0, 0, 1))",
    samples: matrix,
    errors: [
      {
        call: () => pad(zeros([4]), [[1, -1]]),
        message: /a pair of whole numbers from 0 for each dim/,
      },
    ],
  },
  {
    name: "contiguous",
    op: (x) => movement.contiguous(movement.transpose(x)),
    torch: "a.T.contiguous()",
    samples: matrix,
  },
  {
    name: "concat",
    op: (a, b) => concat([a!, b!], 1),
    torch: "torch.cat([a, b], 1)",
    samples: [
      [{ shape: [2, 3] }, { shape: [2, 2] }],
      [{ shape: [2, 0] }, { shape: [2, 2] }],
    ],
    errors: [
      { call: () => concat([]), message: /concat: an empty list/ },
      {
        call: () => concat([zeros([2, 3]), zeros([2, 4])]),
        message: /float32\[2,3\] and float32\[2,4\] along dim 0/,
      },
    ],
  },
  {
    name: "stack",
    op: (a, b) => stack([a!, b!], -1),
    torch: "torch.stack([a, b], -1)",
    samples: [[{ shape: [2, 3] }, { shape: [2, 3] }]],
  },
  {
    name: "split",
    op: (x) => split(x, 2, 1)[1]!,
    torch: "torch.split(a, 2, 1)[1]",
    samples: [[{ shape: [2, 3] }]],
    errors: [
      { call: () => split(zeros([4]), 0), message: /size is 0; it must be a whole number from 1/ },
    ],
  },
  {
    name: "indexSelect",
    op: (x, index) => indexing.indexSelect(x!, 1, index!),
    torch: "a.index_select(1, b)",
    samples: [
      [{ shape: [2, 5, 3] }, { shape: [7], below: 5 }],
      [{ shape: [2, 5] }, { shape: [0], below: 5 }],
    ],
    errors: [
      {
        call: () => indexing.indexSelect(zeros([3]), 0, list(0, 3)),
        message: /index\[1\] of int32\[2\] is 3; valid are 0 to 2/,
      },
      {
        call: () => indexing.indexSelect(zeros([3]), 0, list(-1)),
        message: /is -1; valid are 0 to 2/,
      },
      {
        call: () => indexing.indexSelect(zeros([3]), 0, tensor([1])),
        message: /the index tensor is float32\[1\]; it must be int32/,
      },
      {
        call: () => indexing.indexSelect(zeros([3]), 0, tensor([[1]], { dtype: "int32" })),
        message: /it must have one dim/,
      },
    ],
  },
  {
    name: "indexAdd",
    op: (x, index, source) => indexing.indexAdd(x!, 1, index!, source!),
    torch: "a.index_add(1, b, c)",
    samples: [[{ shape: [2, 5, 3] }, { shape: [7], below: 5 }, { shape: [2, 7, 3] }]],
    errors: [
      {
        call: () => indexing.indexAdd(zeros([3]), 0, list(0, 1), ones([3])),
        message: /it must have the shape \[2\]/,
      },
      {
        call: () => indexing.indexAdd(zeros([3]), 0, list(9), ones([1])),
        message: /is 9; valid are 0 to 2/,
      },
    ],
  },
  {
    name: "gather",
    op: (x, index) => indexing.gather(x!, 1, index!),
    torch: "a.gather(1, b)",
    samples: [
      [{ shape: [2, 5, 3] }, { shape: [2, 4, 3], below: 5 }],
      [{ shape: [3, 4] }, { shape: [3, 1], below: 4 }],
    ],
    errors: [
      {
        call: () => indexing.gather(zeros([3]), 0, list(3)),
        message: /index\[0\] of int32\[1\] is 3/,
      },
      {
        call: () => indexing.gather(zeros([2, 3]), 1, list(0)),
        message: /all sizes but that of dim 1 must agree/,
      },
    ],
  },
  {
    name: "scatterAdd",
    op: (x, index, source) => indexing.scatterAdd(x!, 1, index!, source!),
    torch: "a.scatter_add(1, b, c)",
    samples: [[{ shape: [2, 5, 3] }, { shape: [2, 7, 3], below: 5 }, { shape: [2, 7, 3] }]],
    errors: [
      {
        call: () => indexing.scatterAdd(zeros([3]), 0, list(0), ones([2])),
        message: /their shapes must be the same/,
      },
      {
        call: () => indexing.scatterAdd(zeros([3]), 0, list(0), tensor([1], { dtype: "float64" })),
        message: /both must have one dtype/,
      },
    ],
  },
  {
    name: "oneHot",
    op: (labels) => indexing.oneHot(labels!, 5),
    torch: "torch.nn.functional.one_hot(a, 5)",
    order: 0,
    samples: [[{ shape: [4], below: 5 }], [{ shape: [2, 3], below: 5 }]],
    errors: [
      {
        call: () => indexing.oneHot(list(0, 5), 5),
        message: /oneHot: index\[1\] of int32\[2\] is 5; valid are 0 to 4/,
      },
      {
        call: () => indexing.oneHot(list(0, 1), -1),
        message: /oneHot: classes is -1; it must be a whole number from 0/,
      },
    ],
  },
];
