/** Products of matrices and fused ops. */

import { tensor, zeros } from "../create.ts";
import { logSoftmax, softmax, softmaxCrossEntropy } from "../ops/fused.ts";
import { linear, matmul } from "../ops/matmul.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const products: Sample[] = [
  [
    [3, 4],
    [4, 5],
  ],
  [
    [1, 1],
    [1, 1],
  ],
  [
    [7, 13],
    [13, 9],
  ],
  [
    [5, 300],
    [300, 3],
  ],
  [
    [2, 3, 4],
    [4, 5],
  ],
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  [
    [2, 1, 3, 4],
    [3, 4, 2],
  ],
  [[4], [4]],
  [[4], [4, 3]],
  [[2, 3, 4], [4]],
  [
    [0, 4],
    [4, 3],
  ],
  [
    [2, 0],
    [0, 3],
  ],
].map((shapes) => shapes.map((shape) => ({ shape })));

const layer: Sample[] = [
  [{ shape: [3, 4] }, { shape: [5, 4] }, { shape: [5] }],
  [{ shape: [2, 3, 4] }, { shape: [1, 4] }, { shape: [1] }],
  [{ shape: [4] }, { shape: [3, 4] }, { shape: [3] }],
  [{ shape: [0, 4] }, { shape: [3, 4] }, { shape: [3] }],
  [{ shape: [2, 0] }, { shape: [3, 0] }, { shape: [3] }],
];

const affine = "torch.nn.functional.linear(a, b, c)";

function rowwise(name: "softmax" | "logSoftmax", op: typeof softmax, torch: string): OpInfo[] {
  return [
    {
      name,
      op: (x) => op(x),
      torch: `torch.${torch}(a, -1)`,
      samples: [[{ shape: [3, 5] }], [{ shape: [7] }], [{ shape: [2, 37] }], [{ shape: [0, 3] }]],
      errors: [
        { call: () => op(zeros([2, 0])), message: /float32\[2,0\] has nothing along dim -1/ },
        { call: () => op(zeros([2, 2]), 2), message: /dim 2 of a tensor with 2 dims/ },
        {
          call: () => op(tensor([1], { dtype: "int32" })),
          message: /int32\[1\]; it takes float32 or float64/,
        },
      ],
    },
    {
      name,
      variant: "dim 0",
      op: (x) => op(x, 0),
      torch: `torch.${torch}(a, 0)`,
      samples: [[{ shape: [3, 2, 5] }]],
    },
  ];
}

export const productInfos: readonly OpInfo[] = [
  {
    name: "matmul",
    op: (a, b) => matmul(a!, b!),
    torch: "torch.matmul(a, b)",
    samples: products,
    errors: [
      {
        call: () => matmul(zeros([2, 3]), zeros([4, 5])),
        message: /float32\[2,3\] by float32\[4,5\]; the last size of the first/,
      },
      { call: () => matmul(zeros([]), zeros([4])), message: /float32\[\] by float32\[4\]/ },
      {
        call: () => matmul(zeros([2, 2, 3]), zeros([3, 3, 2])),
        message: /\[2\] and \[3\] do not broadcast/,
      },
      {
        call: () => matmul(tensor([1], { dtype: "int32" }), zeros([1])),
        message: /int32\[1\]; it takes float32 or float64/,
      },
    ],
  },
  {
    name: "linear",
    op: (x, w, b) => linear(x!, w!, { bias: b! }),
    torch: affine,
    samples: layer,
    errors: [
      {
        call: () => linear(zeros([2, 3]), zeros([5, 4])),
        message: /the input float32\[2,3\] has 3 features, the weight float32\[5,4\] takes 4/,
      },
      {
        call: () => linear(zeros([2, 4]), zeros([5, 4]), { bias: zeros([4]) }),
        message: /the bias is float32\[4\] beside the weight float32\[5,4\]; it must be \[5\]/,
      },
      {
        call: () => linear(zeros([2, 4]), zeros([5, 4], { dtype: "float64" })),
        message: /differ in dtype/,
      },
      {
        call: () => linear(zeros([2, 4]), zeros([5, 4]), { activation: "gelu" as "relu" }),
        message: /"gelu" is no activation/,
      },
    ],
  },
  {
    name: "linear",
    variant: "without bias",
    op: (x, w) => linear(x!, w!),
    torch: "torch.nn.functional.linear(a, b)",
    samples: layer.map((s) => s.slice(0, 2)),
  },
  {
    name: "linear",
    variant: "relu",
    op: (x, w, b) => linear(x!, w!, { bias: b!, activation: "relu" }),
    torch: `torch.relu(${affine})`,
    samples: layer,
  },
  {
    name: "linear",
    variant: "tanh",
    op: (x, w, b) => linear(x!, w!, { bias: b!, activation: "tanh" }),
    torch: `torch.tanh(${affine})`,
    samples: layer,
  },
  {
    name: "linear",
    variant: "sigmoid",
    op: (x, w, b) => linear(x!, w!, { bias: b!, activation: "sigmoid" }),
    torch: `torch.sigmoid(${affine})`,
    samples: layer,
  },
  ...rowwise("softmax", softmax, "softmax"),
  ...rowwise("logSoftmax", logSoftmax, "log_softmax"),
  {
    name: "softmaxCrossEntropy",
    op: (x, labels) => softmaxCrossEntropy(x!, labels!),
    torch: 'torch.nn.functional.cross_entropy(a, b, reduction="none")',
    samples: [
      [{ shape: [4, 5] }, { shape: [4], below: 5 }],
      [{ shape: [1, 33] }, { shape: [1], below: 33 }],
    ],
    errors: [
      {
        call: () => softmaxCrossEntropy(zeros([2, 3]), tensor([0, 3], { dtype: "int32" })),
        message: /labels\[1\] of int32\[2\] is 3; valid are 0 to 2/,
      },
      {
        call: () => softmaxCrossEntropy(zeros([2, 3]), tensor([0], { dtype: "int32" })),
        message: /they must be \[rows, classes\] and \[rows\]/,
      },
      {
        call: () => softmaxCrossEntropy(zeros([1, 3]), tensor([0])),
        message: /the labels tensor is float32\[1\]; it must be int32/,
      },
    ],
  },
];
