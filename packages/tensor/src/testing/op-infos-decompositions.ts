/** Decompositions and what follows from them; vectors are compared where their signs do not count. */

import { tensor, zeros } from "../create.ts";
import { eigh, qr, svd } from "../ops/linalg-decompose.ts";
import {
  conditionNumber,
  lstsq,
  type MatrixNorm,
  matrixExp,
  matrixNorm,
  matrixRank,
  pinv,
} from "../ops/linalg-functions.ts";
import { matmul } from "../ops/matmul.ts";
import { transpose, unsqueeze } from "../ops/movement.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo, Sample } from "./op-info.ts";

function shapes(...samples: Shape[][]): Sample[] {
  return samples.map((sample) => sample.map((shape) => ({ shape })));
}

const tall = shapes([[3, 3]], [[1, 1]], [[5, 3]], [[2, 4, 2]], [[0, 2, 2]]);
const wide = shapes([[2, 4]], [[2, 3, 5]]);
const squares = shapes([[3, 3]], [[1, 1]], [[4, 4]], [[2, 3, 3]], [[0, 0]]);

/** PyTorch's qr with a diagonal that is not negative. */
const torchQr = (part: "q" | "r", mode: string) =>
  `(lambda q, r: ${part === "q" ? "q * torch.sign(torch.diagonal(r, 0, -2, -1)).unsqueeze(-2)" : "r * torch.sign(torch.diagonal(r, 0, -2, -1)).unsqueeze(-1)"})(*torch.linalg.qr(a, mode="${mode}"))`;

const matrixErrors = (op: (x: Tensor) => unknown) => [
  { call: () => op(zeros([3])), message: /float32\[3\]; it takes matrices/ },
  {
    call: () => op(tensor([[1]], { dtype: "int32" })),
    message: /int32\[1,1\]; it takes float32 or float64/,
  },
];

const notFinite = tensor([[[1]], [[Number.NaN]]]);
const squareOnly = { message: /float32\[2,3\]; its last two sizes must be equal/ };

const symmetric = (x: Tensor) => x.add(transpose(x));
const torchSymmetric = "(a + a.mT)";

/** Elements of one sign, whose sums of rows and columns differ. */
function positive(samples: readonly Sample[]): Sample[] {
  return samples.map((sample) => sample.map((spec) => ({ ...spec, low: 0.5, high: 2 })));
}

function norms(order: MatrixNorm, torch: string): OpInfo {
  return {
    name: "matrixNorm",
    variant: `${order}`,
    op: (a) => matrixNorm(a!, order),
    torch: `torch.linalg.matrix_norm(a, ${torch})`,
    samples: positive([...tall.slice(0, 4), ...wide]),
    errors: [
      ...matrixErrors((x) => matrixNorm(x, order)),
      { call: () => matrixNorm(zeros([2, 0]), order), message: /without elements/ },
      {
        call: () => matrixNorm(zeros([2, 2]), 3 as 2),
        message: /the order 3; it is "fro", "nuc", 1, 2 or "inf"/,
      },
    ],
  };
}

