/** Places among sorted values, counts and bins. */

import { tensor, zeros } from "../create.ts";
import { bincount, histogram } from "../ops/histogram.ts";
import { bucketize, searchSorted } from "../ops/search.ts";
import { sort } from "../ops/sort.ts";
import { unique, uniqueConsecutive } from "../ops/unique.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const lists: Sample[] = [
  [{ shape: [7] }, { shape: [3, 4] }],
  [
    { shape: [9], below: 5 },
    { shape: [2, 6], below: 6 },
  ],
  [{ shape: [0] }, { shape: [3] }],
];
const rows: Sample[] = [
  [{ shape: [2, 3, 5] }, { shape: [2, 3, 2] }],
  [
    { shape: [3, 40], below: 9 },
    { shape: [3, 20], below: 9 },
  ],
];
const counted: Sample[] = [[{ shape: [3, 7], below: 5 }], [{ shape: [0], below: 5 }]];
const repeated: Sample[] = [[{ shape: [5, 9], below: 8 }], [{ shape: [2, 3] }]];

function searches(): OpInfo[] {
  return [false, true].flatMap((right) => {
    const python = right ? "True" : "False";
    return [
      {
        name: "searchSorted",
        variant: right ? "right" : "left",
        op: (a, b) => searchSorted(sort(a).values, b, { right }),
        torch: `torch.searchsorted(torch.sort(a).values, b, right=${python})`,
        order: 0,
        samples: [...lists, ...rows],
        errors: [
          {
            call: () => searchSorted(zeros([2, 3]), zeros([3, 1])),
            message: /float32\[3,1\] among float32\[2,3\]; the sorted values must have one dim/,
          },
        ],
      },
      {
        name: "bucketize",
        variant: right ? "right" : "left",
        op: (a, b) => bucketize(b, sort(a).values, { right }),
        torch: `torch.bucketize(b, torch.sort(a).values, right=${python})`,
        order: 0,
        samples: lists,
        errors: [
          {
            call: () => bucketize(zeros([2]), zeros([2, 2])),
            message: /the boundaries are float32\[2,2\]; they must have one dim/,
          },
        ],
      },
    ] satisfies OpInfo[];
  });
}

function counts(): OpInfo[] {
  return [
    {
      name: "bincount",
      op: (x) => bincount(x, { minLength: 3 }),
      torch: "torch.bincount(a.flatten(), minlength=3)",
      order: 0,
      samples: counted,
      errors: [
        {
          call: () => bincount(tensor([1, -2], { dtype: "int32" })),
          message: /element 1 is -2; valid are 0 to 1/,
        },
        { call: () => bincount(zeros([2])), message: /float32\[2\]; it counts int32/ },
        {
          call: () => bincount(zeros([2], { dtype: "int32" }), { weights: zeros([3]) }),
          message: /the weights float32\[3\] beside int32\[2\]/,
        },
      ],
    },
    {
      name: "bincount",
      variant: "with weights",
      op: (x, weights) => bincount(x, { weights, minLength: 6 }),
      torch: "torch.zeros(6, dtype=b.dtype).scatter_add(0, a.flatten(), b.flatten())",
      samples: [[{ shape: [3, 7], below: 5 }, { shape: [3, 7] }]],
    },
    {
      name: "histogram",
      op: (x) => histogram(x, { bins: 7 }).counts,
      torch: "torch.histogram(a.float(), 7)[0]",
      order: 0,
      samples: [[{ shape: [200] }], [{ shape: [20, 10] }]],
      errors: [
        {
          call: () => histogram(tensor([1, Number.NaN])),
          message: /bins from NaN to NaN; both must be finite/,
        },
        { call: () => histogram(zeros([2]), { bins: 0 }), message: /bins is 0/ },
        {
          call: () => histogram(zeros([2]), { bins: 1e9 }),
          message: /1000000001 elements; a tensor/,
        },
        { call: () => histogram(zeros([2]), { bins: [2, 1] }), message: /the edges \[2,1\]/ },
        { call: () => histogram(zeros([2]), { range: [2, 1] }), message: /bins from 2 to 1/ },
        {
          call: () => histogram(zeros([2]), { weights: zeros([1]) }),
          message: /the weights float32\[1\] beside float32\[2\]/,
        },
      ],
    },
    {
      name: "histogram",
      variant: "edges",
      op: (x) => histogram(x, { bins: 4, range: [-1, 1.5] }).edges,
      torch: "torch.histogram(a.float(), 4, range=(-1, 1.5))[1]",
      order: 0,
      samples: [[{ shape: [20] }]],
    },
    {
      name: "histogram",
      variant: "with weights",
      op: (x, weights) => histogram(x, { bins: [-1, 0, 0.5, 2], weights }).counts,
      torch:
        "torch.stack([(b * ((a >= l) & (a < h))).sum() for l, h in [(-1, 0), (0, 0.5), (0.5, 2)]])",
      samples: [[{ shape: [50] }, { shape: [50] }]],
    },
  ];
}

function uniques(): OpInfo[] {
  const kinds = [
    { name: "unique", op: unique, torch: "torch.unique" },
    { name: "uniqueConsecutive", op: uniqueConsecutive, torch: "torch.unique_consecutive" },
  ];
  return kinds.flatMap(({ name, op, torch }) =>
    (["values", "inverse", "counts"] as const).flatMap((part, i): OpInfo[] => [
      {
        name,
        variant: part,
        op: (x) => op(x!)[part],
        torch: `${torch}(a, return_inverse=True, return_counts=True)[${i}]`,
        order: 0,
        samples: repeated,
      },
      {
        name,
        variant: `${part} along a dim`,
        op: (x) => op(x!, { dim: 1 })[part],
        torch: `${torch}(a, dim=1, return_inverse=True, return_counts=True)[${i}]`,
        order: 0,
        samples: [
          [{ shape: [2, 60], below: 3 }],
          [{ shape: [2, 9, 2], below: 2 }],
          [{ shape: [3, 5] }],
        ],
        errors: [
          { call: () => op(zeros([2]), { dim: 1 }), message: /dim 1 of a tensor with 1 dims/ },
        ],
      },
    ]),
  );
}

export const searchInfos: readonly OpInfo[] = [...searches(), ...counts(), ...uniques()];
