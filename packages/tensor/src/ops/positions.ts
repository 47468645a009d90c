/** int32 tensors of positions, made where an op needs them. */

import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { write } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** The positions as a tensor of one dim. */
export function positionList(like: Tensor, positions: Int32Array): Tensor {
  const y = run.empty("positions", like, "int32", contiguousLayout([positions.length]));
  write(y.storage, positions);
  return y;
}

/** The positions 0 to `n - 1`. */
export function countedPositions(like: Tensor, n: number): Tensor {
  const positions = new Int32Array(n);
  for (let i = 0; i < n; i++) positions[i] = i;
  return positionList(like, positions);
}
