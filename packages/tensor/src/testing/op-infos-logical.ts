/** Logical functions, bits, and division with a remainder. */

import { tensor } from "../create.ts";
import * as division from "../ops/division.ts";
import * as logical from "../ops/logical.ts";
import type { Operand } from "../run.ts";
import type { Tensor } from "../tensor.ts";
import type { ErrorInput, OpInfo, Sample } from "./op-info.ts";
import { each, one, refusesShapes, two } from "./op-infos-elementwise.ts";

const whole = (below: number, ...shapes: number[][]): Sample =>
  shapes.map((shape) => ({ shape, below }));
const list = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });

const integers: Sample[] = [
  whole(97, [], []),
  whole(97, [37], [37]),
  whole(97, [3, 4], [3, 1]),
  whole(97, [2, 1, 3], [4, 1]),
  whole(97, [0, 3], [3]),
];

const truths: Sample[] = [
  ...integers.map((sample) => sample.map(({ shape }) => ({ shape, below: 2, bool: true }))),
  ...integers.map((sample) => sample.map(({ shape }) => ({ shape, below: 3 }))),
];

type Binary = (a: Operand, b: Operand) => Tensor;

function truth(name: string, op: Binary, torch: string): OpInfo {
  const errors = [refusesShapes(op)];
  return { name, op, torch: `torch.${torch}(a, b)`, order: 0, samples: truths, errors };
}

function bits(name: string, op: Binary, torch: string): OpInfo {
  const errors: ErrorInput[] = [
    {
      call: () => op(list(1), tensor([1])),
      message: /float32\[1\]; it takes whole numbers or bool/,
    },
    { call: () => op(list(1, 2, 3), list(1, 2)), message: /do not broadcast/ },
  ];
  return { name, op, torch: `torch.${torch}(a, b)`, order: 0, samples: integers, errors };
}

function shift(name: string, op: Binary, torch: string): OpInfo {
  const errors: ErrorInput[] = [
    { call: () => op(tensor([1]), list(1)), message: /float32\[1\]; it takes int32/ },
    {
      call: () => op(list(1, 2), list(1, 32)),
      message: /32 places; an int32 is shifted by 0 to 31/,
    },
    { call: () => op(list(1), -1), message: /-1 places/ },
  ];
  const samples = integers.map((sample) => sample.map(({ shape }) => ({ shape, below: 13 })));
  return { name, op, torch: `torch.${torch}(a, b)`, order: 0, samples, errors };
}

function divided(name: string, op: Binary, order: 0 | 2, torch: string): OpInfo[] {
  const floats = two(name, op, -2, 2, order, torch);
  const errors: ErrorInput[] = [
    ...(floats.errors ?? []),
    {
      call: () => op(list(1, 2), list(1, 0)),
      message: /the divisor int32\[2\] is 0 at position 1; integers have no quotient by 0/,
    },
  ];
  const samples: Sample[] = [[{ shape: [5], below: 97 }]];
  const fromInt = torch.replace("b)", "7)").replace("b,", "7,");
  return [
    { ...floats, errors },
    { name, variant: "of integers", op: (x) => op(x!, 7), torch: fromInt, order: 0, samples },
  ];
}

export const logicalInfos: readonly OpInfo[] = [
  truth("logicalAnd", logical.logicalAnd, "logical_and"),
  truth("logicalOr", logical.logicalOr, "logical_or"),
  truth("logicalXor", logical.logicalXor, "logical_xor"),
  {
    name: "logicalNot",
    op: logical.logicalNot,
    torch: "torch.logical_not(a)",
    order: 0,
    samples: truths.map((sample) => sample.slice(0, 1)),
  },
  bits("bitwiseAnd", logical.bitwiseAnd, "bitwise_and"),
  bits("bitwiseOr", logical.bitwiseOr, "bitwise_or"),
  bits("bitwiseXor", logical.bitwiseXor, "bitwise_xor"),
  {
    name: "bitwiseNot",
    op: logical.bitwiseNot,
    torch: "torch.bitwise_not(a)",
    order: 0,
    samples: [...integers, ...truths.slice(0, 2)].map((sample) => sample.slice(0, 1)),
    errors: [
      {
        call: () => logical.bitwiseNot(tensor([1])),
        message: /bitwiseNot: float32\[1\]; it takes whole numbers or bool/,
      },
    ],
  },
  shift("leftShift", logical.leftShift, "bitwise_left_shift"),
  shift("rightShift", logical.rightShift, "bitwise_right_shift"),
  {
    name: "isFinite",
    op: logical.isFinite,
    torch: "torch.isfinite(a)",
    order: 0,
    samples: each(-3, 3),
  },
  { name: "isInf", op: logical.isInf, torch: "torch.isinf(a)", order: 0, samples: each(-3, 3) },
  ...divided("fmod", division.fmod, 2, "torch.fmod(a, b)"),
  ...divided("remainder", division.remainder, 2, "torch.remainder(a, b)"),
  ...divided("floorDivide", division.floorDivide, 0, 'torch.div(a, b, rounding_mode="floor")'),
  {
    ...one("frac", division.frac, -3, 3),
    errors: [
      { call: () => division.frac(list(1)), message: /int32\[1\]; it takes float32 or float64/ },
    ],
  },
];
