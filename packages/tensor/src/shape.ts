/** Arithmetic of shapes: pure functions on lists of sizes. */

import { ArgumentError, refusePlain, ShapeError } from "./errors.ts";

/** The sizes of a tensor's dimensions, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** The most elements that a tensor may have: 2 GiB of float32. */
const maximumSize = 2 ** 29;

/** The number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i];
  return size;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Refuses a shape with sizes that are no whole numbers from 0, or with too many elements. */
export function checkShape(op: string, shape: Shape): void {
  checkList(op, "the shape", shape);
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(
        op,
        `the shape [${shape.join(",")}] has a size of ${size}; sizes are whole numbers from 0. Mend the shape.`,
        [shape],
      );
    }
  }
  const size = sizeOf(shape);
  if (size > maximumSize) {
    throw new ShapeError(
      op,
      `the shape [${shape.join(",")}] has ${size} elements; a tensor holds at most ${maximumSize}. Split it.`,
      [shape],
    );
  }
}

/** Refuses more elements than a tensor may have. */
export function checkSize(op: string, size: number): void {
  if (size >= 0 && size <= maximumSize) return;
  throw new ShapeError(op, `${size} elements; a tensor holds at most ${maximumSize}. Split it.`);
}

/** Refuses what is no list, which the compiler refuses too. */
export function checkList(op: string, name: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw new ArgumentError(op, `${name} is ${value}; it must be a list. Put it in brackets: [...].`);
}

/** The shape that two shapes broadcast to: aligned at their ends, sizes equal or one of them 1. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError(
        op,
        `shapes [${a.join(",")}] and [${b.join(",")}] do not broadcast; dim ${-i} is ${m} against ${n}, ` +
          "sizes must be equal or one of them 1. Reshape or expand one of them.",
        [a, b],
      );
    }
    shape[rank - i] = m === 1 ? n : m;
  }
  return shape;
}

/** A dim counted from the front, from one that may be negative: -1 is the last of `rank`. */
export function normalizeDim(op: string, dim: number, rank: number): number {
  if (rank === undefined) refusePlain(op);
  if (!Number.isInteger(dim) || dim < -rank || dim >= rank) {
    const range = rank === 0 ? "a scalar has no dims" : `valid are ${-rank} to ${rank - 1}`;
    throw new ShapeError(
      op,
      `dim ${dim} of a tensor with ${rank} dims; ${range}. Name one that exists.`,
    );
  }
  return dim < 0 ? dim + rank : dim;
}

/** Dims counted from the front, ascending, each once; all of them where none is named. */
export function normalizeDims(
  op: string,
  dims: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (rank === undefined) refusePlain(op);
  if (dims === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof dims === "number" ? [dims] : dims;
  checkList(op, "dim", list);
  const normal = list.map((dim) => normalizeDim(op, dim, rank)).sort((a, b) => a - b);
  if (new Set(normal).size < normal.length) {
    throw new ShapeError(
      op,
      `the dims [${list.join(",")}] name one twice; each may stand once. Drop one.`,
    );
  }
  return normal;
}

/** The shape after a reduction over `dims`: sizes of 1 with `keepdim`, else gone. */
export function reducedShape(shape: Shape, dims: readonly number[], keepdim: boolean): Shape {
  if (keepdim) return shape.map((size, i) => (dims.includes(i) ? 1 : size));
  return shape.filter((_, i) => !dims.includes(i));
}

/** The shape asked of a reshape, its one -1 worked out from the number of elements. */
export function inferShape(op: string, shape: Shape, size: number, from: Shape): Shape {
  checkList(op, "the shape", shape);
  const holes = shape.filter((n) => n === -1).length;
  const known = sizeOf(shape.filter((n) => n !== -1));
  const inferred = holes === 1 && known > 0 ? size / known : 0;
  const full = holes === 1 ? shape.map((n) => (n === -1 ? inferred : n)) : shape;
  const whole = full.every((n) => Number.isInteger(n) && n >= 0);
  if (holes > 1 || !whole || sizeOf(full) !== size || (holes === 1 && known === 0)) {
    throw new ShapeError(
      op,
      `[${from.join(",")}] cannot become [${shape.join(",")}]; it has ${size} elements, the new shape ` +
        `${holes === 0 ? sizeOf(shape) : `a multiple of ${known}`}. Use sizes with the same product, at most one of them -1.`,
      [from, shape],
    );
  }
  return full;
}

/** Refuses what is no whole number of at least `minimum`. */
export function checkCount(op: string, name: string, value: number, minimum = 0): void {
  if (!Number.isInteger(value) || value < minimum) {
    throw new ArgumentError(
      op,
      `${name} is ${value}; it must be a whole number from ${minimum}. Mend it.`,
    );
  }
}
