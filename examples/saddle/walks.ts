/** Walks from beside a saddle point down to a minimum, or not. */

import { backward } from "@gradkit/autograd";
import { Parameter } from "@gradkit/layers";
import { SGD } from "@gradkit/optim";
import type { Tensor } from "@gradkit/tensor";
import { assign, Generator, normal, normalize, scope, select, sub, tensor } from "@gradkit/tensor";

/** `x² / 2 + y⁴ / 4 - y² / 2`: a saddle point at the origin, minima of -1/4 at (0, ±1). */
function height(point: Tensor): Tensor {
  const [x, y] = [select(point, 0, 0), select(point, 0, 1)].map((side) => side.square());
  return x.div(2).add(y.square().div(4)).sub(y.div(2));
}

/** How a walker moves. */
export interface Walker {
  readonly name: string;
  readonly momentum: number;
  /** The length of what is added to each gradient, in a random direction. */
  readonly noise: number;
}

/** Where a walker was, and how high, at each step. */
export interface Walk extends Walker {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly heights: readonly number[];
}

export const walkers: readonly Walker[] = [
  { name: "SGD", momentum: 0, noise: 0 },
  { name: "SGD with momentum 0.9", momentum: 0.9, noise: 0 },
  { name: "SGD with noise", momentum: 0, noise: 0.1 },
];

const start = [1, 1e-6];
const learningRate = 0.05;

/** Lets a walker go for a number of steps. */
export function walk(walker: Walker, steps: number, seed: number): Walk {
  const generator = new Generator(seed);
  const point = new Parameter(tensor(start));
  const optimizer = new SGD([point], { learningRate, momentum: walker.momentum });
  const points: [number, number][] = [];
  const heights: number[] = [];
  for (let step = 0; step <= steps; step++) {
    scope(() => {
      optimizer.zeroGrad();
      const loss = height(point);
      points.push(point.toArray() as [number, number]);
      heights.push(loss.item());
      backward(loss);
      optimizer.step();
      if (walker.noise === 0) return;
      const direction = normalize(normal([2], { generator }));
      assign(point, sub(point.detach(), direction.mul(learningRate * walker.noise)));
    });
  }
  return { ...walker, points, heights };
}
