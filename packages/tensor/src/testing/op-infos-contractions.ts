/** Dot, outer, Kronecker and tensor products, and Einstein's sums. */

import { tensor, zeros } from "../create.ts";
import { einsum } from "../ops/einsum.ts";
import { dot, kron, outer, tensordot, vecdot } from "../ops/products.ts";
import type { Shape } from "../shape.ts";
import type { OpInfo, Sample } from "./op-info.ts";

function shapes(...samples: Shape[][]): Sample[] {
  return samples.map((sample) => sample.map((shape) => ({ shape })));
}

/** An equation with shapes of its operands; PyTorch has the same form. */
function sumOf(equation: string, ...samples: Shape[][]): OpInfo {
  const operands = equation.split("->")[0]!.split(",");
  return {
    name: "einsum",
    variant: equation,
    op: (...inputs) => einsum(equation, ...inputs),
    torch: `torch.einsum("${equation}", ${operands.map((_, i) => "abcdefg"[i]).join(", ")})`,
    samples: shapes(...samples),
  };
}

export const contractionInfos: readonly OpInfo[] = [
  {
    name: "dot",
    op: (a, b) => dot(a!, b!),
    torch: "torch.dot(a, b)",
    samples: shapes([[5], [5]], [[1], [1]], [[300], [300]], [[0], [0]]),
    errors: [
      {
        call: () => dot(zeros([2]), zeros([3])),
        message: /\[2\] and float32\[3\]; both must have/,
      },
      {
        call: () => dot(zeros([2, 2]), zeros([2])),
        message: /float32\[2,2\].*it takes two vectors/,
      },
    ],
  },
  {
    name: "outer",
    op: (a, b) => outer(a!, b!),
    torch: "torch.outer(a, b)",
    samples: shapes([[3], [4]], [[1], [2]], [[0], [3]]),
    errors: [{ call: () => outer(zeros([]), zeros([2])), message: /it takes two vectors/ }],
  },
  {
    name: "vecdot",
    op: (a, b) => vecdot(a!, b!),
    torch: "(a * b).sum(-1)",
    samples: shapes(
      [
        [3, 4],
        [3, 4],
      ],
      [[2, 3, 4], [4]],
      [
        [2, 0],
        [2, 0],
      ],
    ),
    errors: [
      { call: () => vecdot(zeros([2, 1]), zeros([2, 3])), message: /along dim -1; both must have/ },
      { call: () => vecdot(zeros([]), zeros([2])), message: /dim -1 of a tensor with 0 dims/ },
    ],
  },
  {
    name: "tensordot",
    op: (a, b) => tensordot(a!, b!),
    torch: "torch.tensordot(a, b)",
    samples: shapes(
      [
        [2, 3, 4],
        [3, 4, 5],
      ],
      [
        [3, 2],
        [3, 2],
      ],
      [
        [2, 0, 3],
        [0, 3, 2],
      ],
    ),
    errors: [
      { call: () => tensordot(zeros([2]), zeros([2])), message: /2 dims of float32\[2\]/ },
      {
        call: () => tensordot(zeros([2]), zeros([3]), 1),
        message: /dim 0 .* with dim 0 .*one size/,
      },
      { call: () => tensordot(zeros([2]), zeros([2]), 0.5), message: /dims is 0.5; it must be/ },
      {
        call: () =>
          tensordot(zeros([2, 2]), zeros([2, 2]), [
            [0, 0],
            [0, 1],
          ]),
        message: /dims \[\[0,0\],\[0,1\]\]; they are two lists/,
      },
      { call: () => tensordot(zeros([2]), zeros([2]), [[1], [0]]), message: /dim 1 of a tensor/ },
    ],
  },
  {
    name: "tensordot",
    variant: "lists",
    op: (a, b) =>
      tensordot(a!, b!, [
        [0, -1],
        [2, 1],
      ]),
    torch: "torch.tensordot(a, b, ([0, -1], [2, 1]))",
    samples: shapes(
      [
        [2, 5, 4],
        [3, 4, 2],
      ],
      [
        [2, 3, 2, 4],
        [1, 4, 2],
      ],
    ),
  },
  {
    name: "tensordot",
    variant: "none",
    op: (a, b) => tensordot(a!, b!, 0),
    torch: "torch.tensordot(a, b, 0)",
    samples: shapes([[2, 3], [2]], [[], [2]]),
  },
  {
    name: "kron",
    op: (a, b) => kron(a!, b!),
    torch: "torch.kron(a, b)",
    samples: shapes(
      [
        [2, 3],
        [3, 2],
      ],
      [[2], [2, 2]],
      [[2, 1, 3], [2]],
      [[], [3]],
      [
        [0, 2],
        [2, 2],
      ],
    ),
  },
  {
    ...sumOf(
      "ij,jk->ik",
      [
        [3, 4],
        [4, 5],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0, 4],
        [4, 3],
      ],
      [
        [2, 0],
        [0, 3],
      ],
    ),
    errors: [
      {
        call: () => einsum("ij,jk", zeros([2, 3]), zeros([4, 2])),
        message: /"j" has the sizes 3 and 4/,
      },
      {
        call: () => einsum("ij,jk", zeros([2, 3]), zeros([1, 2])),
        message: /"j" has the sizes 3 and 1/,
      },
      { call: () => einsum("ij,j"), message: /names 2 operands, 0 are given/ },
      {
        call: () => einsum("ij", zeros([2])),
        message: /"ij" in "ij" names 2 dims, .*float32\[2\]/,
      },
      { call: () => einsum("i...j", zeros([2])), message: /names 2 dims/ },
      { call: () => einsum("i->j", zeros([2])), message: /names "j" that no operand has/ },
      { call: () => einsum("i->ii", zeros([2])), message: /names "i" twice/ },
      { call: () => einsum("i>j", zeros([2])), message: /the equation "i>j"; it is letters/ },
      { call: () => einsum("..i", zeros([2])), message: /the equation "..i"; it is letters/ },
      {
        call: () => einsum("...i,...i", zeros([2, 3]), zeros([4, 3])),
        message: /a dim of ... has the sizes 2 and 4/,
      },
      {
        call: () => einsum("i", tensor([1], { dtype: "int32" })),
        message: /int32\[1\]; it takes float32 or float64/,
      },
    ],
  },
  sumOf("ij,jk", [
    [3, 4],
    [4, 5],
  ]),
  sumOf("ba", [[3, 4]]),
  sumOf("ii", [[3, 3]], [[0, 0]]),
  sumOf("ii->i", [[3, 3]]),
  sumOf("...ii->...i", [[2, 3, 3]], [[2, 2]]),
  sumOf("iij->j", [[3, 3, 2]]),
  sumOf("iii->i", [[2, 2, 2]]),
  sumOf("ijk->ki", [[2, 3, 4]]),
  sumOf("i->", [[5]], [[0]]),
  sumOf(",i->i", [[], [3]]),
  sumOf("i,j->ij", [[3], [2]]),
  sumOf("i,i->i", [[3], [3]]),
  sumOf("ij,ij->", [
    [3, 4],
    [3, 4],
  ]),
  sumOf("ij,kl->il", [
    [2, 3],
    [2, 4],
  ]),
  sumOf("bij,bjk->bik", [
    [2, 3, 4],
    [2, 4, 2],
  ]),
  sumOf("bhqd,bhkd->bhqk", [
    [2, 2, 3, 4],
    [2, 2, 5, 4],
  ]),
  sumOf(
    "...ij,...jk",
    [
      [2, 3, 4],
      [4, 2],
    ],
    [
      [2, 1, 3, 2],
      [3, 2, 2],
    ],
    [
      [1, 2, 3],
      [1, 3, 2],
    ],
  ),
  sumOf("...i,...->...i", [[2, 3], [2]], [[1, 3], [2]]),
  sumOf("i...->...", [[2, 3, 2]]),
  sumOf(
    "ij,jk,kl->il",
    [
      [2, 3],
      [3, 4],
      [4, 2],
    ],
    [
      [5, 2],
      [2, 5],
      [5, 1],
    ],
  ),
  sumOf("bi,bj,bk->b", [
    [2, 3],
    [2, 2],
    [2, 4],
  ]),
];
