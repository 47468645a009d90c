/** Undoing a broadcast. */

import type { Shape } from "../shape.ts";
import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { reshape } from "./movement.ts";
import { sum } from "./reduce.ts";

/**
 * The sum of `x` over the dims along which `shape` was broadcast to it; the gradient of that broadcast.
 *
 * @example sumTo(ones([2, 3]), [3]); // [2, 2, 2]
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const dims = x.shape.flatMap((n, i) =>
    i < lead || (shape[i - lead] === 1 && n !== 1) ? [i] : [],
  );
  return reshape(sum(x, dims), shape);
}
