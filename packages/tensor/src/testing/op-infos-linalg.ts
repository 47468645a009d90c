/** Systems of equations, inverses and determinants. */

import { eye, tensor, zeros } from "../create.ts";
import { det, slogdet } from "../ops/linalg-determinant.ts";
import { matrixPower } from "../ops/linalg-functions.ts";
import type { TriangularSolveOptions } from "../ops/linalg-solve.ts";
import { cholesky, inv, solve, triangularSolve } from "../ops/linalg-solve.ts";
import { matmul } from "../ops/matmul.ts";
import { transpose } from "../ops/movement.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OpInfo, Sample } from "./op-info.ts";

/** `a + 6`: on the diagonal, so that no pivot is near 0. */
function strong(x: Tensor): Tensor {
  return x.add(eye(x.shape.at(-1)!, { dtype: x.dtype }).mul(6));
}

/** `a aᵀ + 1`: symmetric and positive definite. */
function definite(x: Tensor): Tensor {
  return matmul(x, transpose(x)).add(eye(x.shape.at(-2)!, { dtype: x.dtype }));
}

const torchStrong = "(a + 6 * torch.eye(a.shape[-1], dtype=a.dtype))";
const torchDefinite = "(a @ a.mT + torch.eye(a.shape[-2], dtype=a.dtype))";

const squares: Sample[] = [
  [3, 3],
  [1, 1],
  [5, 5],
  [2, 3, 3],
  [2, 2, 2, 2],
  [0, 0],
  [0, 2, 2],
].map((shape) => [{ shape }]);

const systems: Sample[] = [
  [
    [3, 3],
    [3, 2],
  ],
  [
    [1, 1],
    [1, 1],
  ],
  [
    [4, 4],
    [2, 4, 3],
  ],
  [
    [2, 1, 3, 3],
    [3, 3, 1],
  ],
  [
    [2, 2],
    [2, 0],
  ],
].map((shapes) => shapes.map((shape) => ({ shape })));

function shapesOf(...shapes: Shape[]): Sample[] {
  return shapes.map((shape) => [{ shape }]);
}

const notSquare = /float32\[2,3\]; its last two sizes must be equal/;
const notFloat = /int32\[1\]; it takes float32 or float64/;

function squareErrors(op: (x: Tensor) => unknown) {
  return [
    { call: () => op(zeros([2, 3])), message: notSquare },
    { call: () => op(zeros([3])), message: /float32\[3\]; its last two sizes/ },
    { call: () => op(tensor([1], { dtype: "int32" })), message: notFloat },
  ];
}

function triangular(variant: string, options: TriangularSolveOptions): OpInfo {
  const { upper = false, transpose: transposed = false, unit = false } = options;
  const python = (flag: boolean) => (flag ? "True" : "False");
  const triangle = `torch.${upper ? "triu" : "tril"}${torchStrong.replace(/^\(/, "((").concat(")")}`;
  const matrix = transposed ? `${triangle}.mT` : triangle;
  return {
    name: "triangularSolve",
    variant,
    op: (a, b) => triangularSolve(strong(a!), b!, options),
    torch: `torch.linalg.solve_triangular(${matrix}, b, upper=${python(upper !== transposed)}, unitriangular=${python(unit)})`,
    samples: systems,
  };
}

