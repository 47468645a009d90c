/** Rows of a table by their numbers. */

import { clone, ones, tensor, zeros } from "../create.ts";
import { embedding } from "../ops/embedding.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo } from "./op-info.ts";

const list = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });

export const embeddingInfos: readonly OpInfo[] = [
  {
    name: "embedding",
    op: (weight, ids) => embedding(weight!, ids!),
    torch: "torch.nn.functional.embedding(b, a)",
    samples: [
      [{ shape: [5, 3] }, { shape: [2, 4], below: 5 }],
      [{ shape: [5, 3] }, { shape: [], below: 5 }],
    ],
    errors: [
      {
        call: () =>
          embedding(
            zeros([5, 3]),
            tensor(
              [
                [0, 1],
                [5, 0],
              ],
              { dtype: "int32" },
            ),
          ),
        message: /embedding: ids\[2\] of int32\[2,2\] is 5; valid are 0 to 4/,
      },
      {
        call: () => embedding(zeros([5, 3]), zeros([2])),
        message: /embedding: the ids tensor is float32\[2\]; it must be int32/,
      },
      {
        call: () => embedding(zeros([5]), list(0)),
        message: /the weight is float32\[5\]; it must have two dims/,
      },
      {
        call: () => embedding(zeros([5, 3]), list(0), { paddingIdx: 5 }),
        message: /a padding index of 5 for float32\[5,3\]; it must name a row, from -5 to 4/,
      },
    ],
  },
  {
    name: "embedding",
    variant: "with a padding row",
    op: (weight, ids) => embedding(weight!, ids!, { paddingIdx: -4 }),
    torch: "torch.nn.functional.embedding(b, a, padding_idx=1)",
    samples: [[{ shape: [5, 3] }, { shape: [2, 4], below: 5 }]],
    order: 0,
  },
  {
    name: "embedding",
    variant: "of rows that are not longer than 1",
    op: (weight, ids) => embedding(clone(weight!.detach()), ids!, { maxNorm: 1 }),
    torch: "torch.nn.functional.embedding(b, a.detach().clone(), max_norm=1.)",
    samples: [
      [{ shape: [5, 3] }, { shape: [2, 4], below: 5 }],
      [{ shape: [5, 0] }, { shape: [2], below: 5 }],
      [{ shape: [5, 3] }, { shape: [0], below: 5 }],
    ],
    order: 0,
    errors: [
      {
        call: () => embedding(zeros([5, 3]), list(0), { maxNorm: 0 }),
        message: /^embedding: a maxNorm of 0; a row's greatest norm must be above 0/,
      },
      {
        call: () => embedding(ones([3, 5]).transpose(0, 1), list(0), { maxNorm: 1 }),
        message: /^embedding: float32\[5,3\] is the result of .*; only a tensor of its own/,
      },
    ],
  },
  {
    name: "embedding",
    variant: "of rows whose magnitudes add up to 1 at most",
    op: (weight, ids) => embedding(clone(weight!.detach()), ids!, { maxNorm: 1, normType: 1 }),
    torch: "torch.nn.functional.embedding(b, a.detach().clone(), max_norm=1., norm_type=1.)",
    samples: [[{ shape: [5, 3] }, { shape: [2, 4], below: 5 }]],
    order: 0,
  },
  {
    name: "embedding",
    variant: "whose gradient is rows",
    op: (weight, ids) => embedding(weight!, ids!, { sparse: true }),
    torch: "torch.nn.functional.embedding(b, a)",
    samples: [[{ shape: [5, 3] }, { shape: [2, 4], below: 5 }]],
    order: 0,
    errors: [
      {
        call: () => {
          const weight = zeros([5, 3], { requiresGrad: true });
          return embedding(weight.mul(2), list(1), { sparse: true });
        },
        message: /the weight float32\[5,3\] is the result of mul; only a tensor of its own/,
      },
    ],
  },
];
