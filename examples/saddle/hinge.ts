/** The curvature of hinge losses with L2 regularisation, at random weights. */

import { hessianEigenvalues, surfaceOf } from "@gradkit/autograd/curvature";
import type { Tensor } from "@gradkit/tensor";
import { concat, Generator, matmul, maximum, normal, ones, sub, tensor } from "@gradkit/tensor";

/** What the weights' squares are multiplied by, halved. */
export const decay = 0.1;

/** The least and the greatest eigenvalue of the Hessian at each of some points. */
export interface Curvature {
  readonly name: string;
  readonly extremes: readonly (readonly [least: number, greatest: number])[];
}

const count = 60;

/** Both losses of a linear classifier of two clouds of points, at `places` random weights. */
export function curvatures(places: number, seed: number): Curvature[] {
  const generator = new Generator(seed);
  const options = { dtype: "float64", generator } as const;
  const labels = tensor(
    Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1)),
    { dtype: "float64" },
  );
  const clouds = normal([count, 2], options).add(labels.reshape([count, 1]));
  const x = concat([clouds, ones([count, 1], { dtype: "float64" })], 1);
  const weights = Array.from({ length: places }, () => normal([3], options));
  const margins = (w: Tensor) => maximum(sub(1, matmul(x, w).mul(labels)), 0);
  const losses = {
    "hinge loss": (w: Tensor) => margins(w).mean(),
    "squared hinge loss": (w: Tensor) => margins(w).square().mean(),
  };
  return Object.entries(losses).map(([name, loss]) => ({
    name,
    extremes: weights.map((w) => {
      const regularised = (v: Tensor) =>
        loss(v).add(
          v
            .square()
            .sum()
            .mul(decay / 2),
        );
      const values = [...hessianEigenvalues(surfaceOf(regularised, w))].sort((a, b) => a - b);
      return [values[0], values[values.length - 1]] as const;
    }),
  }));
}
