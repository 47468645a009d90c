/** Convolutions and their transposes. */

import { tensor, zeros } from "../create.ts";
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "../ops/conv.ts";
import type { OpInfo, Sample } from "./op-info.ts";

/** An input, a weight and, where its size is given, a bias. */
function operands(x: readonly number[], weight: readonly number[], bias?: number): Sample {
  const both = [{ shape: x }, { shape: weight }];
  return bias === undefined ? both : [...both, { shape: [bias] }];
}

const torch = "torch.nn.functional";

const convolutions: readonly OpInfo[] = [
  {
    name: "conv1d",
    op: (x, w, bias) => conv1d(x!, w!, { bias: bias! }),
    torch: `${torch}.conv1d(a, b, c)`,
    samples: [
      operands([2, 3, 7], [4, 3, 3], 4),
      operands([1, 2, 4], [3, 2, 1], 3),
      operands([0, 2, 4], [3, 2, 2], 3),
    ],
    errors: [
      {
        call: () => conv1d(zeros([2, 5]), zeros([1, 2, 3])),
        message: /float32\[2,5\]; it takes \[batch, channels, length\]/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([2, 3])),
        message: /the weight must have 3 dims and a kernel of 1 or more/,
      },
      { call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 0])), message: /a kernel of 1 or more/ },
      {
        call: () => conv1d(zeros([1, 3, 5]), zeros([4, 2, 3])),
        message: /float32\[1,3,5\], the weight float32\[4,2,3\]; with 1 group the weight takes 2/,
      },
      {
        call: () => conv1d(zeros([1, 4, 5]), zeros([3, 2, 3]), { groups: 2 }),
        message: /3 channels cannot be cut into 2 groups/,
      },
      {
        call: () => conv1d(zeros([1, 4, 5]), zeros([3, 4, 3]), { groups: 0 }),
        message: /groups is 0; it must be a whole number from 1/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 6])),
        message: /a kernel that spans 6 along dim 2 of float32\[1,2,5\], which has 5 with padding/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 3]), { dilation: 3, padding: 0 }),
        message: /a kernel that spans 7/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 3]), { stride: 0 }),
        message: /stride is 0; it must be a whole number from 1/,
      },
      {
        call: () =>
          conv1d(zeros([1, 2, 5]), zeros([4, 2, 3]), { padding: [1, 1] as unknown as [number] }),
        message: /padding is \[1,1\]; it must be a whole number from 0, or 1 of them/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 3]), { padding: "full" as "same" }),
        message: /padding is "full"/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 3]), { padding: "same", stride: 2 }),
        message: /padding "same" with a stride of 2; the stride must be 1/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 3]), { bias: zeros([2]) }),
        message: /the bias float32\[2\]; the bias must be \[4\]/,
      },
      {
        call: () => conv1d(zeros([1, 2, 5]), zeros([4, 2, 3], { dtype: "float64" })),
        message: /differ in dtype; one is needed/,
      },
      {
        call: () => conv1d(tensor([[[1]]], { dtype: "int32" }), zeros([1, 1, 1])),
        message: /int32\[1,1,1\]; it takes float32 or float64/,
      },
    ],
  },
  {
    name: "conv1d",
    variant: "without bias",
    op: (x, w) => conv1d(x!, w!),
    torch: `${torch}.conv1d(a, b)`,
    samples: [operands([1, 1, 5], [1, 1, 5]), operands([1, 90, 4], [1, 90, 3])], // 270 products: more than a block
  },
  {
    name: "conv1d",
    variant: "same",
    op: (x, w) => conv1d(x!, w!, { padding: "same", dilation: 3 }),
    torch: `${torch}.conv1d(a, b, padding="same", dilation=3)`,
    samples: [operands([2, 3, 7], [2, 3, 4]), operands([1, 1, 3], [1, 1, 2])],
  },
  {
    name: "conv1d",
    variant: "with sides that differ",
    op: (x, w) => conv1d(x!, w!, { padding: [[2, 1]], stride: 2 }),
    torch: `${torch}.conv1d(${torch}.pad(a, (2, 1)), b, stride=2)`,
    samples: [operands([2, 3, 6], [2, 3, 4])],
  },
  {
    name: "conv2d",
    op: (x, w, bias) => conv2d(x!, w!, { bias: bias! }),
    torch: `${torch}.conv2d(a, b, c)`,
    samples: [
      operands([2, 3, 5, 4], [2, 3, 3, 2], 2),
      operands([1, 1, 1, 1], [1, 1, 1, 1], 1),
      operands([1, 1, 18, 18], [1, 1, 2, 2], 1), // 289 outputs: more than a block
    ],
  },
  {
    name: "conv2d",
    variant: "with stride, padding, dilation and groups",
    op: (x, w, bias) =>
      conv2d(x!, w!, { bias: bias!, stride: [2, 3], padding: [2, 1], dilation: [1, 2], groups: 2 }),
    torch: `${torch}.conv2d(a, b, c, stride=(2, 3), padding=(2, 1), dilation=(1, 2), groups=2)`,
    samples: [operands([2, 4, 6, 7], [6, 2, 3, 2], 6), operands([1, 2, 1, 3], [2, 1, 2, 3], 2)],
  },
  {
    name: "conv2d",
    variant: "of each channel",
    op: (x, w) => conv2d(x!, w!, { padding: 1, groups: 3 }),
    torch: `${torch}.conv2d(a, b, padding=1, groups=3)`,
    samples: [operands([2, 3, 4, 4], [3, 1, 3, 3])],
  },
  {
    name: "conv2d",
    variant: "with relu",
    op: (x, w, bias) => conv2d(x!, w!, { bias: bias!, activation: "relu" }),
    torch: `${torch}.conv2d(a, b, c).relu()`,
    samples: [operands([2, 3, 5, 4], [2, 3, 3, 2], 2), operands([0, 1, 2, 2], [1, 1, 1, 1], 1)],
    errors: [
      {
        call: () =>
          conv2d(zeros([1, 1, 2, 2]), zeros([1, 1, 1, 1]), { activation: "gelu" as "relu" }),
        message: /conv2d: "gelu" is no activation; they are relu, sigmoid and tanh/,
      },
    ],
  },
  {
    name: "conv3d",
    op: (x, w, bias) => conv3d(x!, w!, { bias: bias!, stride: [1, 2, 1], padding: [0, 1, 2] }),
    torch: `${torch}.conv3d(a, b, c, stride=(1, 2, 1), padding=(0, 1, 2))`,
    samples: [operands([2, 2, 3, 4, 3], [3, 2, 2, 2, 3], 3)],
  },
];

