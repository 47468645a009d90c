/** Fourier transforms and convolution by them. */

import { tensor, zeros } from "../create.ts";
import type { FftOptions } from "../ops/fft.ts";
import { fft, ifft, irfft, rfft } from "../ops/fft.ts";
import { fftConvolve, fftn, fftshift, ifftn, ifftshift, irfftn, rfftn } from "../ops/fftn.ts";
import type { OpInfo, Sample } from "./op-info.ts";

const pairs: Sample[] = [
  [1, 2],
  [2, 2],
  [6, 2],
  [3, 8, 2],
  [15, 2],
  [37, 2],
  [2, 0, 4, 2],
].map((shape) => [{ shape }]);

const reals: Sample[] = [[1], [2], [9], [2, 8], [37], [0, 3]].map((shape) => [{ shape }]);

const noPairs = { message: /float32\[3\]; complex numbers are pairs/ };
const noFloat = { message: /int32\[1\]; it takes float32 or float64/ };
const integers = () => tensor([1], { dtype: "int32" });

function complex(name: string, op: typeof fft): OpInfo[] {
  const form = (dim: number) =>
    `torch.view_as_real(torch.fft.${name}(torch.view_as_complex(a), dim=${dim}))`;
  return [
    {
      name,
      op: (x) => op(x!),
      torch: form(-1),
      samples: pairs,
      errors: [
        { call: () => op(zeros([3])), ...noPairs },
        { call: () => op(zeros([2])), message: /dim -1 of a tensor with 0 dims/ },
        { call: () => op(zeros([0, 2])), message: /float32\[0,2\] has nothing along dim 0/ },
        { call: () => op(integers()), ...noFloat },
      ],
    },
    {
      name,
      variant: "dim 0",
      op: (x) => op(x!, 0),
      torch: form(0),
      samples: [[{ shape: [5, 3, 2] }], [{ shape: [4, 2, 3, 2] }]],
    },
  ];
}

const norms = ["backward", "ortho", "forward"] as const;

/** Each transform with each norm, along two dims of three. */
function normed(): OpInfo[] {
  return norms.flatMap((norm) => {
    const options: FftOptions = { norm };
    const pairsOf = (name: string, rest: string) =>
      `torch.view_as_real(torch.fft.${name}(torch.view_as_complex(a), ${rest}, norm="${norm}"))`;
    const three = [{ shape: [3, 4, 2, 2] }];
    const variant = `norm ${norm}`;
    return [
      {
        name: "fft",
        variant,
        op: (x) => fft(x!, 1, options),
        torch: pairsOf("fft", "dim=1"),
        samples: [three],
      },
      {
        name: "ifft",
        variant,
        op: (x) => ifft(x!, 1, options),
        torch: pairsOf("ifft", "dim=1"),
        samples: [three],
      },
      {
        name: "rfft",
        variant,
        op: (x) => rfft(x!, -1, options),
        torch: `torch.view_as_real(torch.fft.rfft(a, norm="${norm}"))`,
        samples: [[{ shape: [2, 5] }]],
      },
      {
        name: "irfft",
        variant,
        op: (x) => irfft(x!, 5, 0, options),
        torch: `torch.fft.irfft(torch.view_as_complex(a), 5, dim=0, norm="${norm}")`,
        samples: [[{ shape: [3, 2, 2] }]],
      },
      {
        name: "fftn",
        variant,
        op: (x) => fftn(x!, [-1, 0], options),
        torch: pairsOf("fftn", "dim=(-1, 0)"),
        samples: [three],
      },
      {
        name: "ifftn",
        variant,
        op: (x) => ifftn(x!, [1, 2], options),
        torch: pairsOf("ifftn", "dim=(1, 2)"),
        samples: [three],
      },
      {
        name: "rfftn",
        variant,
        op: (x) => rfftn(x!, [2, 0], options),
        torch: `torch.view_as_real(torch.fft.rfftn(a, dim=(2, 0), norm="${norm}"))`,
        samples: [[{ shape: [5, 2, 3] }]],
      },
      {
        name: "irfftn",
        variant,
        op: (x) => irfftn(x!, 5, [2, 0], options),
        torch: `torch.fft.irfftn(torch.view_as_complex(a), (a.shape[2], 5), dim=(2, 0), norm="${norm}")`,
        samples: [[{ shape: [3, 2, 4, 2] }]],
      },
    ] satisfies OpInfo[];
  });
}

