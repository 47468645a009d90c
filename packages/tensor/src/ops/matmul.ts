/** Products of matrices, with their gradients. */

import { backend } from "../backend/current.ts";
import { promote } from "../dtype.ts";
import { ArgumentError, describe, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { broadcastStrides, collapse, contiguousLayout, layoutOf } from "../layout.ts";
import * as run from "../run.ts";
import { broadcastShapes, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { FusedActivation } from "./fused-activation.ts";
import { activate, beforeActivation, checkActivation } from "./fused-activation.ts";
import { reshape, squeeze, transpose, unsqueeze } from "./movement.ts";
import { sum } from "./reduce.ts";

/**
 * The product of matrices: `y = a b`, `[..., m, k]` by `[..., k, n]` gives `[..., m, n]`, leading dims
 * broadcast. A tensor of one dim is a row on the left and a column on the right, and that dim goes.
 * Transposes are read where they lie.
 *
 * @example matmul(tensor([[1, 2], [3, 4]]), tensor([[5], [6]])); // [[17], [39]]
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  run.checkFloat("matmul", a);
  run.checkFloat("matmul", b);
  const inner = a.shape.at(-1);
  if (
    inner === undefined ||
    b.rank === 0 ||
    inner !== (b.rank === 1 ? b.shape[0] : b.shape.at(-2))
  ) {
    throw new ShapeError(
      "matmul",
      `${describe(a)} by ${describe(b)}; the last size of the first must be the ${b.rank === 1 ? "only" : "last but one"} ` +
        "size of the second. Transpose or reshape one of them.",
      [a.shape, b.shape],
    );
  }
  if (a.rank === 1) return squeeze(matmul(unsqueeze(a, 0), b), b.rank === 1 ? 0 : -2);
  if (b.rank === 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  return record(product(a, b), [a, b], () => (g) => [
    () => matmul(g, transpose(b)),
    () => matmul(transpose(a), g),
  ]);
}

function product(left: Tensor, right: Tensor): Tensor {
  const dtype = promote(left.dtype, right.dtype);
  const a = evenMatrix(run.cast(left, dtype));
  const b = evenMatrix(run.cast(right, dtype));
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape.at(-1) as number;
  const [aRow, aColumn] = a.layout.strides.slice(-2) as [number, number];
  const [bRow, bColumn] = b.layout.strides.slice(-2) as [number, number];
  if (a.rank === 2 && b.rank === 2) {
    const y = run.empty("matmul", left, dtype, contiguousLayout([m, n]));
    const [from, by] = [run.start(a), run.start(b)];
    backend().matmul(dtype, m, n, k, from, aRow, aColumn, by, bRow, bColumn, 0, run.start(y));
    return y;
  }
  const batch = broadcastShapes("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const y = run.empty("matmul", left, dtype, contiguousLayout([...batch, m, n]));
  const loops = collapse(batch, [matrixSteps(a, batch), matrixSteps(b, batch)]);
  const count = loops.shape.at(-1) ?? 1;
  const outer = loops.shape.slice(0, -1);
  const [aSteps = [], bSteps = []] = loops.strides;
  const bytes = run.elementBytes(y);
  for (let i = 0; i < sizeOf(outer); i++) {
    backend().matmulBatch(
      dtype,
      count,
      m,
      n,
      k,
      run.start(a) + stepped(i, outer, aSteps) * bytes,
      aSteps.at(-1) ?? 0,
      aRow,
      aColumn,
      run.start(b) + stepped(i, outer, bSteps) * bytes,
      bSteps.at(-1) ?? 0,
      bRow,
      bColumn,
      run.start(y) + i * count * m * n * bytes,
    );
  }
  return y;
}

/** `x` itself if rows or columns of its matrices lie without gaps, else a copy. */
function evenMatrix(x: Tensor): Tensor {
  const [row, column] = x.layout.strides.slice(-2) as [number, number];
  return row === 1 || column === 1 ? x : run.contiguous(x);
}

/** The strides of the matrices of `x` when its leading dims are broadcast to `batch`. */
function matrixSteps(x: Tensor, batch: readonly number[]): number[] {
  const { shape, strides } = x.layout;
  return broadcastStrides(layoutOf(shape.slice(0, -2), strides.slice(0, -2), 0), batch);
}

/** How far the i-th place of `shape`, in row-major order, lies from the first. */
export function stepped(i: number, shape: readonly number[], steps: readonly number[]): number {
  let rest = i;
  let position = 0;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    const size = shape[dim];
    position += (rest % size) * steps[dim];
    rest = Math.floor(rest / size);
  }
  return position;
}

/** Options of {@link linear}. */
export interface LinearOptions {
  /** Shape `[out]`, added to each row. */
  readonly bias?: Tensor | undefined;
  /** Applied to the result. Default none. */
  readonly activation?: FusedActivation | undefined;
}

/**
 * A fully connected layer in one call: `y = f(x Wᵀ + b)`, `x` of `[..., in]`, `weight` of `[out, in]`, bias of
 * `[out]`, y of `[..., out]`.
 *
 * @example
 * linear(tensor([[1, 2]]), tensor([[3, 4], [-5, -6]]), { bias: tensor([10, 1]), activation: "relu" }); // [[21, 0]]
 */
export function linear(x: Tensor, weight: Tensor, options: LinearOptions = {}): Tensor {
  const { bias, activation } = options;
  checkLinear(x, weight, options);
  const [out, inside] = weight.shape as [number, number];
  const rows = sizeOf(x.shape.slice(0, -1));
  const flat = evenMatrix(matrixOf(x, rows, inside));
  const w = evenMatrix(weight);
  const y = run.empty("linear", x, x.dtype, contiguousLayout([...x.shape.slice(0, -1), out]));
  const [xRow, xColumn] = flat.layout.strides as [number, number];
  const [wRow, wColumn] = w.layout.strides as [number, number];
  const b = bias ? run.start(run.contiguous(bias)) : 0;
  const to = run.start(y);
  backend().matmul(
    x.dtype,
    rows,
    out,
    inside,
    run.start(flat),
    xRow,
    xColumn,
    run.start(w),
    wColumn,
    wRow,
    b,
    to,
  );
  activate(y, activation);
  return record(y, bias ? [x, weight, bias] : [x, weight], () => (g) => {
    const gz = matrixOf(beforeActivation(g, y, activation), rows, out);
    return [
      () => (x.rank === 2 ? matmul(gz, weight) : reshape(matmul(gz, weight), x.shape)),
      () => matmul(transpose(gz), matrixOf(x, rows, inside)),
      () => sum(gz, 0),
    ];
  });
}

/** `x` with its leading dims as one. */
function matrixOf(x: Tensor, rows: number, columns: number): Tensor {
  return x.rank === 2 ? x : reshape(x, [rows, columns]);
}

function checkLinear(x: Tensor, weight: Tensor, { bias, activation }: LinearOptions): void {
  for (const tensor of bias ? [x, weight, bias] : [x, weight]) run.checkFloat("linear", tensor);
  const inside = x.shape.at(-1);
  if (weight.rank !== 2 || inside === undefined || inside !== weight.shape[1]) {
    throw new ShapeError(
      "linear",
      `the input ${describe(x)} has ${inside ?? "no"} features, the weight ${describe(weight)} takes ${weight.shape[1]}; ` +
        "both must agree. Reshape the input or make the layer with another size.",
      [x.shape, weight.shape],
    );
  }
  if (bias && (bias.rank !== 1 || bias.shape[0] !== weight.shape[0])) {
    throw new ShapeError(
      "linear",
      `the bias is ${describe(bias)} beside the weight ${describe(weight)}; it must be [${weight.shape[0]}]. Mend it.`,
      [bias.shape, weight.shape],
    );
  }
  if (weight.dtype !== x.dtype || (bias && bias.dtype !== x.dtype)) {
    throw new ArgumentError(
      "linear",
      `the input ${describe(x)}, the weight ${describe(weight)}${bias ? ` and the bias ${describe(bias)}` : ""} differ in dtype; one is needed. Cast the input.`,
    );
  }
  checkActivation("linear", activation);
}
