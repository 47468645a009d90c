/** Scans, products and norms, counts. */

import { tensor, zeros } from "../create.ts";
import { where } from "../ops/compare.ts";
import { all, any, countNonzero, nanmean, nansum } from "../ops/count.ts";
import { norm, prod } from "../ops/norm.ts";
import { cummax, cummin, cumprod, cumsum, logcumsumexp } from "../ops/scan.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const cube: Sample[] = [[{ shape: [2, 3, 4] }]];
const nothing: Sample[] = [[{ shape: [2, 0, 3] }]];

const badDim = (call: (x: Tensor) => unknown) => ({
  call: () => call(zeros([2, 3])),
  message: /dim 2 of a tensor with 2 dims; valid are -2 to 1/,
});

/** Rows with no zero, with one and with several, made of the sample by a factor. */
function withZeros(x: Tensor): Tensor {
  const mask = tensor([
    [1, 1, 1, 1],
    [1, 0, 1, 1],
    [0, 1, 0, 1],
  ]);
  return x.mul(mask.cast(x.dtype));
}

const zeroed = "(a * torch.tensor([[1., 1, 1, 1], [1, 0, 1, 1], [0, 1, 0, 1]], dtype=a.dtype))";

function sums(): OpInfo[] {
  const info = (variant: string, op: OpInfo["op"], torch: string): OpInfo => ({
    name: "cumsum",
    variant,
    op,
    torch,
    samples: [...cube, ...nothing],
  });
  return [
    {
      ...info("dim 1", (x) => cumsum(x, 1), "torch.cumsum(a, 1)"),
      errors: [badDim((x) => cumsum(x, 2))],
    },
    info("dim -1", (x) => cumsum(x, -1), "torch.cumsum(a, -1)"),
    info("reverse", (x) => cumsum(x, 0, { reverse: true }), "torch.cumsum(a.flip(0), 0).flip(0)"),
    info(
      "exclusive",
      (x) => cumsum(x, 1, { exclusive: true }),
      "torch.cumsum(torch.cat([torch.zeros_like(a[:, :1]), a[:, :-1]], 1), 1)",
    ),
    info(
      "exclusive, reverse",
      (x) => cumsum(x, 2, { exclusive: true, reverse: true }),
      "torch.cat([torch.cumsum(a.flip(2), 2).flip(2)[:, :, 1:], torch.zeros_like(a[:, :, :1])], 2)",
    ),
  ];
}

function products(): OpInfo[] {
  const rows: Sample[] = [[{ shape: [3, 4] }], [{ shape: [2, 3, 4] }]];
  const info = (variant: string, op: OpInfo["op"], torch: string): OpInfo => ({
    name: "cumprod",
    variant,
    op: (x) => op(withZeros(x)),
    torch: torch.replaceAll("x", zeroed),
    samples: rows,
  });
  return [
    {
      ...info("dim -1", (x) => cumprod(x, -1), "torch.cumprod(x, -1)"),
      errors: [badDim((x) => cumprod(x, 2))],
    },
    {
      name: "cumprod",
      variant: "dim 1",
      op: (x) => cumprod(x, 1),
      torch: "torch.cumprod(a, 1)",
      samples: [...cube, ...nothing],
    },
    info("reverse", (x) => cumprod(x, 0, { reverse: true }), "torch.cumprod(x.flip(0), 0).flip(0)"),
    info(
      "exclusive",
      (x) => cumprod(x, -1, { exclusive: true }),
      "torch.cumprod(torch.cat([torch.ones_like(a[..., :1]), x[..., :-1]], -1), -1)",
    ),
    info(
      "exclusive, reverse",
      (x) => cumprod(x, -1, { exclusive: true, reverse: true }),
      "torch.cat([torch.cumprod(x.flip(-1), -1).flip(-1)[..., 1:], torch.ones_like(a[..., :1])], -1)",
    ),
    ...(
      [
        ["all", undefined, ""],
        ["dim 0 kept", 0, ", 0, keepdim=True"],
        ["dim -1", -1, ", -1"],
      ] as const
    ).map(([variant, dim, rest]) => ({
      name: "prod",
      variant,
      op: (x: Tensor) => prod(withZeros(x), dim, { keepdim: dim === 0 }),
      torch: `torch.prod(${zeroed}${rest})`,
      samples: rows,
      errors: [badDim((x) => prod(x, 2))],
    })),
    {
      name: "prod",
      variant: "dims 0 and 2",
      op: (x) => prod(x, [0, 2]),
      torch: "torch.prod(torch.prod(a, 2), 0)",
      samples: [...cube, [{ shape: [0, 2, 3] }]],
    },
  ];
}