const several: readonly OpInfo[] = [
  {
    name: "fftn",
    op: (x) => fftn(x!),
    torch: "torch.view_as_real(torch.fft.fftn(torch.view_as_complex(a)))",
    samples: pairs.slice(0, -1),
    errors: [
      { call: () => fftn(zeros([3])), ...noPairs },
      { call: () => fftn(zeros([3, 2]), [0, -1]), message: /name one twice/ },
      { call: () => fftn(zeros([3, 0, 2])), message: /float32\[3,0,2\] has nothing along dim 1/ },
      {
        call: () => fftn(zeros([3, 2]), 0, { norm: "none" as "ortho" }),
        message: /fftn: "none" is no norm; they are backward, ortho and forward/,
      },
    ],
  },
  {
    name: "rfftn",
    op: (x) => rfftn(x!),
    torch: "torch.view_as_real(torch.fft.rfftn(a))",
    samples: [[{ shape: [3, 4] }], [{ shape: [5] }]],
    errors: [
      {
        call: () => rfftn(zeros([3]), []),
        message: /no dim of float32\[3\]; it takes at least one/,
      },
      { call: () => rfftn(zeros([0, 3])), message: /float32\[0,3\] has nothing along dim 0/ },
      { call: () => rfftn(integers()), ...noFloat },
    ],
  },
  {
    name: "irfftn",
    op: (x) => irfftn(x!),
    torch: "torch.fft.irfftn(torch.view_as_complex(a))",
    samples: [[{ shape: [3, 4, 2] }], [{ shape: [5, 2] }]],
    errors: [
      { call: () => irfftn(zeros([3])), ...noPairs },
      { call: () => irfftn(zeros([2, 3, 2]), 6), message: /irfftn: 6 numbers from 3 pairs/ },
    ],
  },
  {
    name: "fftshift",
    op: (x) => fftshift(x!, [0, 1]),
    torch: "torch.fft.fftshift(a, (0, 1))",
    samples: [[{ shape: [3, 4] }], [{ shape: [2, 1, 2] }]],
    errors: [
      { call: () => fftshift(zeros([3]), 1), message: /fftshift: dim 1 of a tensor with 1/ },
    ],
  },
  {
    name: "ifftshift",
    op: (x) => ifftshift(x!, [0, 1]),
    torch: "torch.fft.ifftshift(a, (0, 1))",
    samples: [[{ shape: [3, 4] }], [{ shape: [2, 5, 2] }]],
  },
];

export const fftInfos: readonly OpInfo[] = [
  ...complex("fft", fft),
  ...complex("ifft", ifft),
  ...several,
  ...normed(),
  {
    name: "rfft",
    op: (x) => rfft(x!),
    torch: "torch.view_as_real(torch.fft.rfft(a))",
    samples: reals,
    errors: [
      { call: () => rfft(zeros([])), message: /dim -1 of a tensor with 0 dims/ },
      { call: () => rfft(zeros([0])), message: /has nothing along dim 0/ },
      { call: () => rfft(integers()), ...noFloat },
    ],
  },
  {
    name: "rfft",
    variant: "dim 0",
    op: (x) => rfft(x!, 0),
    torch: "torch.view_as_real(torch.fft.rfft(a, dim=0))",
    samples: [[{ shape: [5, 3] }]],
  },
  {
    name: "irfft",
    op: (x) => irfft(x!),
    torch: "torch.fft.irfft(torch.view_as_complex(a))",
    samples: [[{ shape: [2, 2] }], [{ shape: [5, 2] }], [{ shape: [2, 4, 2] }]],
    errors: [
      { call: () => irfft(zeros([3])), ...noPairs },
      { call: () => irfft(zeros([1, 2])), message: /0 numbers from 1 pairs/ },
      { call: () => irfft(zeros([3, 2]), 6), message: /6 numbers from 3 pairs .*give 4 or 5/ },
    ],
  },
  {
    name: "irfft",
    variant: "odd, dim 0",
    op: (x) => irfft(x!, 5, 0),
    torch: "torch.fft.irfft(torch.view_as_complex(a), 5, dim=0)",
    samples: [[{ shape: [3, 2] }], [{ shape: [3, 4, 2] }]],
  },
  {
    name: "fftConvolve",
    op: (a, b) => fftConvolve(a!, b!),
    torch:
      "torch.fft.irfft(torch.fft.rfft(a, a.shape[-1] + b.shape[-1]) * torch.fft.rfft(b, a.shape[-1] + b.shape[-1]), a.shape[-1] + b.shape[-1])[..., :-1]",
    samples: [
      [{ shape: [5] }, { shape: [3] }],
      [{ shape: [1] }, { shape: [1] }],
      [{ shape: [2, 6] }, { shape: [4] }],
    ],
    errors: [
      { call: () => fftConvolve(zeros([0]), zeros([2])), message: /has nothing along dim 0/ },
      { call: () => fftConvolve(zeros([]), zeros([2])), message: /dim -1 of a tensor with 0 dims/ },
      { call: () => fftConvolve(integers(), zeros([2])), ...noFloat },
    ],
  },
];
