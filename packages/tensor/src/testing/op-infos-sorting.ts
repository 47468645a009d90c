/** Sorting and quantiles. */

import { tensor, zeros } from "../create.ts";
import { greater, where } from "../ops/compare.ts";
import type { Interpolation } from "../ops/sort.ts";
import { argSort, median, nanmedian, quantile, sort, topK } from "../ops/sort.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const samples: Sample[] = [[{ shape: [2, 3, 4] }], [{ shape: [3, 40, 2] }]];
const whole: Sample[] = [[{ shape: [3, 50], below: 9 }], [{ shape: [2, 0], below: 2 }]];
const badDim = /dim 2 of a tensor with 2 dims; valid are -2 to 1/;

function quantiles(): OpInfo[] {
  const ways: readonly Interpolation[] = ["linear", "lower", "higher", "midpoint", "nearest"];
  return ways.map((interpolation) => ({
    name: "quantile",
    variant: interpolation,
    op: (x) => quantile(x, [0, 0.3, 0.85, 1], 1, { interpolation }),
    torch: `torch.quantile(a, torch.tensor([0, 0.3, 0.85, 1], dtype=a.dtype), 1, interpolation="${interpolation}")`,
    samples,
  }));
}

export const sortingInfos: readonly OpInfo[] = [
  {
    name: "sort",
    op: (x) => sort(x).values,
    torch: "torch.sort(a).values",
    samples,
    errors: [{ call: () => sort(zeros([2, 3]), 2), message: badDim }],
  },
  {
    name: "sort",
    variant: "dim 1, descending",
    op: (x) => sort(x, 1, { descending: true }).values,
    torch: "torch.sort(a, 1, descending=True).values",
    samples: [...samples, [{ shape: [4, 0] }]],
  },
  {
    name: "argSort",
    op: (x) => argSort(x, -1, { descending: true }),
    torch: "torch.argsort(a, -1, descending=True)",
    order: 0,
    samples,
    errors: [
      { call: () => argSort(zeros([2, 3]), 2), message: badDim },
      { call: () => argSort(zeros([])), message: /a scalar has no dims/ },
    ],
  },
  {
    name: "argSort",
    variant: "of equal ones",
    op: (x) => argSort(x, 1),
    torch: "torch.sort(a, dim=1, stable=True, descending=False).indices",
    order: 0,
    samples: whole,
  },
  {
    name: "topK",
    op: (x) => topK(x, 3, 1).values,
    torch: "torch.topk(a, 3, 1).values",
    samples,
    errors: [
      { call: () => topK(zeros([2]), 3), message: /the first 3 along dim -1 of float32\[2\]/ },
      { call: () => topK(zeros([2]), 1.5), message: /k is 1.5/ },
    ],
  },
  {
    name: "topK",
    variant: "least, indices",
    op: (x) => topK(x, 2, -1, { largest: false }).indices,
    torch: "torch.topk(a, 2, -1, largest=False).indices",
    order: 0,
    samples,
  },
  ...quantiles(),
  {
    name: "quantile",
    variant: "of dims 0 and 2, kept",
    op: (x) => quantile(x, 0.4, [0, 2], { keepdim: true }),
    torch: "torch.quantile(a.transpose(0, 1).flatten(1), 0.4, 1).reshape(1, -1, 1)",
    samples,
    errors: [
      {
        call: () => quantile(zeros([2]), 1.5),
        message: /a share of 1.5; shares lie between 0 and 1/,
      },
      { call: () => quantile(zeros([2]), []), message: /no share is given/ },
      { call: () => quantile(zeros([2, 0]), 0.5, 1), message: /has nothing to reduce/ },
    ],
  },
  {
    name: "median",
    op: (x) => median(x),
    torch: "torch.quantile(a.flatten(), 0.5)",
    samples: [...samples, [{ shape: [] }]],
    errors: [{ call: () => median(tensor([])), message: /median: .* has nothing to reduce/ }],
  },
  {
    name: "nanmedian",
    op: (x) => nanmedian(where(greater(x!, 0.7), Number.NaN, x!), 1),
    torch: "torch.nanquantile(torch.where(a > 0.7, torch.nan, a), 0.5, 1)",
    samples,
    errors: [
      { call: () => nanmedian(tensor([])), message: /nanmedian: .* has nothing to reduce/ },
      { call: () => nanmedian(zeros([2, 2]), 2), message: badDim },
    ],
  },
];