const transposes: readonly OpInfo[] = [
  {
    name: "convTranspose1d",
    variant: "with sigmoid",
    op: (x, w, bias) => convTranspose1d(x!, w!, { bias: bias!, activation: "sigmoid" }),
    torch: `${torch}.conv_transpose1d(a, b, c).sigmoid()`,
    samples: [operands([2, 3, 4], [3, 2, 2], 2)],
  },
  {
    name: "convTranspose1d",
    op: (x, w, bias) => convTranspose1d(x!, w!, { bias: bias! }),
    torch: `${torch}.conv_transpose1d(a, b, c)`,
    samples: [
      operands([2, 3, 5], [3, 4, 3], 4),
      operands([1, 1, 1], [1, 1, 1], 1),
      operands([0, 3, 5], [3, 4, 3], 4),
    ],
    errors: [
      {
        call: () => convTranspose1d(zeros([1, 3, 5]), zeros([4, 2, 3])),
        message: /with 1 group the weight takes 4 channels/,
      },
      {
        call: () => convTranspose1d(zeros([1, 3, 5]), zeros([3, 2, 3]), { groups: 2 }),
        message: /3 channels cannot be cut into 2 groups/,
      },
      {
        call: () => convTranspose1d(zeros([1, 3, 5]), zeros([3, 2, 3]), { outputPadding: 1 }),
        message: /an outputPadding of 1 beside a stride of 1 and a dilation of 1/,
      },
      {
        call: () => convTranspose1d(zeros([1, 3, 1]), zeros([3, 2, 2]), { padding: 1 }),
        message: /a padding of 1 gives sizes of 0; they must be 1 or more/,
      },
      {
        call: () => convTranspose1d(zeros([1, 3, 5]), zeros([3, 2, 3]), { bias: zeros([3]) }),
        message: /the bias must be \[2\]/,
      },
    ],
  },
  {
    name: "convTranspose2d",
    op: (x, w, bias) =>
      convTranspose2d(x!, w!, {
        bias: bias!,
        stride: [2, 3],
        padding: [1, 0],
        outputPadding: [1, 2],
        dilation: [2, 1],
        groups: 2,
      }),
    torch: `${torch}.conv_transpose2d(a, b, c, stride=(2, 3), padding=(1, 0), output_padding=(1, 2), dilation=(2, 1), groups=2)`,
    samples: [operands([2, 4, 3, 2], [4, 3, 2, 3], 6)],
  },
  {
    name: "convTranspose3d",
    op: (x, w) => convTranspose3d(x!, w!, { stride: 2, padding: 1 }),
    torch: `${torch}.conv_transpose3d(a, b, stride=2, padding=1)`,
    samples: [operands([1, 2, 2, 3, 2], [2, 2, 3, 2, 3])],
  },
];

export const convInfos: readonly OpInfo[] = [...convolutions, ...transposes];
