/** Several tensors as one, and one as several. */

import { promote } from "../dtype.ts";
import { ArgumentError, describeAll, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { checkCount, normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { narrow, unsqueeze } from "./movement.ts";

/**
 * Tensors one after the other along `dim`; all other sizes must agree.
 *
 * @example concat([tensor([1, 2]), tensor([3])]); // [1, 2, 3]
 */
export function concat(tensors: readonly Tensor[], dim = 0): Tensor {
  const [first] = tensors;
  if (first === undefined)
    throw new ArgumentError("concat", "an empty list; it takes at least one tensor. Pass some.");
  const at = normalizeDim("concat", dim, first.rank);
  const fits = (x: Tensor) =>
    x.rank === first.rank && x.shape.every((n, i) => i === at || n === first.shape[i]);
  if (!tensors.every(fits)) {
    throw new ShapeError(
      "concat",
      `${describeAll(tensors)} along dim ${dim}; all sizes but that one must agree. Mend the odd one.`,
      tensors.map((x) => x.shape),
    );
  }
  const dtype = tensors.map((x) => x.dtype).reduce(promote);
  const size = tensors.reduce((n, x) => n + x.shape[at], 0);
  const layout = contiguousLayout(first.shape.map((n, i) => (i === at ? size : n)));
  const y = run.empty("concat", first, dtype, layout);
  const starts: number[] = [];
  let position = 0;
  for (const tensor of tensors) {
    const x = run.cast(tensor, dtype);
    const target = y.make(
      y.storage,
      { ...layout, offset: position * layout.strides[at] },
      "concat",
    );
    run.copy(dtype, x.shape, run.start(x), x.layout.strides, run.start(target), layout.strides);
    starts.push(position);
    position += x.shape[at];
  }
  return record(
    y,
    tensors,
    () => (g) => tensors.map((x, i) => () => narrow(g, at, starts[i], x.shape[at])),
  );
}

/**
 * Tensors of one shape side by side along a new dim.
 *
 * @example stack([tensor([1, 2]), tensor([3, 4])], 1); // [[1, 3], [2, 4]]
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  return concat(
    tensors.map((x) => unsqueeze(x, dim)),
    dim,
  );
}

/**
 * Pieces of `size` along `dim`, as views; the last may be shorter.
 *
 * @example split(arange(5), 2).map(String); // [ '[0, 1]', '[2, 3]', '[4]' ]
 */
export function split(x: Tensor, size: number, dim = 0): Tensor[] {
  checkCount("split", "size", size, 1);
  const at = normalizeDim("split", dim, x.rank);
  const total = x.shape[at];
  return Array.from({ length: Math.ceil(total / size) }, (_, i) =>
    narrow(x, at, i * size, Math.min(size, total - i * size)),
  );
}