export const decompositionInfos: readonly OpInfo[] = [
  {
    name: "qr",
    variant: "q",
    op: (a) => qr(a!).q,
    torch: torchQr("q", "reduced"),
    samples: [...tall, ...wide],
    errors: [
      ...matrixErrors(qr),
      {
        call: () => qr(zeros([2, 2]), { mode: "full" as "complete" }),
        message: /the mode "full"; it is reduced or complete/,
      },
    ],
  },
  {
    name: "qr",
    variant: "r",
    op: (a) => qr(a!).r,
    torch: torchQr("r", "reduced"),
    samples: [...tall, ...wide],
  },
  {
    name: "qr",
    variant: "complete",
    op: (a) => {
      const { q, r } = qr(a!, { mode: "complete" });
      return matmul(transpose(q), q).add(matmul(q, r).sum());
    },
    torch: "torch.eye(a.shape[-2], dtype=a.dtype) + a.sum()",
    samples: shapes([[3, 3]], [[5, 2]], [[2, 4]]),
    order: 0,
  },
  {
    name: "eigh",
    variant: "values",
    op: (a) => eigh(symmetric(a!)).values,
    torch: `torch.linalg.eigh(${torchSymmetric})[0]`,
    samples: squares,
    errors: [
      { call: () => eigh(zeros([2, 3])), ...squareOnly },
      { call: () => eigh(notFinite), message: /matrix 1 of float32\[2,1,1\] does not converge/ },
    ],
  },
  {
    name: "eigh",
    variant: "vectors squared",
    op: (a) => eigh(symmetric(a!)).vectors.square(),
    torch: `torch.linalg.eigh(${torchSymmetric})[1] ** 2`,
    samples: squares,
  },
  {
    name: "eigh",
    variant: "put together",
    op: (a) => {
      const { values, vectors } = eigh(symmetric(a!));
      return matmul(vectors.mul(unsqueeze(values, -2)), transpose(vectors));
    },
    torch: torchSymmetric,
    samples: squares,
  },
  {
    name: "svd",
    variant: "values",
    op: (a) => svd(a!).s,
    torch: "torch.linalg.svdvals(a)",
    samples: [...tall, ...wide],
    errors: [
      ...matrixErrors(svd),
      { call: () => svd(notFinite), message: /matrix 1 of float32\[2,1,1\] does not converge/ },
    ],
  },
  {
    name: "svd",
    variant: "u squared",
    op: (a) => svd(a!).u.square(),
    torch: "torch.linalg.svd(a, full_matrices=False)[0] ** 2",
    samples: [...tall, ...wide],
  },
  {
    name: "svd",
    variant: "vh squared",
    op: (a) => svd(a!).vh.square(),
    torch: "torch.linalg.svd(a, full_matrices=False)[2] ** 2",
    samples: [...tall, ...wide],
  },
  {
    name: "svd",
    variant: "put together",
    op: (a) => {
      const { u, s, vh } = svd(a!);
      return matmul(u.mul(unsqueeze(s, -2)), vh);
    },
    torch: "a + 0",
    samples: [...tall, ...wide],
  },
  {
    name: "pinv",
    op: (a) => pinv(a!),
    torch: "torch.linalg.pinv(a)",
    samples: [...tall, ...wide, ...shapes([[0, 3]])],
    errors: [
      ...matrixErrors(pinv),
      { call: () => pinv(zeros([2, 2]), { rtol: -1 }), message: /rtol is -1; it must be/ },
    ],
  },
  {
    name: "pinv",
    variant: "of rank 1",
    op: (a, b) => pinv(matmul(a!, b!), { rtol: 1e-4 }),
    torch: "(a.mT / (a * a).sum() * b.mT / (b * b).sum())",
    samples: shapes([
      [3, 1],
      [1, 2],
    ]),
  },
  {
    name: "lstsq",
    op: (a, b) => lstsq(a!, b!),
    torch: "torch.linalg.pinv(a) @ b",
    samples: shapes(
      [
        [5, 3],
        [5, 2],
      ],
      [
        [2, 4],
        [2, 1],
      ],
      [
        [2, 4, 2],
        [4, 1],
      ],
      [[4, 2], [4]],
    ),
    errors: [
      {
        call: () => lstsq(zeros([3, 2]), zeros([2, 1])),
        message: /right side float32\[2,1\]; the latter must have 3 rows/,
      },
      ...matrixErrors((x) => lstsq(x, zeros([1]))),
    ],
  },
  {
    name: "matrixRank",
    op: (a, b) => matrixRank(matmul(a!, b!)),
    torch: "torch.linalg.matrix_rank(a @ b)",
    samples: shapes(
      [
        [4, 2],
        [2, 3],
      ],
      [
        [3, 1],
        [1, 3],
      ],
      [
        [2, 3, 3],
        [3, 2],
      ],
      [
        [2, 0],
        [0, 2],
      ],
    ),
    order: 0,
    errors: matrixErrors(matrixRank),
  },
  norms("fro", '"fro"'),
  norms("nuc", '"nuc"'),
  norms(1, "1"),
  norms(2, "2"),
  norms("inf", 'float("inf")'),
  {
    name: "conditionNumber",
    op: (a) => conditionNumber(a!),
    torch: "torch.linalg.cond(a)",
    samples: shapes([[4, 2]], [[1, 1]], [[2, 5, 3]]),
    errors: [
      ...matrixErrors(conditionNumber),
      { call: () => conditionNumber(zeros([0, 2])), message: /without elements/ },
      { call: () => conditionNumber(zeros([2, 2]), 1), message: /float32\[2,2\] is singular/ },
    ],
  },
  {
    name: "conditionNumber",
    variant: "1",
    op: (a) => conditionNumber(a!, 1),
    torch: "torch.linalg.matrix_norm(a, 1) * torch.linalg.matrix_norm(torch.linalg.inv(a), 1)",
    samples: positive(shapes([[2, 2]], [[1, 1]])),
  },
  {
    name: "matrixExp",
    op: (a) => matrixExp(a!),
    torch: "torch.linalg.matrix_exp(a)",
    samples: squares,
    errors: [{ call: () => matrixExp(zeros([2, 3])), ...squareOnly }],
  },
  {
    name: "matrixExp",
    variant: "squared often",
    op: (a) => matrixExp(a!.mul(8)).mul(1e-6),
    torch: "torch.linalg.matrix_exp(a * 8) * 1e-6",
    samples: shapes([[2, 2]]),
    order: 0,
  },
];
