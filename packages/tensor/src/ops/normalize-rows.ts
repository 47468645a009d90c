/** Normalisation of rows in one kernel, with its gradient: what layer, group and instance normalisation share. */

import { backend } from "../backend/current.ts";
import { isRecording, record } from "../graph.ts";
import { ownLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { reshape } from "./movement.ts";
import { standardize } from "./normalize.ts";
import { mean, sum } from "./reduce.ts";

/**
 * `x` as rows of `n` elements, each with mean 0 and variance 1, scaled and shifted: `(x - mean) / √(variance + ε) · weight
 * + bias`, in the shape of `x`. Weight and bias have `n` elements. What is equal in a row becomes exactly the bias.
 */
export function normalizeRows(
  op: string,
  x: Tensor,
  n: number,
  epsilon: number,
  weight?: Tensor,
  bias?: Tensor,
): Tensor {
  const source = run.contiguous(x);
  const factors = weight && run.contiguous(weight);
  const terms = bias && run.contiguous(bias);
  const y = run.empty(op, x, x.dtype, ownLayout(source.layout));
  backend().normalizeRows(
    x.dtype,
    x.size / n,
    n,
    epsilon,
    run.start(source),
    factors ? run.start(factors) : 0,
    terms ? run.start(terms) : 0,
    run.start(y),
  );
  const inputs = [x, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
  return record(y, inputs, () => (g) => {
    const rows = (tensor: Tensor) => reshape(tensor, [-1, n]);
    const gradients = [() => gradient(op, x, n, epsilon, g, weight)];
    if (weight) {
      const normal = () => rows(normalizeRows(op, x, n, epsilon));
      gradients.push(() => reshape(sum(mul(rows(g), normal()), 0), weight.shape));
    }
    if (bias) gradients.push(() => reshape(sum(rows(g), 0), bias.shape));
    return gradients;
  });
}

/** The gradient in `x`: one kernel, or ops that can be differentiated again. */
function gradient(
  op: string,
  x: Tensor,
  n: number,
  epsilon: number,
  g: Tensor,
  weight?: Tensor,
): Tensor {
  if (isRecording()) {
    const { y: normal, scale } = standardize(reshape(x, [-1, n]), [1], epsilon);
    const rows = reshape(g, [-1, n]);
    const weighted = weight ? mul(rows, reshape(weight, [n])) : rows;
    const across = sub(weighted, mean(weighted, 1, { keepdim: true }));
    const along = mul(normal, mean(mul(weighted, normal), 1, { keepdim: true }));
    return reshape(mul(sub(across, along), scale), x.shape);
  }
  const source = run.contiguous(x);
  const from = run.contiguous(g);
  const factors = weight && run.contiguous(weight);
  const y = run.empty(`${op}Grad`, x, x.dtype, ownLayout(source.layout));
  backend().normalizeRowsGrad(
    x.dtype,
    x.size / n,
    n,
    epsilon,
    run.start(source),
    factors ? run.start(factors) : 0,
    run.start(from),
    run.start(y),
  );
  return y;
}