export const linalgInfos: readonly OpInfo[] = [
  {
    name: "cholesky",
    op: (a) => cholesky(definite(a!)),
    torch: `torch.linalg.cholesky(${torchDefinite})`,
    samples: [...squares, [{ shape: [4, 2] }]],
    errors: [
      ...squareErrors(cholesky),
      {
        call: () =>
          cholesky(
            tensor([
              [1, 2],
              [2, 1],
            ]),
          ),
        message: /float32\[2,2\] is not positive definite; its leading minor of order 2 is not/,
      },
      {
        call: () => cholesky(tensor([[[1]], [[-1]]])),
        message: /matrix 1 of float32\[2,1,1\] is not positive definite; .* order 1/,
      },
      { call: () => cholesky(tensor([[Number.NaN]])), message: /is not positive definite/ },
    ],
  },
  {
    ...triangular("lower", {}),
    errors: [
      ...squareErrors((x) => triangularSolve(x, zeros([3, 1]))),
      {
        call: () =>
          triangularSolve(
            tensor([
              [1, 0],
              [5, 0],
            ]),
            zeros([2, 1]),
          ),
        message: /float32\[2,2\] is singular; element \[1,1\] is 0/,
      },
      {
        call: () => triangularSolve(eye(2), zeros([3, 1])),
        message: /right side float32\[3,1\]; the latter must have 2 rows/,
      },
      {
        call: () => triangularSolve(eye(2), zeros([2])),
        message: /float32\[2\]; it takes matrices/,
      },
    ],
  },
  triangular("upper", { upper: true }),
  triangular("lower transposed", { transpose: true }),
  triangular("upper transposed", { upper: true, transpose: true }),
  triangular("unit", { unit: true }),
  triangular("upper unit transposed", { upper: true, unit: true, transpose: true }),
  {
    name: "solve",
    op: (a, b) => solve(strong(a!), b!),
    torch: `torch.linalg.solve(${torchStrong}, b)`,
    samples: [...systems, [{ shape: [3, 3] }, { shape: [3] }]],
    errors: [
      ...squareErrors((x) => solve(x, zeros([3, 1]))),
      {
        call: () =>
          solve(
            tensor([
              [
                [1, 0],
                [0, 1],
              ],
              [
                [1, 2],
                [2, 4],
              ],
            ]),
            zeros([2, 1]),
          ),
        message: /matrix 1 of float32\[2,2,2\] is singular; pivot 1 is 0/,
      },
      {
        call: () => solve(zeros([2, 3, 3]), zeros([4, 3, 1])),
        message: /\[2\] and \[4\] do not broadcast/,
      },
    ],
  },
  {
    name: "inv",
    op: (a) => inv(strong(a!)),
    torch: `torch.linalg.inv(${torchStrong})`,
    samples: squares,
    errors: [
      ...squareErrors(inv),
      { call: () => inv(zeros([2, 2])), message: /float32\[2,2\] is singular; pivot 0 is 0/ },
    ],
  },
  {
    name: "det",
    op: (a) => det(a!),
    torch: "torch.linalg.det(a)",
    samples: squares,
    errors: squareErrors(det),
  },
  {
    name: "det",
    variant: "of singular matrices",
    op: (a, b) => det(matmul(a!, b!)),
    // Written out, as PyTorch's own gradients of singular matrices are not to rely on.
    torch:
      "(lambda m: (m[..., 0, :] * torch.cross(m[..., 1, :], m[..., 2, :], dim=-1)).sum(-1))(a @ b)",
    samples: [
      [{ shape: [3, 2] }, { shape: [2, 3] }],
      [{ shape: [2, 3, 1] }, { shape: [1, 3] }],
      [{ shape: [3, 3] }, { shape: [3, 3] }],
    ],
  },
  {
    name: "slogdet",
    variant: "sign",
    op: (a) => slogdet(strong(a!).neg()).sign,
    torch: `torch.linalg.slogdet(-${torchStrong})[0]`,
    samples: squares,
    order: 0,
    errors: squareErrors(slogdet),
  },
  {
    name: "slogdet",
    variant: "logarithm",
    op: (a) => slogdet(strong(a!)).logAbs,
    torch: `torch.linalg.slogdet(${torchStrong})[1]`,
    samples: squares,
  },
  {
    name: "matrixPower",
    op: (a) => matrixPower(a!, 5),
    torch: "torch.linalg.matrix_power(a, 5) + 0",
    samples: shapesOf([2, 2], [2, 1, 1], [0, 0]),
    errors: [
      { call: () => matrixPower(zeros([2, 3]), 2), message: notSquare },
      { call: () => matrixPower(zeros([2, 2]), 0.5), message: /the power 0.5; it must be/ },
      { call: () => matrixPower(zeros([2, 2]), -1), message: /is singular; pivot 0 is 0/ },
    ],
  },
  {
    name: "matrixPower",
    variant: "-2",
    op: (a) => matrixPower(a!, -2),
    torch: "torch.linalg.inv(a) @ torch.linalg.inv(a)",
    samples: shapesOf([2, 2], [1, 1]),
  },
  {
    name: "matrixPower",
    variant: "0",
    op: (a) => matrixPower(a!, 0),
    torch: "torch.linalg.matrix_power(a, 0) + a * 0",
    samples: shapesOf([2, 2], [3, 1, 1]),
    order: 0,
  },
];
