/** Pooling. */

import { tensor, zeros } from "../create.ts";
import * as pool from "../ops/pool.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const torch = "torch.nn.functional";

function inputs(...shapes: readonly (readonly number[])[]): Sample[] {
  return shapes.map((shape) => [{ shape }]);
}

export const poolInfos: readonly OpInfo[] = [
  {
    name: "maxPool1d",
    op: (x) => pool.maxPool1d(x!, 2),
    torch: `${torch}.max_pool1d(a, 2)`,
    samples: inputs([2, 3, 7], [1, 1, 2], [0, 2, 4]),
    errors: [
      {
        call: () => pool.maxPool1d(zeros([2, 5]), 2),
        message: /float32\[2,5\]; it takes \[batch, channels, length\]/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 5]), 6),
        message: /a kernel that spans 6 along dim 2 of float32\[1,2,5\], which has 5/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 5]), 0),
        message: /kernel is 0; it must be a whole number from 1/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 5]), [2, 2] as unknown as [number]),
        message: /kernel is \[2,2\]; it must be a whole number from 1, or 1 of them/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 5]), 2, { padding: 2 }),
        message: /window 0 along dim 2 of float32\[1,2,5\] lies in the padding of 2 alone/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 5]), 1, { padding: [[0, 1]] }),
        message: /window 5 along dim 2 of float32\[1,2,5\] lies in the padding of 0 and 1 alone/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 5]), 2, { padding: [[1, -1]] }),
        message:
          /padding is \[\[1,-1\]\]; it must be a whole number from 0, or 1 of them or of pairs/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 2]), 4, { stride: 2, ceilMode: true }),
        message: /a kernel that spans 4 along dim 2 of float32\[1,2,2\], which has 2/,
      },
      {
        call: () => pool.maxPool1d(zeros([1, 2, 0]), 1),
        message: /a kernel that spans 1 along dim 2 of float32\[1,2,0\]/,
      },
      {
        call: () => pool.maxPool1d(tensor([[[1]]], { dtype: "int32" }), 1),
        message: /int32\[1,1,1\]; it takes float32 or float64/,
      },
    ],
  },
  {
    name: "maxPool2d",
    op: (x) => pool.maxPool2d(x!, [3, 2], { stride: [2, 1], padding: [1, 1], dilation: [1, 2] }),
    torch: `${torch}.max_pool2d(a, (3, 2), stride=(2, 1), padding=(1, 1), dilation=(1, 2))`,
    samples: inputs([2, 3, 5, 6], [1, 1, 1, 3]),
  },
  {
    name: "maxPool3d",
    op: (x) => pool.maxPool3d(x!, 2, { stride: [1, 2, 1], padding: [0, 1, 1] }),
    torch: `${torch}.max_pool3d(a, 2, stride=(1, 2, 1), padding=(0, 1, 1))`,
    samples: inputs([2, 2, 3, 4, 3]),
  },
  {
    name: "maxPool2d",
    variant: "with a last window over the end",
    op: (x) => pool.maxPool2d(x!, 3, { stride: 2, padding: [1, 0], ceilMode: true }),
    torch: `${torch}.max_pool2d(a, 3, stride=2, padding=(1, 0), ceil_mode=True)`,
    samples: inputs([2, 1, 6, 6], [1, 1, 5, 2], [1, 1, 1, 3]),
  },
  {
    name: "maxPool2d",
    variant: "with sides that differ",
    op: (x) => pool.maxPool2d(x!, 2, { padding: [[0, 1], 1] }),
    torch: `${torch}.max_pool2d(${torch}.pad(a, (1, 1, 0, 1), value=-1e9), 2)`,
    samples: inputs([2, 1, 5, 4]),
  },
  {
    name: "avgPool1d",
    op: (x) => pool.avgPool1d(x!, 3, { stride: 2, padding: 1 }),
    torch: `${torch}.avg_pool1d(a, 3, stride=2, padding=1)`,
    samples: inputs([2, 3, 7], [1, 1, 1], [0, 2, 4]),
    errors: [
      {
        call: () => pool.avgPool1d(zeros([1, 2, 5]), 2, { stride: 0 }),
        message: /stride is 0; it must be a whole number from 1/,
      },
      {
        call: () => pool.avgPool1d(zeros([1, 2, 5]), 1, { padding: 1 }),
        message: /window 0 along dim 2 of float32\[1,2,5\] lies in the padding/,
      },
    ],
  },
  {
    name: "avgPool2d",
    op: (x) => pool.avgPool2d(x!, [3, 2], { padding: 1, countIncludePad: false }),
    torch: `${torch}.avg_pool2d(a, (3, 2), padding=1, count_include_pad=False)`,
    samples: inputs([2, 3, 5, 6], [1, 1, 1, 1]),
  },
  {
    name: "avgPool3d",
    op: (x) => pool.avgPool3d(x!, 2, { stride: [1, 2, 1] }),
    torch: `${torch}.avg_pool3d(a, 2, stride=(1, 2, 1))`,
    samples: inputs([2, 2, 3, 4, 3]),
  },
  {
    name: "avgPool2d",
    variant: "with a last window over the end",
    op: (x) => pool.avgPool2d(x!, 3, { stride: 2, padding: [1, 0], ceilMode: true }),
    torch: `${torch}.avg_pool2d(a, 3, stride=2, padding=(1, 0), ceil_mode=True)`,
    samples: inputs([2, 1, 6, 6], [1, 1, 5, 2]),
  },
  {
    name: "avgPool3d",
    variant: "with a last window over the end, without padding's count",
    op: (x) =>
      pool.avgPool3d(x!, 3, { stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
    torch: `${torch}.avg_pool3d(a, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)`,
    samples: inputs([1, 2, 4, 3, 6]),
  },
  {
    name: "avgPool1d",
    variant: "with sides that differ",
    op: (x) => pool.avgPool1d(x!, 2, { padding: [[0, 1]] }),
    torch: `${torch}.avg_pool1d(${torch}.pad(a, (0, 1)), 2)`,
    samples: inputs([2, 1, 5]),
  },
  {
    name: "lpPool1d",
    variant: "with a last window over the end",
    op: (x) => pool.lpPool1d(x!, 3, 2, { ceilMode: true }),
    torch: `${torch}.lp_pool1d(${torch}.pad(a.abs(), (0, 1)), 3, 2)`,
    samples: inputs([2, 3, 7]),
  },
  {
    name: "lpPool1d",
    op: (x) => pool.lpPool1d(x!, 3, 2, { stride: 1 }),
    torch: `${torch}.lp_pool1d(a.abs(), 3, 2, stride=1)`,
    samples: inputs([2, 3, 7], [0, 1, 2]),
    errors: [
      {
        call: () => pool.lpPool1d(zeros([1, 2, 5]), 0, 2),
        message: /p is 0; it must be finite and above 0/,
      },
      {
        call: () => pool.lpPool1d(zeros([1, 2, 5]), Number.POSITIVE_INFINITY, 2),
        message:
          /p is Infinity; it must be finite and above 0. For the greatest element use maxPool1d/,
      },
    ],
  },
  {
    name: "lpPool2d",
    op: (x) => pool.lpPool2d(x!, 2, [2, 3]),
    torch: `${torch}.lp_pool2d(a, 2, (2, 3))`,
    samples: inputs([2, 3, 4, 6]),
  },
  {
    name: "lpPool3d",
    op: (x) => pool.lpPool3d(x!, 1.5, 2),
    torch: `(${torch}.avg_pool3d(a.abs() ** 1.5, 2) * 8) ** (1 / 1.5)`,
    samples: inputs([1, 2, 2, 4, 3]),
  },
  {
    name: "adaptiveAvgPool1d",
    op: (x) => pool.adaptiveAvgPool1d(x!, 3),
    torch: `${torch}.adaptive_avg_pool1d(a, 3)`,
    samples: inputs([2, 3, 7], [1, 1, 6], [1, 2, 2]),
    errors: [
      {
        call: () => pool.adaptiveAvgPool1d(zeros([1, 2, 5]), 0),
        message: /outputSize is 0; it must be a whole number from 1/,
      },
      {
        call: () => pool.adaptiveAvgPool1d(zeros([1, 2, 0]), 2),
        message: /float32\[1,2,0\] has nothing to pool/,
      },
    ],
  },
  {
    name: "adaptiveAvgPool2d",
    op: (x) => pool.adaptiveAvgPool2d(x!, [3, 2]),
    torch: `${torch}.adaptive_avg_pool2d(a, (3, 2))`,
    samples: inputs([2, 3, 5, 4], [0, 2, 3, 3]),
  },
  {
    name: "adaptiveAvgPool3d",
    op: (x) => pool.adaptiveAvgPool3d(x!, 2),
    torch: `${torch}.adaptive_avg_pool3d(a, 2)`,
    samples: inputs([1, 2, 3, 4, 5]),
  },
  {
    name: "adaptiveMaxPool1d",
    op: (x) => pool.adaptiveMaxPool1d(x!, 3),
    torch: `${torch}.adaptive_max_pool1d(a, 3)`,
    samples: inputs([2, 3, 7], [1, 2, 2]),
    errors: [
      {
        call: () => pool.adaptiveMaxPool1d(zeros([1, 2, 5]), 1.5),
        message: /outputSize is 1.5; it must be a whole number from 1/,
      },
    ],
  },
  {
    name: "adaptiveMaxPool2d",
    op: (x) => pool.adaptiveMaxPool2d(x!, [3, 2]),
    torch: `${torch}.adaptive_max_pool2d(a, (3, 2))`,
    samples: inputs([2, 3, 5, 4]),
  },
  {
    name: "adaptiveMaxPool3d",
    op: (x) => pool.adaptiveMaxPool3d(x!, 2),
    torch: `${torch}.adaptive_max_pool3d(a, 2)`,
    samples: inputs([1, 2, 3, 4, 5]),
  },
];
