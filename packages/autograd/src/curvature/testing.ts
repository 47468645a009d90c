/** Functions with known curvature, for the tests of this folder. */

import type { FloatDType, Tensor } from "@gradkit/tensor";
import { Generator, matmul, normal, softmaxCrossEntropy, tensor, uniform } from "@gradkit/tensor";
import { expect } from "vitest";
import { lossSurface, surfaceOf } from "./index.ts";

export const double = (values: number[]) => tensor(values, { dtype: "float64" });
export const list = (x: { readonly length: number } & ArrayLike<number>) => Array.from(x);
export const close = (found: ArrayLike<number>, expected: ArrayLike<number>, digits = 9) => {
  expect(found.length).toBe(expected.length);
  list(expected).forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });
};

/** Σ scale x² / 2, whose Hessian has the scales as eigenvalues. */
export const bowl = (scales: number[], at = double(scales.map(() => 1))) =>
  surfaceOf((x) => x.square().mul(double(scales)).sum().div(2), at);

/** 100 (y - x²)² + (x - 1)², with its minimum at [1, 1]. */
export const rosenbrock = (p: Tensor) => {
  const [x, y] = [p.mul(tensor([1, 0])).sum(), p.mul(tensor([0, 1])).sum()];
  return y.sub(x.square()).square().mul(100).add(x.sub(1).square());
};

/** A network with 3 inputs, 4 hidden units and 2 classes, and the loss of 20 rows. */
export function network(dtype: FloatDType) {
  const generator = new Generator(3);
  const random = (...shape: number[]) =>
    normal(shape, { dtype, generator, std: 0.7, requiresGrad: true });
  const parameters = [random(3, 4), random(4), random(4, 2), random(2)];
  const [w1, b1, w2, b2] = parameters as [Tensor, Tensor, Tensor, Tensor];
  const x = uniform([20, 3], { dtype, generator, low: -1 });
  const labels = tensor(Int32Array.from({ length: 20 }, (_, i) => (i * i) % 2));
  const loss = () =>
    softmaxCrossEntropy(matmul(matmul(x, w1).add(b1).tanh(), w2).add(b2), labels).mean();
  return { parameters, loss, surface: lossSurface(loss, parameters) };
}
