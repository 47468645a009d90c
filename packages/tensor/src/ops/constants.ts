/** Constants that products and linear algebra are written with. */

import type { DType } from "../dtype.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { write } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** A tensor of given values in row-major order, of the same library as `like`. */
export function constant(
  like: Tensor,
  dtype: DType,
  shape: Shape,
  values: ArrayLike<number>,
): Tensor {
  const y = run.empty("constant", like, dtype, contiguousLayout(shape));
  write(y.storage, values);
  return y;
}

/** The identity matrix of `n` rows in the dtype of `like`. */
export function identity(like: Tensor, n: number): Tensor {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) values[i * (n + 1)] = 1;
  return constant(like, like.dtype, [n, n], values);
}
