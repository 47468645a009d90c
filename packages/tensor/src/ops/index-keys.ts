/** The keys of an index: what each may be, which dims it takes, and what is refused before anything is picked. */

import { ArgumentError, DTypeError, describe, IndexError, ShapeError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";

/** The positions `start` to `end` (excluded), every `step`-th, as in {@link slice}; `{}` is all of a dim. */
export interface IndexRange {
  /** Default the first position, or the last where the step is negative. */
  readonly start?: number | undefined;
  /** Default all that remain. */
  readonly end?: number | undefined;
  /** Default 1. */
  readonly step?: number | undefined;
}

/**
 * One key of {@link index}: a position (the dim goes), a range (the dim stays), `"..."` for as many whole dims as the
 * other keys leave, `null` for a new dim of size 1, an int32 tensor of positions, or a bool tensor that is a mask over
 * as many dims as it has.
 */
export type IndexKey = number | IndexRange | "..." | null | Tensor;

/** A key that takes dims, beside the number of its place in the call. */
export interface PlacedKey {
  readonly key: number | IndexRange | null | Tensor;
  readonly place: number;
  /** Whether something that is neither a position nor a tensor stands between this key and the one before. */
  readonly apart: boolean;
}

/** Whether a key is a tensor. */
export function isTensorKey(key: IndexKey): key is Tensor {
  return typeof key === "object" && key !== null && "storage" in key;
}

/** Whether a key is a range. */
function isRange(key: IndexKey): key is IndexRange {
  return typeof key === "object" && key !== null && !isTensorKey(key);
}

/** How many dims a key takes. */
function dimsOf(key: IndexKey): number {
  if (key === null || key === "...") return 0;
  return isTensorKey(key) && key.dtype === "bool" ? key.rank : 1;
}

/** The keys with the ellipsis written out, so that they take every dim of `x`; refuses what is no key of it. */
export function placedKeys(op: string, x: Tensor, keys: readonly IndexKey[]): PlacedKey[] {
  keys.forEach((key, place) => {
    checkKey(op, key, place);
  });
  const taken = keys.reduce<number>((sum, key) => sum + dimsOf(key), 0);
  if (taken > x.rank) {
    throw new ShapeError(
      op,
      `keys for ${taken} dims of ${describe(x)}; it has ${x.rank}. Drop some, or make a dim with null.`,
      [x.shape],
    );
  }
  if (keys.filter((key) => key === "...").length > 1) {
    throw new ArgumentError(op, '"..." stands twice; once is all that has a meaning. Use {}.');
  }
  const rest = Array.from({ length: x.rank - taken }, (): IndexRange => ({}));
  const all = keys.includes("...") ? keys : [...keys, "..." as const];
  const placed: PlacedKey[] = [];
  let apart = false;
  let dim = 0;
  all.forEach((key, place) => {
    if (key === "...") {
      for (const range of rest) placed.push({ key: range, place, apart });
      apart = true;
      dim += rest.length;
      return;
    }
    checkFit(op, x, dim, key, place);
    placed.push({ key, place, apart });
    apart = key === null || isRange(key);
    dim += dimsOf(key);
  });
  return placed;
}

function checkKey(op: string, key: IndexKey, place: number): void {
  if (key === null || key === "...") return;
  if (typeof key === "number") {
    if (Number.isInteger(key)) return;
    throw new ArgumentError(op, `key ${place} is ${key}; positions are whole numbers. Mend it.`);
  }
  if (isTensorKey(key)) {
    if (key.dtype === "float32" || key.dtype === "float64") {
      throw new DTypeError(
        op,
        `key ${place} is ${describe(key)}; positions are int32 and masks bool. Cast it: key.cast("int32").`,
      );
    }
    if (key.dtype !== "bool" || key.rank > 0) return;
    throw new ShapeError(op, `key ${place} is bool[]; a mask has at least one dim. Reshape it.`);
  }
  const known = typeof key === "object" && !Array.isArray(key);
  if (known && Object.keys(key).every((name) => ["start", "end", "step"].includes(name))) return;
  throw new ArgumentError(
    op,
    `key ${place} is ${JSON.stringify(key)}; keys are numbers, { start, end, step }, "...", null and tensors. ` +
      'Wrap a list: tensor([0, 2], { dtype: "int32" }).',
  );
}

/** Refuses a position outside of its dim, and a mask of another shape than the dims that it covers. */
function checkFit(
  op: string,
  x: Tensor,
  dim: number,
  key: number | IndexRange | null | Tensor,
  place: number,
): void {
  const size = x.shape[dim];
  if (typeof key === "number" && (key < -size || key >= size)) {
    const where = `key ${place} along dim ${dim} of ${describe(x)}`;
    throw new IndexError(op, where, key, size, "Stay inside.", -size);
  }
  if (key === null || !isTensorKey(key) || key.dtype !== "bool") return;
  if (key.shape.every((n, i) => n === x.shape[dim + i])) return;
  throw new ShapeError(
    op,
    `key ${place}, the mask ${describe(key)}, from dim ${dim} of ${describe(x)}; it must have the sizes ` +
      `[${x.shape.slice(dim, dim + key.rank).join(",")}]. Mend it.`,
    [x.shape, key.shape],
  );
}
