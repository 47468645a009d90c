/** Reordering, repeating, windows, margins and pieces. */

import { tensor, zeros } from "../create.ts";
import { chunk, concat, split, unbind } from "../ops/join.ts";
import { slice } from "../ops/movement.ts";
import { pad } from "../ops/padding.ts";
import { flip, movedim, roll } from "../ops/reorder.ts";
import { meshgrid, repeat, repeatInterleave, tile } from "../ops/repeat.ts";
import { unfold } from "../ops/windows.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const cube: Sample[] = [[{ shape: [2, 3, 4] }]];
const matrix: Sample[] = [[{ shape: [3, 4] }]];
const counts = (...values: number[]) => tensor(values, { dtype: "int32" });

export const movementInfos: readonly OpInfo[] = [
  {
    name: "slice",
    variant: "backwards",
    op: (x) => slice(x, 1, -2, undefined, -2),
    torch: "torch.flip(a[:, :-1], [1])[:, ::2]",
    samples: [[{ shape: [2, 7, 2] }], [{ shape: [2, 1] }]],
  },
  {
    name: "flip",
    op: (x) => flip(x, [0, -1]),
    torch: "torch.flip(a, [0, -1])",
    samples: [...cube, ...matrix, [{ shape: [2, 0, 3] }], [{ shape: [1, 5] }]],
    errors: [
      { call: () => flip(zeros([2]), 1), message: /flip: dim 1 of a tensor with 1 dims/ },
      { call: () => flip(zeros([2, 3]), [0, -2]), message: /name one twice/ },
    ],
  },
  {
    name: "roll",
    op: (x) => roll(x, [2, -5], [0, 1]),
    torch: "torch.roll(a, [2, -5], [0, 1])",
    samples: [...matrix, ...cube, [{ shape: [0, 3] }]],
    errors: [
      { call: () => roll(zeros([4]), [1, 2], 0), message: /a whole number for each dim/ },
      { call: () => roll(zeros([4]), 0.5, 0), message: /shifts \[0.5\] along dims \[0\]/ },
      { call: () => roll(zeros([4]), 1, 1), message: /roll: dim 1 of a tensor with 1 dims/ },
    ],
  },
  {
    name: "movedim",
    op: (x) => movedim(x, [0, 1], [-1, 0]),
    torch: "torch.movedim(a, [0, 1], [-1, 0])",
    samples: [...cube, [{ shape: [2, 3, 4, 1] }]],
    errors: [
      { call: () => movedim(zeros([2, 3]), [0, 1], 0), message: /each needs one place/ },
      { call: () => movedim(zeros([2, 3]), [0, 0], [0, 1]), message: /name one twice/ },
    ],
  },
  {
    name: "repeat",
    op: (x) => repeat(x, [2, 1, 3]),
    torch: "a.repeat(2, 1, 3)",
    samples: [[{ shape: [2, 3] }], [{ shape: [2, 2, 1] }], [{ shape: [0, 2] }], [{ shape: [] }]],
    errors: [
      {
        call: () => repeat(zeros([2, 3]), [2]),
        message: /times \[2\] for float32\[2,3\]; it takes a number for each/,
      },
      { call: () => repeat(zeros([2]), [-1]), message: /each of times is -1/ },
      { call: () => repeat(zeros([2]), [2 ** 30]), message: /a tensor holds at most/ },
    ],
  },
  {
    name: "tile",
    op: (x) => tile(x, [2, 3]),
    torch: "torch.tile(a, (2, 3))",
    samples: [[{ shape: [3] }], [{ shape: [2, 3] }], [{ shape: [2, 3, 1] }]],
    errors: [{ call: () => tile(zeros([2]), [0.5]), message: /each of times is 0.5/ }],
  },
  {
    name: "repeatInterleave",
    op: (x) => repeatInterleave(x, 3, 1),
    torch: "torch.repeat_interleave(a, 3, 1)",
    samples: [...cube, ...matrix],
    errors: [
      { call: () => repeatInterleave(zeros([2]), -1, 0), message: /repeats is -1/ },
      {
        call: () => repeatInterleave(zeros([2]), counts(1, 2, 3), 0),
        message: /the repeats int32\[3\] along dim 0 of float32\[2\]; it takes \[2\]/,
      },
      {
        call: () => repeatInterleave(zeros([2]), counts(1, -2), 0),
        message: /repeats\[1\] is -2/,
      },
      {
        call: () => repeatInterleave(zeros([2]), tensor([1, 2]), 0),
        message: /the repeats are float32\[2\]; they must be int32/,
      },
      {
        call: () => repeatInterleave(zeros([2]), counts(2 ** 30, 1), 0),
        message: /a tensor holds at most/,
      },
    ],
  },
  {
    name: "repeatInterleave",
    variant: "by a tensor",
    op: (x, repeats) => repeatInterleave(x!, repeats!, 1),
    torch: "torch.repeat_interleave(a, b, 1)",
    samples: [
      [{ shape: [2, 4] }, { shape: [4], below: 3 }],
      [{ shape: [2, 2, 2] }, { shape: [2], below: 1 }],
    ],
  },
  {
    name: "meshgrid",
    op: (a, b) => concat(meshgrid([a!, b!])),
    torch: "torch.cat(torch.meshgrid(a, b, indexing='ij'))",
    samples: [[{ shape: [2] }, { shape: [3] }]],
    errors: [
      { call: () => meshgrid([zeros([2, 2])]), message: /float32\[2,2\]; each axis has one dim/ },
      {
        call: () => meshgrid([zeros([2])], { indexing: "yx" as "xy" }),
        message: /indexing "yx"; it is "ij" or "xy"/,
      },
    ],
  },
  {
    name: "meshgrid",
    variant: "xy",
    op: (a, b, c) => concat(meshgrid([a!, b!, c!], { indexing: "xy" })),
    torch: "torch.cat(torch.meshgrid(a, b, c, indexing='xy'))",
    samples: [[{ shape: [2] }, { shape: [3] }, { shape: [2] }]],
  },
  {
    name: "unfold",
    op: (x) => unfold(x, 1, 3, 2),
    torch: "a.unfold(1, 3, 2)",
    samples: [[{ shape: [2, 8] }], [{ shape: [2, 5, 2] }], [{ shape: [0, 3] }]],
    errors: [
      {
        call: () => unfold(zeros([2, 3]), 1, 4),
        message: /windows of 4 along dim 1 of float32\[2,3\]; it has 3/,
      },
      { call: () => unfold(zeros([3]), 0, 2, 0), message: /step is 0/ },
      { call: () => unfold(zeros([3]), 0, 0), message: /size is 0/ },
      {
        call: () => unfold(zeros([60000]), 0, 30000),
        message: /unfold: 900030000 elements; a tensor holds at most/,
      },
    ],
  },
  {
    name: "pad",
    variant: "with a value",
    op: (x) =>
      pad(
        x,
        [
          [0, 1],
          [2, 0],
        ],
        { value: 1.5 },
      ),
    torch: "torch.nn.functional.pad(a, (2, 0, 0, 1), value=1.5)",
    samples: matrix,
    errors: [
      {
        call: () => pad(counts(1), [[0, 1]], { value: 0.5 }),
        message: /a value of 0.5 for int32\[1\]; its dtype does not hold it/,
      },
    ],
  },
  {
    name: "pad",
    variant: "reflect",
    op: (x) =>
      pad(
        x,
        [
          [2, 1],
          [0, 3],
        ],
        { mode: "reflect" },
      ),
    torch: "torch.nn.functional.pad(a[None, None], (0, 3, 2, 1), mode='reflect')[0, 0]",
    samples: matrix,
    errors: [
      {
        call: () => pad(zeros([3]), [[3, 0]], { mode: "reflect" }),
        message: /widths \[3,0\] along dim 0 of float32\[3\]; mode reflect allows at most 2/,
      },
      {
        call: () => pad(zeros([3]), [[1, 0]], { mode: "reflect", value: 1 }),
        message: /only a constant margin has one/,
      },
      {
        call: () => pad(zeros([3]), [[1, 0]], { mode: "mirror" as "reflect" }),
        message: /"mirror" is no mode/,
      },
    ],
  },
  {
    name: "pad",
    variant: "replicate",
    op: (x) =>
      pad(
        x,
        [
          [2, 1],
          [0, 5],
        ],
        { mode: "replicate" },
      ),
    torch: "torch.nn.functional.pad(a[None, None], (0, 5, 2, 1), mode='replicate')[0, 0]",
    samples: matrix,
    errors: [
      {
        call: () => pad(zeros([0]), [[1, 0]], { mode: "replicate" }),
        message: /mode replicate allows at most 0 there/,
      },
    ],
  },
  {
    name: "pad",
    variant: "circular",
    op: (x) =>
      pad(
        x,
        [
          [3, 1],
          [0, 4],
        ],
        { mode: "circular" },
      ),
    torch: "torch.nn.functional.pad(a[None, None], (0, 4, 3, 1), mode='circular')[0, 0]",
    samples: matrix,
    errors: [
      {
        call: () => pad(zeros([3]), [[0, 4]], { mode: "circular" }),
        message: /mode circular allows at most 3 there/,
      },
    ],
  },
  {
    name: "split",
    variant: "at sizes",
    op: (x) => concat(split(x, [1, 0, 2], 1).reverse(), 1),
    torch: "torch.cat(torch.split(a, [1, 0, 2], 1)[::-1], 1)",
    samples: [[{ shape: [2, 3] }]],
    errors: [
      {
        call: () => split(zeros([4]), [1, 2]),
        message: /sizes \[1,2\] along dim 0 of float32\[4\]; they add up to 3, the dim has 4/,
      },
      { call: () => split(zeros([4]), [5, -1]), message: /each of the sizes is -1/ },
    ],
  },
  {
    name: "chunk",
    op: (x) => concat(chunk(x, 3, 1).reverse(), 1),
    torch: "torch.cat(torch.chunk(a, 3, 1)[::-1], 1)",
    samples: [[{ shape: [2, 7] }], [{ shape: [2, 2] }]],
    errors: [{ call: () => chunk(zeros([4]), 0), message: /count is 0/ }],
  },
  {
    name: "unbind",
    op: (x) => unbind(x, 1)[2]!,
    torch: "torch.unbind(a, 1)[2]",
    samples: [...matrix, ...cube],
    errors: [{ call: () => unbind(zeros([])), message: /a scalar has no dims/ }],
  },
];
