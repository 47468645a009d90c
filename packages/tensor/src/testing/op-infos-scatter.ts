/** Elements reduced at the places they are sent to. */

import { ones, tensor, zeros } from "../create.ts";
import type { ScatterReduceOptions, ScatterReduction } from "../ops/scatter-reduce.ts";
import { indexReduce, scatterReduce } from "../ops/scatter-reduce.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo } from "./op-info.ts";

const list = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });

const reductions: readonly ScatterReduction[] = ["sum", "prod", "mean", "amax", "amin"];

/** The two entries of each reduction: with what stands in x, and without. */
function entries(
  name: string,
  op: typeof scatterReduce,
  torch: (reduction: ScatterReduction, includeSelf: boolean) => string,
  samples: OpInfo["samples"],
): OpInfo[] {
  return reductions.flatMap((reduction) =>
    [true, false].map((includeSelf) => ({
      name,
      variant: includeSelf ? reduction : `${reduction} of the source alone`,
      op: (x, places, source) => op(x!, 1, places!, source!, reduction, { includeSelf }),
      torch: torch(reduction, includeSelf),
      samples,
    })),
  );
}

const [first, ...others] = entries(
  "scatterReduce",
  scatterReduce,
  (reduction, includeSelf) =>
    `a.scatter_reduce(1, b, c, "${reduction}", include_self=${includeSelf ? "True" : "False"})`,
  [
    [{ shape: [2, 5, 3] }, { shape: [2, 7, 3], below: 5 }, { shape: [2, 7, 3] }],
    [{ shape: [3, 4] }, { shape: [3, 2], below: 4 }, { shape: [3, 2] }],
    [{ shape: [2, 3] }, { shape: [2, 0], below: 3 }, { shape: [2, 0] }],
  ],
);

const call = (options: ScatterReduceOptions & { readonly reduction?: string }) => () =>
  scatterReduce(zeros([3]), 0, list(0), ones([1]), options.reduction as "sum", options);

export const scatterInfos: readonly OpInfo[] = [
  {
    ...first!,
    errors: [
      {
        call: call({ reduction: "max" }),
        message: /scatterReduce: "max" is no reduction; they are sum, prod, mean, amax, amin/,
      },
      {
        call: () => scatterReduce(zeros([3]), 0, list(3), ones([1]), "sum"),
        message: /scatterReduce: index\[0\] of int32\[1\] is 3; valid are 0 to 2/,
      },
      {
        call: () => scatterReduce(zeros([3]), 0, list(0), ones([2]), "amax"),
        message: /scatterReduce: the source float32\[2\] beside the index int32\[1\]/,
      },
      {
        call: () => scatterReduce(list(1, 2), 0, list(0), list(1), "mean"),
        message: /the mean of int32\[2\]; whole numbers have none/,
      },
      {
        call: () => scatterReduce(tensor([true]), 0, list(0), tensor([true]), "prod"),
        message: /bool\[1\]; bool has no sums/,
      },
    ],
  },
  ...others,
  ...entries(
    "indexReduce",
    indexReduce,
    // PyTorch's index_reduce has neither sums nor second derivatives.
    (reduction, includeSelf) =>
      `a.scatter_reduce(1, b[None, :, None].expand_as(c), c, "${reduction}", include_self=${includeSelf ? "True" : "False"})`,
    [[{ shape: [2, 5, 3] }, { shape: [7], below: 5 }, { shape: [2, 7, 3] }]],
  ),
  {
    name: "indexReduce",
    op: (x, places, source) => indexReduce(x!, 0, places!, source!, "amax"),
    torch: 'a.scatter_reduce(0, b[:, None].expand_as(c), c, "amax")',
    samples: [[{ shape: [3, 2] }, { shape: [4], below: 3 }, { shape: [4, 2] }]],
    errors: [
      {
        call: () => indexReduce(zeros([3, 2]), 0, list(0, 1), ones([3, 2]), "sum"),
        message: /indexReduce: the source float32\[3,2\] beside the index int32\[2,2\]/,
      },
      {
        call: () => indexReduce(zeros([3]), 0, zeros([1, 1], { dtype: "int32" }), ones([1]), "sum"),
        message: /the index is int32\[1,1\]; it must have one dim/,
      },
    ],
  },
];