function leaders(): OpInfo[] {
  return Object.entries({ cummax, cummin }).flatMap(([name, op]) => [
    {
      name,
      variant: "values",
      op: (x: Tensor) => op(x, 1).values,
      torch: `torch.${name}(a, 1).values`,
      samples: [...cube, [{ shape: [9, 9] }]],
      errors: [
        badDim((x) => op(x, 2)),
        { call: () => op(tensor([true]), 0), message: /bool\[1\]; it takes numbers/ },
      ],
    },
    {
      name,
      variant: "indices",
      op: (x: Tensor) => op(x, 0).indices,
      torch: `torch.${name}(a, 0).indices`,
      order: 0 as const,
      samples: cube,
    },
  ]);
}

function norms(): OpInfo[] {
  const variants: readonly (readonly [number, string])[] = [
    [2, "2"],
    [1, "1"],
    [3, "3"],
    [1.5, "1.5"],
    [0.5, "0.5"],
    [-2, "-2"],
    [Number.POSITIVE_INFINITY, "float('inf')"],
    [Number.NEGATIVE_INFINITY, "-float('inf')"],
    [0, "0"],
  ];
  return variants.map(([order, torch]) => ({
    name: "norm",
    variant: `of order ${order}`,
    op: (x) => norm(x, [0, 2], { order }),
    torch:
      order === 0
        ? "torch.count_nonzero(a, (0, 2)).to(a.dtype) + 0 * a.sum((0, 2))"
        : `torch.linalg.vector_norm(a, ${torch}, (0, 2))`,
    samples: [[{ shape: [2, 3, 4], low: 0.25 }], ...cube],
    errors: [
      badDim((x) => norm(x, 2, { order })),
      { call: () => norm(zeros([2]), 0, { order: Number.NaN }), message: /order is NaN/ },
    ],
  }));
}

function counts(): OpInfo[] {
  const flags: Sample[] = [
    [{ shape: [2, 3, 4], below: 3 }],
    [{ shape: [3, 4], below: 2, bool: true }],
    [{ shape: [2, 0], below: 2 }],
  ];
  const ask = (name: string, op: (x: Tensor, dim: number) => Tensor, torch: string): OpInfo => ({
    name,
    op: (x) => op(x, 1),
    torch,
    order: 0,
    samples: flags,
    errors: [badDim((x) => op(x, 2))],
  });
  const edges = () => tensor([true, false, false, true]);
  return [
    ask("all", all, "torch.all(a.bool(), 1)"),
    ask("any", any, "torch.any(a.bool(), 1)"),
    ask("countNonzero", countNonzero, "torch.count_nonzero(a, 1)"),
    ...Object.entries({ nansum, nanmean }).map(([name, op]) => ({
      name,
      op: (x: Tensor) => op(where(edges(), Number.NaN, x), 1, { keepdim: true }),
      torch: `torch.${name}(torch.where(torch.tensor([True, False, False, True]), torch.tensor(float('nan'), dtype=a.dtype), a), 1, keepdim=True)`,
      samples: [[{ shape: [3, 4] }]],
      errors: [
        {
          call: () => op(tensor([1], { dtype: "int32" })),
          message: /int32\[1\]; it takes/,
        },
      ],
    })),
  ];
}

export const scanInfos: readonly OpInfo[] = [
  ...sums(),
  ...products(),
  {
    name: "logcumsumexp",
    op: (x) => logcumsumexp(x, 1),
    torch: "torch.logcumsumexp(a, 1)",
    samples: [...cube, ...nothing, [{ shape: [3, 5], low: -700, high: 700 }]],
    errors: [badDim((x) => logcumsumexp(x, 2))],
  },
  ...leaders(),
  ...norms(),
  ...counts(),
];
