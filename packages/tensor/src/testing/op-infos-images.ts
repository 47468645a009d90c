/** Images as columns, of other sizes, and with channels as places. */

import { tensor, zeros } from "../create.ts";
import { col2im, im2col } from "../ops/columns.ts";
import type { PerDim } from "../ops/conv-sizes.ts";
import { pixelShuffle, pixelUnshuffle } from "../ops/pixel-shuffle.ts";
import type { InterpolateMode, InterpolateOptions } from "../ops/resize.ts";
import { interpolate } from "../ops/resize.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const torch = "torch.nn.functional";

function inputs(...shapes: readonly (readonly number[])[]): Sample[] {
  return shapes.map((shape) => [{ shape }]);
}

const columns: readonly OpInfo[] = [
  {
    name: "im2col",
    op: (x) => im2col(x!, 2),
    torch: `${torch}.unfold(a, 2)`,
    samples: inputs([2, 3, 4, 5], [1, 1, 2, 2]),
    errors: [
      {
        call: () => im2col(zeros([2, 5]), 2),
        message: /float32\[2,5\]; it takes \[batch, channels, length\]/,
      },
      {
        call: () => im2col(zeros([1, 2, 5]), 6),
        message: /a kernel that spans 6 along dim 2 of float32\[1,2,5\], which has 5/,
      },
      {
        call: () => im2col(zeros([1, 2, 5]), [2, 2]),
        message: /kernel is \[2,2\]; it must be a whole number from 1, or 1 of them/,
      },
      {
        call: () => im2col(tensor([[[1]]], { dtype: "int32" }), 1),
        message: /int32\[1,1,1\]; it takes float32 or float64/,
      },
    ],
  },
  {
    name: "im2col",
    variant: "with stride, padding and dilation",
    op: (x) => im2col(x!, [3, 2], { stride: [2, 1], padding: [1, 2], dilation: [1, 2] }),
    torch: `${torch}.unfold(a, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2))`,
    samples: inputs([2, 3, 5, 4], [1, 1, 1, 1], [0, 2, 3, 3]),
  },
  {
    name: "im2col",
    variant: "of one dim",
    op: (x) => im2col(x!, 3, { padding: [[2, 1]] }),
    torch: `${torch}.unfold(${torch}.pad(a, (2, 1))[:, :, None], (1, 3))`,
    samples: inputs([2, 3, 5]),
  },
  {
    name: "im2col",
    variant: "of three dims",
    op: (x) => im2col(x!, [1, 2, 2]),
    torch:
      "a.unfold(3, 2, 1).unfold(4, 2, 1).permute(0, 1, 5, 6, 2, 3, 4).reshape(a.shape[0], -1, 3 * 2 * 3)",
    samples: inputs([2, 2, 3, 3, 4]),
  },
  {
    name: "col2im",
    op: (x) => col2im(x!, [4, 5], 2),
    torch: `${torch}.fold(a, (4, 5), 2)`,
    samples: inputs([2, 8, 12], [0, 4, 12]),
    errors: [
      {
        call: () => col2im(zeros([1, 4, 3]), [4, 5], 2),
        message: /float32\[1,4,3\] to images of \[4,5\]; it takes \[batch, channels · 4, 12\]/,
      },
      {
        call: () => col2im(zeros([1, 3, 12]), [4, 5], 2),
        message: /float32\[1,3,12\] to images of \[4,5\]/,
      },
      { call: () => col2im(zeros([4, 12]), [4, 5], 2), message: /float32\[4,12\] to images/ },
      {
        call: () => col2im(zeros([1, 4, 3]), [] as unknown as [number], 2),
        message: /outputSize is \[\]; it takes one to three sizes/,
      },
      {
        call: () => col2im(zeros([1, 4, 3]), [2.5], 2),
        message: /\[2.5\] has a size of 2.5/,
      },
    ],
  },
  {
    name: "col2im",
    variant: "with stride, padding and dilation",
    op: (x) => col2im(x!, [5, 4], [3, 2], { stride: [2, 1], padding: [1, 2], dilation: [1, 2] }),
    torch: `${torch}.fold(a, (5, 4), (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2))`,
    samples: inputs([2, 12, 18]),
  },
  {
    name: "col2im",
    variant: "of one dim",
    op: (x) => col2im(x!, [5], 3, { stride: 2 }),
    torch: `${torch}.fold(a, (1, 5), (1, 3), stride=(1, 2))[:, :, 0]`,
    samples: inputs([2, 6, 2]),
  },
];

/** An entry that resizes in one mode, by sizes or by factors. */
function resizing(
  mode: InterpolateMode,
  how: { readonly size: PerDim } | { readonly scaleFactor: PerDim },
  samples: Sample[],
  options: { readonly alignCorners?: true; readonly antialias?: true } = {},
): OpInfo {
  const [key, value] = Object.entries(how)[0]!;
  const python = `${key === "size" ? "size" : "scale_factor"}=${JSON.stringify(value)}`;
  const flags =
    (options.alignCorners ? ", align_corners=True" : "") +
    (options.antialias ? ", antialias=True" : "");
  return {
    name: "interpolate",
    variant: [mode, `${key} ${JSON.stringify(value)}`, ...Object.keys(options)].join(", "),
    op: (x) => interpolate(x!, { ...how, mode, ...options } as InterpolateOptions),
    torch: `${torch}.interpolate(a, ${python}, mode="${mode}"${flags})`,
    samples,
  };
}

