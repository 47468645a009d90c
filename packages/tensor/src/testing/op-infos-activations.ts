/** Activations, bounds and what lies between two numbers. */

import { tensor, zeros } from "../create.ts";
import * as act from "../ops/activations.ts";
import * as range from "../ops/range.ts";
import type { OpInfo } from "./op-info.ts";
import { each, one, pairs, refusesBool, two } from "./op-infos-elementwise.ts";

const nn = "torch.nn.functional";

export const activationInfos: readonly OpInfo[] = [
  {
    name: "step",
    op: (x) => act.step(x, 0.5),
    torch: "torch.heaviside(a, torch.tensor(0.5, dtype=torch.float64))",
    order: 0,
    samples: each(-3, 3),
    errors: [refusesBool((x) => act.step(x))],
  },
  one("leakyRelu", (x) => act.leakyRelu(x, 0.2), -3, 3, `${nn}.leaky_relu(a, 0.2)`),
  {
    name: "prelu",
    op: (x, weight) => act.prelu(x!, weight!),
    torch: `${nn}.prelu(a, b)`,
    samples: [
      [{ shape: [4, 5] }, { shape: [5] }],
      [{ shape: [2, 3, 4] }, { shape: [3] }],
      [{ shape: [2, 3, 4] }, { shape: [1] }],
      [{ shape: [7] }, { shape: [1] }],
      [{ shape: [0, 3] }, { shape: [3] }],
    ],
    errors: [
      {
        call: () => act.prelu(zeros([2, 3]), zeros([2])),
        message: /the weight float32\[2\] for the 3 channels of float32\[2,3\]/,
      },
    ],
  },
  one("elu", (x) => act.elu(x, 1.5), -3, 3, `${nn}.elu(a, 1.5)`),
  {
    ...one("celu", (x) => act.celu(x, 1.5), -3, 3, `${nn}.celu(a, 1.5)`),
    errors: [{ call: () => act.celu(zeros([1]), 0), message: /alpha is 0; it must be a number/ }],
  },
  {
    name: "glu",
    op: (x) => act.glu(x!, 1),
    torch: `${nn}.glu(a, 1)`,
    samples: [[{ shape: [2, 4, 3] }], [{ shape: [2, 0] }]],
    errors: [
      { call: () => act.glu(zeros([3])), message: /dim -1 of float32\[3\]; its size must be even/ },
    ],
  },
  {
    ...one("hardShrink", (x) => act.hardShrink(x, 0.7), -2, 2, `${nn}.hardshrink(a, 0.7)`),
    errors: [{ call: () => act.hardShrink(zeros([1]), -1), message: /lambda is -1/ }],
  },
  {
    ...one("softShrink", (x) => act.softShrink(x, 0.7), -2, 2, `${nn}.softshrink(a, 0.7)`),
    errors: [{ call: () => act.softShrink(zeros([1]), Number.NaN), message: /lambda is NaN/ }],
  },
  one("selu", act.selu, -3, 3),
  one("silu", act.silu, -5, 5, `${nn}.silu(a)`),
  one("mish", act.mish, -5, 5, `${nn}.mish(a)`),
  one("softsign", act.softsign, -5, 5, `${nn}.softsign(a)`),
  one("logSigmoid", act.logSigmoid, -9, 9, `${nn}.logsigmoid(a)`),
  {
    ...one("hardTanh", (x) => act.hardTanh(x, -1, 2), -3, 3, `${nn}.hardtanh(a, -1, 2)`),
    errors: [
      {
        call: () => act.hardTanh(tensor([1]), 2, 2),
        message: /bounds from 2 to 2; the first must be below the second/,
      },
    ],
  },
  one("relu6", act.relu6, -3, 9, `${nn}.relu6(a)`),
  one("hardSigmoid", act.hardSigmoid, -5, 5, `${nn}.hardtanh(a + 3, 0, 6) / 6`),
  one("hardSwish", act.hardSwish, -5, 5, `a * ${nn}.hardtanh(a + 3, 0, 6) / 6`),
  {
    ...one("clamp", (x) => range.clamp(x, { min: -1, max: 0.5 }), -2, 2, "torch.clamp(a, -1, 0.5)"),
    errors: [
      { call: () => range.clamp(tensor([1]), {}), message: /clamp: no bound; it takes min, max/ },
      {
        call: () => range.clamp(tensor([1, 2]), { max: tensor([1, 2, 3]) }),
        message: /clamp: shapes \[2\] and \[3\] do not broadcast/,
      },
    ],
  },
  {
    name: "clamp",
    variant: "by tensors",
    op: (x, min, max) => range.clamp(x!, { min: min!, max: max! }),
    torch: "torch.clamp(a, b, c)",
    samples: [
      [{ shape: [37] }, { shape: [37] }, { shape: [37] }],
      [{ shape: [3, 4] }, { shape: [4] }, { shape: [3, 1] }],
    ],
  },
  {
    name: "clamp",
    variant: "from below",
    op: (x, min) => range.clamp(x!, { min: min! }),
    torch: "torch.clamp(a, min=b)",
    samples: pairs(-2, 2),
  },
  one("nanToNum", (x) => range.nanToNum(x), -3, 3, "torch.nan_to_num(a)"),
  two("copysign", range.copysign, -2, 2, 0),
  {
    ...one("copysign", (x) => range.copysign(x, -1), -2, 2, "torch.copysign(a, -1.0)"),
    variant: "of a number",
  },
  {
    name: "lerp",
    op: (a, b, w) => range.lerp(a!, b!, w!),
    torch: "torch.lerp(a, b, c)",
    samples: [
      [{ shape: [5] }, { shape: [5] }, { shape: [5] }],
      [{ shape: [3, 1] }, { shape: [4] }, { shape: [] }],
    ],
    errors: [
      {
        call: () => range.lerp(tensor([1, 2]), tensor([1, 2, 3]), 0.5),
        message: /shapes .* do not broadcast/,
      },
    ],
  },
];
