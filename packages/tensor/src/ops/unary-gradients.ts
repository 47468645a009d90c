/** Gradients of unary functions that have a kernel of their own, by what the function gave. */

import { isRecording } from "../graph.ts";
import * as run from "../run.ts";
import type { Tensor } from "../tensor.ts";
import { mul, sub } from "./binary.ts";
import { greater, where } from "./compare.ts";
import { square } from "./unary.ts";

/** `g (1 - y²)`: one kernel, or the ops that can be differentiated again. */
export function tanhGrad(g: Tensor, y: Tensor): Tensor {
  return isRecording() ? mul(g, sub(1, square(y))) : run.binary("tanhGrad", g, y);
}

/** `g y (1 - y)`: one kernel, or the ops that can be differentiated again. */
export function sigmoidGrad(g: Tensor, y: Tensor): Tensor {
  return isRecording() ? mul(mul(g, y), sub(1, y)) : run.binary("sigmoidGrad", g, y);
}

/** `g` where `y > 0`, else 0: one kernel, or the ops that can be differentiated again. */
export function reluGrad(g: Tensor, y: Tensor): Tensor {
  if (!isRecording()) return run.binary("reluGrad", g, y);
  return where(greater(y, 0), g, 0);
}
