/** Unary, binary and comparing ops, and the choice between two. */

import { tensor } from "../create.ts";
import * as binary from "../ops/binary.ts";
import * as compare from "../ops/compare.ts";
import * as unary from "../ops/unary.ts";
import type { Operand } from "../run.ts";
import type { Tensor } from "../tensor.ts";
import type { ErrorInput, OpInfo, Sample } from "./op-info.ts";

/** A scalar, an empty, a short, a long and a three-dimensional input. */
export function each(low: number, high: number): Sample[] {
  return [[], [0], [7], [67], [2, 3, 5]].map((shape) => [{ shape, low, high }]);
}

/** Pairs of the same shape, a scalar, a row, a column, two that both broadcast, and empty ones. */
export function pairs(low: number, high: number): Sample[] {
  const shapes = [
    [[], []],
    [[5], [5]],
    [[37], [37]],
    [[3, 4], []],
    [[], [3, 4]],
    [[3, 4], [4]],
    [
      [3, 1],
      [3, 4],
    ],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [[0, 3], [3]],
  ];
  return shapes.map((sample) => sample.map((shape) => ({ shape, low, high })));
}

export const refusesBool = (op: (x: Tensor) => Tensor): ErrorInput => ({
  call: () => op(tensor([true, false])),
  message: /bool\[2\]; it takes numbers.*cast/i,
});

export const refusesShapes = (op: (a: Operand, b: Operand) => Tensor): ErrorInput => ({
  call: () => op(tensor([[1, 2, 3]]), tensor([1, 2])),
  message: /shapes \[1,3\] and \[2\] do not broadcast; dim -1 is 3 against 2/,
});

export function one(
  name: string,
  op: (x: Tensor) => Tensor,
  low: number,
  high: number,
  torch = `torch.${name}(a)`,
): OpInfo {
  return { name, op, torch, samples: each(low, high) };
}

function exact(name: string, op: (x: Tensor) => Tensor): OpInfo {
  return { ...one(name, op, -3, 3), errors: [refusesBool(op)] };
}

export function two(
  name: string,
  op: (a: Operand, b: Operand) => Tensor,
  low: number,
  high: number,
  order: 0 | 2 = 2,
  torch = `torch.${name}(a, b)`,
): OpInfo {
  return { name, op, torch, order, samples: pairs(low, high), errors: [refusesShapes(op)] };
}

export const elementwiseInfos: readonly OpInfo[] = [
  exact("neg", unary.neg),
  exact("abs", unary.abs),
  exact("sign", unary.sign),
  exact("floor", unary.floor),
  exact("ceil", unary.ceil),
  exact("round", unary.round),
  exact("trunc", unary.trunc),
  exact("square", unary.square),
  exact("relu", unary.relu),
  one("sqrt", unary.sqrt, 0.1, 4),
  one("reciprocal", unary.reciprocal, 0.2, 3),
  one("exp", unary.exp, -3, 3),
  one("expm1", unary.expm1, -3, 3),
  one("log", unary.log, 0.1, 4),
  one("log1p", unary.log1p, -0.9, 4),
  one("sin", unary.sin, -7, 7),
  one("cos", unary.cos, -7, 7),
  one("tanh", unary.tanh, -3, 3),
  one("sigmoid", unary.sigmoid, -5, 5),
  one("softplus", unary.softplus, -5, 5, "torch.nn.functional.softplus(a)"),
  one("erf", unary.erf, -2, 2),
  {
    name: "cast",
    op: (x) => unary.cast(x, "float64"),
    torch: "a.double()",
    samples: each(-3, 3),
  },
  two("add", binary.add, -2, 2),
  two("sub", binary.sub, -2, 2),
  two("mul", binary.mul, -2, 2),
  two("div", binary.div, 0.3, 2),
  two("pow", binary.pow, 0.3, 2),
  two("maximum", binary.maximum, -2, 2),
  two("minimum", binary.minimum, -2, 2),
  two("equal", compare.equal, 0, 2, 0, "torch.eq(a, b)"),
  two("notEqual", compare.notEqual, 0, 2, 0, "torch.ne(a, b)"),
  two("less", compare.less, 0, 2, 0),
  two("lessEqual", compare.lessEqual, 0, 2, 0, "torch.less_equal(a, b)"),
  two("greater", compare.greater, 0, 2, 0),
  two("greaterEqual", compare.greaterEqual, 0, 2, 0, "torch.greater_equal(a, b)"),
  { name: "isNaN", op: compare.isNaN, torch: "torch.isnan(a)", order: 0, samples: each(-3, 3) },
  {
    name: "where",
    op: (c, a, b) => compare.where(c!, a!, b!),
    torch: "torch.where(a, b, c)",
    samples: [
      [{ shape: [2, 3], below: 2, bool: true }, { shape: [2, 3] }, { shape: [2, 3] }],
      [{ shape: [3], below: 2, bool: true }, { shape: [2, 1] }, { shape: [] }],
      [{ shape: [0], below: 2, bool: true }, { shape: [0] }, { shape: [1] }],
    ],
    errors: [
      {
        call: () => compare.where(tensor([1, 0]), 1, 0),
        message: /where: the condition is float32\[2\]; it must be bool/,
      },
      {
        call: () => compare.where(tensor([true, false]), tensor([1, 2, 3]), 0),
        message: /where: shapes \[2\] and \[3\] do not broadcast/,
      },
    ],
  },
];
