/** Elements picked and put by masks, positions and keys of all kinds. */

import { ones, tensor, zeros } from "../create.ts";
import { index, indexPut } from "../ops/advanced-index.ts";
import { indexAdd, scatter, scatterAdd } from "../ops/indexing.ts";
import * as selection from "../ops/selection.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo } from "./op-info.ts";

const list = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });
const mask = (...values: boolean[]): Tensor => tensor(values);

export const selectionInfos: readonly OpInfo[] = [
  {
    name: "scatter",
    op: (x, places, source) => scatter(x!, 1, places!, source!),
    torch: "a.scatter(1, b, c)",
    samples: [
      [{ shape: [2, 5, 3] }, { shape: [2, 5, 3], below: 5 }, { shape: [2, 5, 3] }],
      [{ shape: [3, 4] }, { shape: [3, 1], below: 4 }, { shape: [3, 1] }],
      [{ shape: [3, 4] }, { shape: [3, 0], below: 4 }, { shape: [3, 0] }],
    ],
    errors: [
      { call: () => scatter(zeros([3]), 0, list(3), ones([1])), message: /is 3; valid are 0 to 2/ },
      {
        call: () => scatter(zeros([3]), 0, list(0), ones([2])),
        message: /scatter: the source float32\[2\] beside the index int32\[1\]/,
      },
      {
        call: () => scatter(zeros([0]), 0, list(0), ones([1])),
        message: /is 0; there is no valid one/,
      },
      {
        call: () => scatterAdd(mask(true), 0, list(0), mask(true)),
        message: /scatterAdd: bool\[1\]; bool has no sums/,
      },
      {
        call: () => indexAdd(mask(true), 0, list(0), mask(true)),
        message: /indexAdd: bool\[1\]; bool has no sums/,
      },
    ],
  },
  {
    name: "scatter",
    variant: "to one place twice",
    op: (x, source) => scatter(x!, 0, list(2, 0, 2), source!),
    torch: "torch.stack([b[1], a[1], b[2], a[3]])",
    samples: [[{ shape: [4] }, { shape: [3] }]],
  },
  {
    name: "take",
    op: (x, places) => selection.take(x!, places!),
    torch: "torch.take(a, b)",
    samples: [
      [{ shape: [3, 4] }, { shape: [2, 5], below: 12 }],
      [{ shape: [4] }, { shape: [], below: 4 }],
    ],
    errors: [
      { call: () => selection.take(zeros([2, 2]), list(4)), message: /is 4; valid are 0 to 3/ },
    ],
  },
  {
    name: "maskedFill",
    op: (x, where) => selection.maskedFill(x!, where!, -1.5),
    torch: "a.masked_fill(b, -1.5)",
    samples: [
      [{ shape: [3, 4] }, { shape: [4], below: 2, bool: true }],
      [{ shape: [3, 4] }, { shape: [3, 4], below: 2, bool: true }],
    ],
    errors: [
      {
        call: () => selection.maskedFill(zeros([2]), ones([2]), 1),
        message: /the mask is float32\[2\]; it must be bool/,
      },
      {
        call: () => selection.maskedFill(list(1), mask(true), 0.5),
        message: /a value of 0.5 for int32\[1\]; its dtype does not hold it/,
      },
      {
        call: () => selection.maskedFill(zeros([1]), mask(true, false), 1),
        message: /the mask bool\[2\] for float32\[1\]; it must broadcast/,
      },
    ],
  },
  {
    name: "maskedSelect",
    op: (x, where) => selection.maskedSelect(x!, where!),
    torch: "a.masked_select(b)",
    samples: [
      [{ shape: [3, 4] }, { shape: [3, 4], below: 2, bool: true }],
      [{ shape: [4] }, { shape: [3, 1], below: 2, bool: true }],
      [{ shape: [0] }, { shape: [0], below: 2, bool: true }],
    ],
    errors: [
      {
        call: () => selection.maskedSelect(zeros([3]), mask(true, false)),
        message: /shapes \[3\] and \[2\] do not broadcast/,
      },
    ],
  },
  {
    name: "nonzero",
    op: (x) => selection.nonzero(x!),
    torch: "torch.nonzero(a)",
    order: 0,
    samples: [
      [{ shape: [3, 4], below: 3 }],
      [{ shape: [2, 3, 2], below: 2, bool: true }],
      [{ shape: [0, 3] }],
      [{ shape: [] }],
    ],
  },
  {
    name: "index",
    op: (x) => index(x, -1, { start: 2, step: -1 }, "...", null, 0),
    torch: "a[-1][:3].flip(0)[..., None, :][..., 0]",
    samples: [[{ shape: [2, 5, 3] }], [{ shape: [3, 4, 2, 2] }]],
    errors: [
      {
        call: () => index(zeros([2, 3]), 2),
        message: /key 0 along dim 0 of float32\[2,3\] is 2; valid are -2 to 1/,
      },
      {
        call: () => index(zeros([2, 3]), {}, list(0, -4)),
        message: /a position of key 1, int32\[2\], is -4; valid are -3 to 2/,
      },
      { call: () => index(zeros([2]), 0, 0), message: /keys for 2 dims of float32\[2\]; it has 1/ },
      { call: () => index(zeros([2]), "...", "..."), message: /stands twice/ },
      { call: () => index(zeros([2]), 0.5), message: /key 0 is 0.5; positions are whole numbers/ },
      { call: () => index(zeros([2]), ones([1])), message: /key 0 is float32\[1\]; positions are/ },
      { call: () => index(zeros([2]), { step: 0 }), message: /index: a step of 0/ },
      {
        call: () => index(zeros([2, 3]), {}, mask(true, false)),
        message:
          /key 1, the mask bool\[2\], from dim 1 of float32\[2,3\]; it must have the sizes \[3\]/,
      },
      {
        call: () => index(zeros([2]), tensor(true)),
        message: /a mask has at least one dim/,
      },
      {
        call: () => index(zeros([2]), [0, 1] as unknown as number),
        message: /key 0 is \[0,1\]; keys are numbers/,
      },
      {
        call: () => index(zeros([2]), { stop: 1 } as unknown as { end: number }),
        message: /key 0 is \{"stop":1\}/,
      },
      {
        call: () => index(zeros([3, 3]), list(0, 1), list(0, 1, 2)),
        message: /shapes \[2\] and \[3\] do not broadcast/,
      },
    ],
  },
  {
    name: "index",
    variant: "by neighbouring tensors",
    op: (x, i, j) => index(x!, {}, i!, j!),
    torch: "a[:, b, c]",
    samples: [[{ shape: [2, 5, 4, 3] }, { shape: [2, 1], below: 5 }, { shape: [3], below: 4 }]],
  },
  {
    name: "index",
    variant: "by tensors apart",
    op: (x, i, j) => index(x!, i!, { start: 1 }, j!),
    torch: "a[b, 1:, c]",
    samples: [[{ shape: [3, 5, 4, 2] }, { shape: [2, 1], below: 3 }, { shape: [3], below: 4 }]],
  },
  {
    name: "index",
    variant: "by a mask and a tensor",
    op: (x, where, i) => index(x!, where!, "...", i!),
    torch: "a[b, ..., c]",
    samples: [
      [{ shape: [3, 2, 4, 3] }, { shape: [3, 2], below: 2, bool: true }, { shape: [3], below: 3 }],
    ],
  },
  {
    name: "indexPut",
    op: (x, i, values) => indexPut(x!, [{ start: 1 }, i!], values!),
    torch: "(lambda y: (y[1:].index_put_((torch.arange(2)[:, None], b), c), y)[1])(a.clone())",
    samples: [[{ shape: [3, 5] }, { shape: [4], below: 5 }, { shape: [2, 4] }]],
    errors: [
      {
        call: () => indexPut(zeros([3]), [3], 1),
        message: /indexPut: key 0 along dim 0 of float32\[3\] is 3; valid are -3 to 2/,
      },
      {
        call: () => indexPut(zeros([3]), [{ end: 2 }], ones([3])),
        message: /values float32\[3\] for a part of shape \[2\]; they must broadcast/,
      },
      {
        call: () => indexPut(zeros([3]), [0], list(1)),
        message: /values int32\[1\] for float32\[3\]; both must have one dtype/,
      },
      { call: () => indexPut(list(1), [0], 0.5), message: /a value of 0.5 for int32\[1\]/ },
      {
        call: () => indexPut(mask(true), [0], 1, { accumulate: true }),
        message: /bool\[1\] has no sums/,
      },
    ],
  },
  {
    name: "indexPut",
    variant: "to one row twice",
    op: (x, values) => indexPut(x!, [list(2, 0, -2)], values!),
    torch: "torch.stack([b.expand(3, 2)[1], a[1], b.expand(3, 2)[2], a[3]])",
    samples: [
      [{ shape: [4, 2] }, { shape: [3, 2] }],
      [{ shape: [4, 2] }, { shape: [3, 1] }],
    ],
  },
  {
    name: "indexPut",
    variant: "where a mask holds",
    op: (x, where, value) => indexPut(x!, ["...", where!], value!),
    torch: "torch.where(b, c, a)",
    samples: [[{ shape: [3, 4] }, { shape: [4], below: 2, bool: true }, { shape: [] }]],
  },
  {
    name: "indexPut",
    variant: "accumulating",
    op: (x, i, values) => indexPut(x!, [i!], values!, { accumulate: true }),
    torch: "a.index_put((b,), c, accumulate=True)",
    samples: [
      [{ shape: [3, 5] }, { shape: [4], below: 3 }, { shape: [4, 5] }],
      [{ shape: [3, 5] }, { shape: [4], below: 3 }, { shape: [5] }],
    ],
  },
];
