/** Any part of a tensor by keys as NumPy has them, and its counterpart that puts. */

import { holds } from "../dtype.ts";
import { DTypeError, describe, IndexError, ShapeError } from "../errors.ts";
import * as run from "../run.ts";
import type { Shape } from "../shape.ts";
import { broadcastShapes, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { add, mul } from "./binary.ts";
import { less, where } from "./compare.ts";
import type { IndexKey, IndexRange, PlacedKey } from "./index-keys.ts";
import { isTensorKey, placedKeys } from "./index-keys.ts";
import { checkPositions, indexAdd, indexSelect, scatter } from "./indexing.ts";
import { expand, flatten, permute, range, reshape, select, unsqueeze, window } from "./movement.ts";
import { countedPositions } from "./positions.ts";
import { nonzero } from "./selection.ts";

/** A dim that a tensor of positions indexes. */
interface Pick {
  readonly dim: number;
  readonly positions: Tensor;
}

/**
 * The part of `x` that keys name, one key for each dim from the first on; see {@link IndexKey}. Negative positions
 * count from the end, in tensors too; one that is outside is an error.
 *
 * Without tensors among the keys it is a view. With them, their shapes broadcast against each other, a mask counting
 * as the positions where it holds, and the dims of that shape stand where the tensors' dims were; if a range,
 * `"..."` or `null` stands between two of them (a number counts as one of them, as in NumPy), they stand in front.
 *
 * @example
 * const x = reshape(arange(6), [2, 3]);
 * index(x, 1); // [3, 4, 5]
 * index(x, "...", { start: 1 }); // [[1, 2], [4, 5]]
 * index(x, {}, { step: -2 }); // [[2, 0], [5, 3]]
 * index(x, tensor([0, 1], { dtype: "int32" }), tensor([2, -3], { dtype: "int32" })); // [2, 3]
 * index(x, greater(x, 3)); // [4, 5]
 */
export function index(x: Tensor, ...keys: IndexKey[]): Tensor {
  return picked("index", x, placedKeys("index", x, keys));
}

/** Options of {@link indexPut}. */
export interface IndexPutOptions {
  /** Adds the values to what is there, as often as a place is named. Default false: the last value named stays. */
  readonly accumulate?: boolean | undefined;
}

/**
 * `x` with `values` put where `index(x, ...keys)` reads, as a new tensor; they are a number, or a tensor of the
 * dtype of `x` that broadcasts to the shape of that part. The gradient of a value that is put over flows nowhere.
 *
 * @example
 * indexPut(zeros([2, 3]), [{}, 1], tensor([5, 6])); // [[0, 5, 0], [0, 6, 0]]
 * indexPut(zeros([3]), [tensor([2, 2], { dtype: "int32" })], 1, { accumulate: true }); // [0, 0, 2]
 */
export function indexPut(
  x: Tensor,
  keys: readonly IndexKey[],
  values: Tensor | number,
  options: IndexPutOptions = {},
): Tensor {
  const { accumulate = false } = options;
  checkValues(x, values, accumulate);
  const placed = placedKeys("indexPut", x, keys);
  const places = picked("indexPut", reshape(countedPositions(x, x.size), x.shape), placed);
  const source = typeof values === "number" ? run.full(x, x.dtype, [], values) : values;
  checkBroadcast(source, places.shape);
  const flatSource = reshape(expand(source, places.shape), [places.size]);
  const flatPlaces = reshape(places, [places.size]);
  const flat = reshape(x, [x.size]);
  const put = accumulate ? indexAdd : scatter;
  return reshape(put(flat, 0, flatPlaces, flatSource), x.shape);
}

function checkValues(x: Tensor, values: Tensor | number, accumulate: boolean): void {
  if (accumulate && x.dtype === "bool") {
    throw new DTypeError("indexPut", `${describe(x)} has no sums. Cast it: x.cast("int32").`);
  }
  if (typeof values === "number" ? holds(x.dtype, values) : values.dtype === x.dtype) return;
  const what = typeof values === "number" ? `a value of ${values}` : `values ${describe(values)}`;
  throw new DTypeError(
    "indexPut",
    `${what} for ${describe(x)}; both must have one dtype. Cast one of them.`,
  );
}

function checkBroadcast(values: Tensor, shape: Shape): void {
  const lead = shape.length - values.rank;
  if (lead >= 0 && values.shape.every((n, i) => n === 1 || n === shape[lead + i])) return;
  throw new ShapeError(
    "indexPut",
    `values ${describe(values)} for a part of shape [${shape.join(",")}]; they must broadcast to it. Reshape them.`,
    [values.shape, shape],
  );
}

/** See {@link index}. */
function picked(op: string, x: Tensor, placed: readonly PlacedKey[]): Tensor {
  let view = x;
  let dim = 0;
  const waiting: { readonly dim: number; readonly placed: PlacedKey }[] = [];
  for (const each of placed) {
    const { key } = each;
    if (key === null) view = unsqueeze(view, dim++);
    else if (typeof key === "number") view = select(view, dim, key);
    else if (!isTensorKey(key)) view = ranged(op, view, dim++, key);
    else {
      // A mask picks from the dims that it covers as if they were one.
      if (key.dtype === "bool") view = flatten(view, dim, dim + key.rank - 1);
      waiting.push({ dim: dim++, placed: each });
    }
  }
  if (waiting.length === 0) return view;
  const picks = waiting.map((each) => pickOf(op, view, each.dim, each.placed));
  return atPositions(op, view, picks, frontOf(placed));
}

function ranged(op: string, x: Tensor, dim: number, { start, end, step = 1 }: IndexRange): Tensor {
  const [first, length] = range(op, x.shape[dim], start, end, step);
  return first === 0 && step === 1 && length === x.shape[dim]
    ? x
    : window(x, dim, first, length, step);
}

/** The dim of the result at which the dims of positions begin: that of the first number or tensor, or 0. */
function frontOf(placed: readonly PlacedKey[]): number {
  const isPlace = ({ key }: PlacedKey) => typeof key === "number" || isPlaceTensor(key);
  const first = placed.findIndex(isPlace);
  const scattered = placed.some((each, i) => i > first && isPlace(each) && each.apart);
  return scattered ? 0 : first;
}

function isPlaceTensor(key: PlacedKey["key"]): boolean {
  return key !== null && isTensorKey(key);
}

/** The positions that a tensor among the keys stands for. */
function pickOf(op: string, x: Tensor, dim: number, { key, place }: PlacedKey): Pick {
  const tensor = key as Tensor;
  if (tensor.dtype !== "bool") {
    return { dim, positions: fromFront(op, tensor, x.shape[dim], place) };
  }
  const places = nonzero(reshape(tensor, [tensor.size]));
  return { dim, positions: reshape(places, [places.size]) };
}

/** Positions counted from the front; refuses those outside of a dim of `size`. */
function fromFront(op: string, key: Tensor, size: number, place: number): Tensor {
  const positions = run.contiguous(run.cast(key, "int32"));
  const front = where(less(positions, 0), add(positions, size), positions);
  try {
    return checkPositions(op, front, size);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    const value = error.index < 0 ? error.index - size : error.index;
    throw new IndexError(
      op,
      `a position of key ${place}, ${describe(key)},`,
      value,
      size,
      "Mend the key.",
      -size,
    );
  }
}

/** The elements at positions that broadcast; their dims begin at dim `front` of the result. */
function atPositions(op: string, x: Tensor, picks: readonly Pick[], front: number): Tensor {
  const shape = picks
    .map(({ positions }) => positions.shape)
    .reduce((a, b) => broadcastShapes(op, a, b));
  const dims = picks.map(({ dim }) => dim);
  const others = x.shape.map((_, i) => i).filter((i) => !dims.includes(i));
  const before = others.slice(0, front);
  const after = others.slice(front);
  const sizes = (list: readonly number[]) => list.map((i) => x.shape[i]);
  const joined = [...sizes(before), sizeOf(sizes(dims)), ...sizes(after)];
  const moved = reshape(permute(x, [...before, ...dims, ...after]), joined);
  // Row-major places among the dims that are indexed: ((p0 n1) + p1) n2 + p2 ...
  const places = picks
    .map(({ positions }) => positions)
    .reduce((sum, positions, i) => add(mul(sum, x.shape[dims[i]]), positions));
  const flat = reshape(expand(places, shape), [sizeOf(shape)]);
  return reshape(indexSelect(moved, front, flat), [...sizes(before), ...shape, ...sizes(after)]);
}
