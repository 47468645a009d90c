/** Several tensors as one, and one as several. */

import { promote } from "../dtype.ts";
import { ArgumentError, describe, describeAll, ShapeError } from "../errors.ts";
import { record } from "../graph.ts";
import { contiguousLayout } from "../layout.ts";
import * as run from "../run.ts";
import { checkCount, normalizeDim } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { narrow, select, unsqueeze } from "./movement.ts";

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

/** A tensor for each element of a list; as many as it has where the compiler knows. */
export type TensorForEach<List extends readonly unknown[]> = {
  -readonly [K in keyof List]: Tensor;
};

/**
 * Pieces along `dim`, as views: of `size` elements each, the last maybe shorter, or of the sizes in a list, which
 * add up to the dim's.
 *
 * @example
 * split(arange(5), 2).map(String); // [ '[0, 1]', '[2, 3]', '[4]' ]
 * split(arange(5), [1, 4]).map(String); // [ '[0]', '[1, 2, 3, 4]' ]
 */
export function split<Sizes extends readonly number[]>(
  x: Tensor,
  size: number | readonly [...Sizes],
  dim = 0,
): TensorForEach<Sizes> {
  const at = normalizeDim("split", dim, x.rank);
  const total = x.shape[at];
  if (typeof size === "number") {
    checkCount("split", "size", size, 1);
    return Array.from({ length: Math.ceil(total / size) }, (_, i) =>
      narrow(x, at, i * size, Math.min(size, total - i * size)),
    ) as TensorForEach<Sizes>;
  }
  for (const n of size) checkCount("split", "each of the sizes", n);
  const sum = size.reduce((a, b) => a + b, 0);
  if (sum !== total) {
    throw new ShapeError(
      "split",
      `sizes [${size.join(",")}] along dim ${dim} of ${describe(x)}; they add up to ${sum}, the dim has ${total}. Mend them.`,
      [x.shape],
    );
  }
  let start = 0;
  return size.map((n) => {
    start += n;
    return narrow(x, at, start - n, n);
  }) as TensorForEach<Sizes>;
}

/**
 * At most `count` pieces of the same size along `dim`, as views; the last may be shorter, and there may be fewer
 * where the dim does not yield as many.
 *
 * @example chunk(arange(5), 2).map(String); // [ '[0, 1, 2]', '[3, 4]' ]
 */
export function chunk(x: Tensor, count: number, dim = 0): Tensor[] {
  checkCount("chunk", "count", count, 1);
  const at = normalizeDim("chunk", dim, x.rank);
  return split(x, Math.max(1, Math.ceil(x.shape[at] / count)), at);
}

/**
 * What stands at each position of `dim`, that dim gone, as views.
 *
 * @example unbind(tensor([[1, 2], [3, 4]]), 1).map(String); // [ '[1, 3]', '[2, 4]' ]
 */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  const at = normalizeDim("unbind", dim, x.rank);
  return Array.from({ length: x.shape[at] }, (_, i) => select(x, at, i));
}
