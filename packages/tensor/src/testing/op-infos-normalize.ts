/** Normalisations and attention. */

import { arange, tensor, zeros } from "../create.ts";
import { scaledDotProductAttention } from "../ops/attention.ts";
import { mul } from "../ops/binary.ts";
import { greater } from "../ops/compare.ts";
import { unsqueeze } from "../ops/movement.ts";
import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from "../ops/normalize.ts";
import type { OpInfo, Sample } from "./op-info.ts";

/** An input with a weight and a bias of `size`. */
function withAffine(shape: readonly number[], size: number): Sample {
  return [{ shape }, { shape: [size] }, { shape: [size] }];
}

const normalizations: readonly OpInfo[] = [
  {
    name: "layerNorm",
    op: (x, weight, bias) => layerNorm(x!, [5], { weight: weight!, bias: bias! }),
    torch: "torch.nn.functional.layer_norm(a, [5], b, c)",
    samples: [[3, 5], [5], [2, 3, 5], [0, 5]].map((shape) => withAffine(shape, 5)),
    errors: [
      {
        call: () => layerNorm(zeros([2, 3]), [2]),
        message: /the normalized shape \[2\] for float32\[2,3\]; it must be the sizes/,
      },
      { call: () => layerNorm(zeros([2, 0]), [0]), message: /none of them 0/ },
      { call: () => layerNorm(zeros([2]), []), message: /at least one and none of them 0/ },
      {
        call: () => layerNorm(zeros([2, 3]), [3], { weight: zeros([2]) }),
        message: /the weight is float32\[2\] beside float32\[2,3\]; it must be \[3\]/,
      },
      {
        call: () => layerNorm(zeros([2, 3]), [3], { bias: zeros([3], { dtype: "float64" }) }),
        message: /the bias float64\[3\] beside float32\[2,3\]; both must have one dtype/,
      },
      {
        call: () => layerNorm(zeros([2, 3]), [3], { epsilon: -1 }),
        message: /an epsilon of -1; it must be finite and 0 or more/,
      },
      {
        call: () => layerNorm(tensor([1], { dtype: "int32" }), [1]),
        message: /int32\[1\]; it takes float32 or float64/,
      },
    ],
  },
  {
    name: "layerNorm",
    variant: "of two dims",
    op: (x) => layerNorm(x, [2, 3], { epsilon: 0.1 }),
    torch: "torch.nn.functional.layer_norm(a, [2, 3], eps=0.1)",
    samples: [[{ shape: [4, 2, 3] }], [{ shape: [2, 3] }]],
  },
  {
    name: "rmsNorm",
    op: (x, weight) => rmsNorm(x!, [5], { weight: weight!, epsilon: 0.001 }),
    torch: "a / (a.square().mean(-1, keepdim=True) + 0.001).sqrt() * b",
    samples: [[3, 5], [5], [0, 5]].map((shape) => withAffine(shape, 5).slice(0, 2)),
    errors: [
      { call: () => rmsNorm(zeros([2, 3]), [4]), message: /the normalized shape \[4\]/ },
      {
        call: () => rmsNorm(zeros([3]), [3], { weight: zeros([1]) }),
        message: /the weight is float32\[1\]/,
      },
    ],
  },
  {
    name: "batchNorm",
    op: (x, weight, bias) => batchNorm(x!, { weight: weight!, bias: bias! }).y,
    torch: "torch.nn.functional.batch_norm(a, None, None, b, c, training=True)",
    samples: [
      [5, 2],
      [3, 2, 4],
      [2, 2, 3, 2],
    ].map((shape) => withAffine(shape, 2)),
    errors: [
      {
        call: () => batchNorm(zeros([3])),
        message: /float32\[3\]; it takes \[batch, channels, \.\.\.\]/,
      },
      {
        call: () => batchNorm(zeros([1, 3])),
        message: /has 1 value for each channel; statistics need at least 2/,
      },
      { call: () => batchNorm(zeros([0, 3])), message: /has 0 values for each channel/ },
      {
        call: () => batchNorm(zeros([2, 3]), { mean: zeros([3]) }),
        message: /a mean without a variance; they go together/,
      },
      {
        call: () => batchNorm(zeros([2, 3]), { mean: zeros([3]), variance: zeros([2]) }),
        message: /the variance is float32\[2\] beside float32\[2,3\]; it must be \[3\]/,
      },
      {
        call: () => batchNorm(zeros([2, 3]), { activation: "tanh" as "relu" }),
        message: /"tanh" is no activation of it; there is relu/,
      },
    ],
  },
  {
    name: "batchNorm",
    variant: "and relu",
    op: (x, weight, bias) => batchNorm(x!, { weight: weight!, bias: bias!, activation: "relu" }).y,
    torch: "torch.relu(torch.nn.functional.batch_norm(a, None, None, b, c, training=True))",
    samples: [
      [5, 2],
      [3, 2, 4],
      [2, 2, 3, 7],
    ].map((shape) => withAffine(shape, 2)),
  },
  {
    name: "batchNorm",
    variant: "without weight and bias",
    op: (x) => batchNorm(x!, { epsilon: 0.1 }).y,
    torch: "torch.nn.functional.batch_norm(a, None, None, training=True, eps=0.1)",
    samples: [[{ shape: [2, 2, 17] }], [{ shape: [3, 1, 5, 7] }]],
  },
  {
    name: "batchNorm",
    variant: "with given statistics and relu",
    op: (x, mean, variance) =>
      batchNorm(x!, { mean: mean!, variance: variance!, activation: "relu" }).y,
    torch: "torch.relu((a - b[:, None]) / (c[:, None] + 1e-5).sqrt())",
    samples: [[{ shape: [3, 2, 5] }, { shape: [2] }, { shape: [2], low: 0.5, high: 2 }]],
  },
  {
    name: "batchNorm",
    variant: "with given statistics",
    op: (x, mean, variance) => batchNorm(x!, { mean: mean!, variance: variance!, epsilon: 0.01 }).y,
    torch: "(a - b[:, None]) / (c[:, None] + 0.01).sqrt()",
    samples: [
      [3, 2, 4],
      [1, 2, 1],
      [0, 2, 4],
    ].map((shape) => [{ shape }, { shape: [2] }, { shape: [2], low: 0.5, high: 2 }]),
  },
  {
    name: "groupNorm",
    op: (x, weight, bias) => groupNorm(x!, 2, { weight: weight!, bias: bias! }),
    torch: "torch.nn.functional.group_norm(a, 2, b, c)",
    samples: [
      [3, 4],
      [2, 4, 3],
      [1, 4, 2, 2],
    ].map((shape) => withAffine(shape, 4)),
    errors: [
      {
        call: () => groupNorm(zeros([2, 4]), 3),
        message: /4 channels of float32\[2,4\] in 3 groups; groups must divide the channels/,
      },
      {
        call: () => groupNorm(zeros([2, 4]), 0),
        message: /groups is 0; it must be a whole number from 1/,
      },
      { call: () => groupNorm(zeros([2, 4]), 4), message: /has 1 value for each group/ },
    ],
  },
  {
    name: "instanceNorm",
    op: (x, weight, bias) => instanceNorm(x!, { weight: weight!, bias: bias! }),
    torch: "torch.nn.functional.instance_norm(a, weight=b, bias=c)",
    samples: [
      [2, 3, 4],
      [1, 3, 2, 3],
    ].map((shape) => withAffine(shape, 3)),
    errors: [
      {
        call: () => instanceNorm(zeros([2, 3])),
        message: /float32\[2,3\]; it takes \[batch, channels, length, \.\.\.\]/,
      },
      { call: () => instanceNorm(zeros([2, 3, 1])), message: /has 1 value for each instance/ },
    ],
  },
];

