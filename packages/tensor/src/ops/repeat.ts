/** The same elements several times over. */

import { ArgumentError, DTypeError, describe, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import { checkCount, checkList, checkShape, normalizeDim } from "../shape.ts";
import { read } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { indexSelect } from "./indexing.ts";
import type { TensorForEach } from "./join.ts";
import { expand, reshape, unsqueeze } from "./movement.ts";
import { positionList } from "./positions.ts";

/**
 * `x` laid side by side `times[i]` times along dim `i`, with a number for each dim at least; further ones in front
 * make new dims.
 *
 * @example repeat(tensor([1, 2]), [2, 2]); // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function repeat(x: Tensor, times: readonly number[]): Tensor {
  for (const n of times) checkCount("repeat", "each of times", n);
  checkList("repeat", "times", times);
  const lead = times.length - x.rank;
  if (lead < 0) {
    throw new ShapeError(
      "repeat",
      `times [${times.join(",")}] for ${describe(x)}; it takes a number for each of its ${x.rank} dims. Add some, or use tile.`,
      [x.shape],
    );
  }
  const sizes = times.map((_, i) => (i < lead ? 1 : x.shape[i - lead]));
  const to = times.map((n, i) => n * sizes[i]);
  checkShape("repeat", to);
  const apart = reshape(
    x,
    sizes.flatMap((n) => [1, n]),
  );
  return reshape(
    expand(
      apart,
      sizes.flatMap((n, i) => [times[i], n]),
    ),
    to,
  );
}

/**
 * As {@link repeat}, but where `times` has fewer numbers than `x` has dims, they are those of its last dims.
 *
 * @example tile(tensor([[1, 2], [3, 4]]), [2]); // [[1, 2, 1, 2], [3, 4, 3, 4]]
 */
export function tile(x: Tensor, times: readonly number[]): Tensor {
  checkList("tile", "times", times);
  const missing = Math.max(0, x.rank - times.length);
  return repeat(x, [...Array.from({ length: missing }, () => 1), ...times]);
}

/**
 * Each slice along `dim` several times in a row: `repeats` times, or as many as an int32 tensor says for each.
 *
 * @example
 * repeatInterleave(tensor([1, 2]), 2, 0); // [1, 1, 2, 2]
 * repeatInterleave(tensor([5, 6, 7]), tensor([1, 0, 2], { dtype: "int32" }), 0); // [5, 7, 7]
 */
export function repeatInterleave(x: Tensor, repeats: number | Tensor, dim: number): Tensor {
  const at = normalizeDim("repeatInterleave", dim, x.rank);
  if (typeof repeats !== "number") {
    const positions = repeatedPositions(repeats, x, at);
    return indexSelect(x, at, positions);
  }
  checkCount("repeatInterleave", "repeats", repeats);
  const spread = unsqueeze(x, at + 1);
  const to = x.shape.map((n, i) => (i === at ? n * repeats : n));
  checkShape("repeatInterleave", to);
  return reshape(
    expand(
      spread,
      spread.shape.map((n, i) => (i === at + 1 ? repeats : n)),
    ),
    to,
  );
}

/** Position `i` as often as `repeats[i]` says. */
function repeatedPositions(repeats: Tensor, x: Tensor, dim: number): Tensor {
  if (repeats.dtype !== "int32" && repeats.dtype !== "uint8") {
    throw new DTypeError(
      "repeatInterleave",
      `the repeats are ${describe(repeats)}; they must be int32. Cast them: repeats.cast("int32").`,
    );
  }
  if (repeats.rank !== 1 || repeats.size !== x.shape[dim]) {
    throw new ShapeError(
      "repeatInterleave",
      `the repeats ${describe(repeats)} along dim ${dim} of ${describe(x)}; it takes [${x.shape[dim]}], one for each slice. Mend them.`,
      [repeats.shape, x.shape],
    );
  }
  const { storage, layout } = run.contiguous(repeats);
  const counts = read(storage, layout.offset, layout.size);
  const negative = counts.findIndex((n) => n < 0);
  if (negative >= 0) {
    throw new ArgumentError(
      "repeatInterleave",
      `repeats[${negative}] is ${counts[negative]}; each is a whole number from 0. Mend it.`,
    );
  }
  let total = 0;
  for (const n of counts) total += n;
  checkShape(
    "repeatInterleave",
    x.shape.map((n, i) => (i === dim ? total : n)),
  );
  const positions = new Int32Array(total);
  let end = 0;
  counts.forEach((n, i) => {
    positions.fill(i, end, end + n);
    end += n;
  });
  return positionList(x, positions);
}

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** `ij`: input `i` runs along dim `i`. `xy`: the first runs along dim 1 and the second along dim 0. Default `ij`. */
  readonly indexing?: "ij" | "xy" | undefined;
}

/**
 * The coordinates of a grid: for tensors of one dim, of sizes m, n, ..., as many tensors of shape `[m, n, ...]`, each
 * running along its own dim and constant along the others; views that copy nothing.
 *
 * @example meshgrid([arange(2), arange(3)]).map(String); // [ '[[0, 0, 0],\n [1, 1, 1]]', '[[0, 1, 2],\n [0, 1, 2]]' ]
 */
export function meshgrid<Axes extends readonly Tensor[]>(
  axes: readonly [...Axes],
  options: MeshgridOptions = {},
): TensorForEach<Axes> {
  const { indexing = "ij" } = options;
  if (indexing !== "ij" && indexing !== "xy") {
    throw new ArgumentError("meshgrid", `indexing "${indexing}"; it is "ij" or "xy". Name one.`);
  }
  const odd = axes.find((axis) => axis.rank !== 1);
  if (odd) {
    throw new ShapeError("meshgrid", `${describe(odd)}; each axis has one dim. Flatten it.`, [
      odd.shape,
    ]);
  }
  const swapped = indexing === "xy" && axes.length > 1;
  const dimOf = (i: number) => (swapped && i < 2 ? 1 - i : i);
  const shape = axes.map((_, i) => axes[dimOf(i)].size);
  checkShape("meshgrid", shape);
  return axes.map((axis, i) => {
    const along = shape.map((n, dim) => (dim === dimOf(i) ? n : 1));
    return expand(reshape(axis, along), shape);
  }) as TensorForEach<Axes>;
}
