/** Trigonometric, hyperbolic and special functions, powers and logarithms. */

import { tensor } from "../create.ts";
import * as logs from "../ops/logarithms.ts";
import * as special from "../ops/special.ts";
import * as trig from "../ops/trigonometry.ts";
import type { OpInfo } from "./op-info.ts";
import { one, two } from "./op-infos-elementwise.ts";

export const functionInfos: readonly OpInfo[] = [
  one("exp2", logs.exp2, -3, 3),
  one("log2", logs.log2, 0.1, 4),
  one("log10", logs.log10, 0.1, 4),
  // PyTorch has none.
  one("cbrt", logs.cbrt, 0.2, 4, "a.pow(1 / 3)"),
  one("logit", logs.logit, 0.05, 0.95),
  one("rsqrt", logs.rsqrt, 0.2, 4),
  two("logaddexp", logs.logaddexp, -3, 3),
  two("xlogy", logs.xlogy, 0.2, 3),
  one("tan", trig.tan, -1.2, 1.2),
  one("sinc", trig.sinc, -2.4, 2.4),
  one("asin", trig.asin, -0.9, 0.9),
  one("acos", trig.acos, -0.9, 0.9),
  one("atan", trig.atan, -4, 4),
  two("atan2", trig.atan2, -2, 2),
  two("hypot", trig.hypot, -2, 2),
  one("sinh", trig.sinh, -3, 3),
  one("cosh", trig.cosh, -3, 3),
  one("asinh", trig.asinh, -4, 4),
  one("acosh", trig.acosh, 1.2, 4),
  one("atanh", trig.atanh, -0.9, 0.9),
  one("erfc", special.erfc, -2, 2),
  one("erfinv", special.erfinv, -0.9, 0.9),
  one("ndtr", special.ndtr, -3, 3, "torch.special.ndtr(a)"),
  {
    ...one("gelu", (x) => special.gelu(x), -4, 4, "torch.nn.functional.gelu(a)"),
    errors: [
      {
        call: () => special.gelu(tensor([1]), { approximate: "erf" as "tanh" }),
        message: /gelu: "erf" is no way to approximate; there are "none" and "tanh"/,
      },
    ],
  },
  {
    ...one(
      "gelu",
      (x) => special.gelu(x, { approximate: "tanh" }),
      -4,
      4,
      'torch.nn.functional.gelu(a, approximate="tanh")',
    ),
    variant: "tanh",
  },
  one("lgamma", special.lgamma, 0.3, 6),
  one("digamma", special.digamma, 0.3, 6),
  {
    ...one("polygamma", (x) => special.polygamma(2, x), 0.5, 6, "torch.polygamma(2, a)"),
    errors: [
      {
        call: () => special.polygamma(1.5, tensor([1])),
        message: /polygamma: the order 1.5; it must be a whole number from 0 to 20/,
      },
    ],
  },
];