/** Queries, keys and values. */
const attended: Sample[] = [
  [{ shape: [4, 3] }, { shape: [5, 3] }, { shape: [5, 2] }],
  [{ shape: [2, 1, 4, 3] }, { shape: [3, 5, 3] }, { shape: [3, 5, 2] }],
  [{ shape: [1, 1] }, { shape: [5, 1] }, { shape: [5, 1] }],
];

const scores = "a @ b.transpose(-2, -1) / a.shape[-1] ** 0.5";
const seen = [true, false, true, true, false];
const attend = scaledDotProductAttention;

const attentions: readonly OpInfo[] = [
  {
    name: "scaledDotProductAttention",
    op: (q, k, v) => attend(q!, k!, v!),
    torch: `torch.softmax(${scores}, -1) @ c`,
    samples: attended,
    errors: [
      {
        call: () => attend(zeros([4, 3]), zeros([5, 2]), zeros([5, 2])),
        message: /they must be \[\.\.\., l, d\], \[\.\.\., s, d\] and \[\.\.\., s, e\]/,
      },
      {
        call: () => attend(zeros([4, 3]), zeros([5, 3]), zeros([4, 2])),
        message: /values float32\[4,2\]; they must be/,
      },
      {
        call: () => attend(zeros([3]), zeros([5, 3]), zeros([5, 2])),
        message: /queries float32\[3\]/,
      },
      {
        call: () => attend(zeros([4, 3]), zeros([0, 3]), zeros([0, 2])),
        message: /d and s above 0/,
      },
      {
        call: () => attend(zeros([4, 3]), zeros([5, 3]), zeros([5, 2], { dtype: "float64" })),
        message: /they must have one dtype/,
      },
      {
        call: () => attend(zeros([4, 3]), zeros([5, 3]), zeros([5, 2]), { mask: zeros([2, 4, 5]) }),
        message: /the mask is float32\[2,4,5\]; it must broadcast to the scores \[4,5\]/,
      },
      {
        call: () =>
          attend(zeros([4, 3]), zeros([5, 3]), zeros([5, 2]), {
            mask: tensor([1], { dtype: "int32" }),
          }),
        message: /the mask is int32\[1\]; it must be bool or float32/,
      },
      {
        call: () => attend(zeros([4, 3]), zeros([5, 3]), zeros([5, 2]), { scale: Number.NaN }),
        message: /a scale of NaN; it must be finite/,
      },
    ],
  },
  {
    name: "scaledDotProductAttention",
    variant: "causal",
    op: (q, k, v) => attend(q!, k!, v!, { causal: true, scale: 0.5 }),
    torch:
      "torch.softmax((a @ b.transpose(-2, -1) * 0.5).masked_fill(torch.ones(a.shape[-2], b.shape[-2]).tril() == 0, -torch.inf), -1) @ c",
    samples: attended,
  },
  {
    name: "scaledDotProductAttention",
    variant: "with changed weights",
    op: (q, k, v) => attend(q!, k!, v!, { mapWeights: (weights) => mul(weights, weights) }),
    torch: `torch.softmax(${scores}, -1).square() @ c`,
    samples: attended.slice(0, 2),
  },
  {
    name: "scaledDotProductAttention",
    variant: "with a bool mask",
    op: (q, k, v) => attend(q!, k!, v!, { mask: tensor(seen) }),
    torch: `torch.softmax((${scores}).masked_fill(torch.tensor([False, True, False, False, True]), -torch.inf), -1) @ c`,
    samples: attended,
  },
  {
    name: "scaledDotProductAttention",
    variant: "with an added mask",
    op: (q, k, v) =>
      attend(q!, k!, v!, { mask: tensor([0.5, -1, 0, 2, 0.25], { dtype: q!.dtype }) }),
    torch: `torch.softmax(${scores} + torch.tensor([0.5, -1, 0, 2, 0.25], dtype=a.dtype), -1) @ c`,
    samples: attended,
  },
  {
    name: "scaledDotProductAttention",
    variant: "whose first query sees nothing",
    op: (q, k, v) => {
      const mask = greater(unsqueeze(arange(q!.shape.at(-2)!), 1), 0);
      return attend(q!, k!, v!, { mask });
    },
    torch: `torch.softmax(${scores}, -1) @ c * torch.arange(a.shape[-2]).gt(0)[:, None]`,
    samples: attended,
  },
];

export const normalizeInfos: readonly OpInfo[] = [...normalizations, ...attentions];