const lines = inputs([2, 3, 5], [1, 1, 1], [0, 2, 3]);
const planes = inputs([2, 2, 4, 5]);
const solids = inputs([1, 2, 2, 3, 4]);

const resizes: readonly OpInfo[] = [
  {
    ...resizing("nearest", { size: 7 }, lines),
    errors: [
      {
        call: () => interpolate(zeros([2, 3]), { size: 2 }),
        message: /float32\[2,3\]; it takes \[batch, channels, length\]/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), {} as InterpolateOptions),
        message: /neither size nor scaleFactor/,
      },
      {
        call: () =>
          interpolate(zeros([1, 1, 3]), { size: 2, scaleFactor: 2 } as unknown as {
            size: number;
          }),
        message: /both size and scaleFactor/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { size: 0 }),
        message: /size is 0; it must be a whole number from 1/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { scaleFactor: [-1] }),
        message: /scaleFactor is \[-1\]; it must be a number above 0, or 1 of them/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { scaleFactor: 0.3 }),
        message: /dim 2 of float32\[1,1,3\] to 0 elements; both sizes must be 1 or more/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { size: 2, mode: "bilinear" }),
        message: /mode bilinear for float32\[1,1,3\]; it takes 2 dims/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { size: 2, mode: "cubic" as "bicubic" }),
        message: /"cubic" is no mode; they are nearest/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { size: 2, alignCorners: true }),
        message: /alignCorners in mode nearest; only linear and cubic/,
      },
      {
        call: () => interpolate(zeros([1, 1, 3]), { size: 2, mode: "area", antialias: true }),
        message: /antialias in mode area/,
      },
    ],
  },
  resizing("nearest", { scaleFactor: [0.5, 1.7] }, planes),
  resizing("nearest", { size: 3 }, solids),
  resizing("nearest-exact", { size: 7 }, lines),
  // From 2 to 4 and from 3 to 3.
  resizing("nearest", { scaleFactor: [2.3, 1.25] }, inputs([2, 1, 2, 3])),
  resizing("nearest-exact", { scaleFactor: [0.5, 1.5] }, planes),
  resizing("linear", { size: 7 }, lines),
  resizing("linear", { size: 3 }, lines, { alignCorners: true }),
  resizing("linear", { scaleFactor: 1.6 }, inputs([2, 3, 5])),
  // From 3 to 3 and from 2 to 1.
  resizing("bilinear", { scaleFactor: [1.25, 0.5] }, inputs([2, 1, 3, 2])),
  resizing("bicubic", { scaleFactor: [1.25, 0.5] }, inputs([2, 1, 3, 2])),
  resizing("bilinear", { size: [7, 3] }, planes),
  resizing("bilinear", { scaleFactor: 2 }, planes, { alignCorners: true }),
  resizing("bilinear", { size: [2, 9] }, planes, { antialias: true }),
  resizing("trilinear", { size: [3, 2, 7] }, solids),
  resizing("trilinear", { size: [3, 1, 7] }, solids, { alignCorners: true }),
  resizing("bicubic", { size: [7, 3] }, planes),
  resizing("bicubic", { scaleFactor: 1.5 }, planes),
  resizing("bicubic", { size: [6, 2] }, planes, { alignCorners: true }),
  resizing("bicubic", { size: [2, 3] }, inputs([1, 2, 9, 7]), { antialias: true }),
  resizing("area", { size: 3 }, lines),
  resizing("area", { scaleFactor: [0.5, 1.5] }, planes),
];

const shuffles: readonly OpInfo[] = [
  {
    name: "pixelShuffle",
    op: (x) => pixelShuffle(x!, 2),
    torch: `${torch}.pixel_shuffle(a, 2)`,
    samples: inputs([2, 8, 2, 3], [4, 1, 2], [2, 1, 4, 2, 2]),
    errors: [
      {
        call: () => pixelShuffle(zeros([6, 2, 2]), 2),
        message: /float32\[6,2,2\] by 2; it takes \[..., channels · 4, height, width\]/,
      },
      { call: () => pixelShuffle(zeros([4, 2]), 2), message: /float32\[4,2\] by 2/ },
      { call: () => pixelShuffle(zeros([4, 2, 2]), 0), message: /factor is 0/ },
    ],
  },
  {
    name: "pixelUnshuffle",
    op: (x) => pixelUnshuffle(x!, 2),
    torch: `${torch}.pixel_unshuffle(a, 2)`,
    samples: inputs([2, 2, 4, 6], [1, 2, 4], [2, 1, 3, 2, 2]),
    errors: [
      {
        call: () => pixelUnshuffle(zeros([1, 4, 3]), 2),
        message: /float32\[1,4,3\] by 2; it takes \[..., channels, height · 2, width · 2\]/,
      },
      { call: () => pixelUnshuffle(zeros([1, 4, 4]), 1.5), message: /factor is 1.5/ },
    ],
  },
];

export const imageInfos: readonly OpInfo[] = [...columns, ...resizes, ...shuffles];
