/** How a view lies in its storage: shape, strides and offset, all in elements. */

import type { Shape } from "./shape.ts";
import { sizeOf } from "./shape.ts";

/** A view of a storage. Layouts are never changed, so tensors of one shape share one. */
export interface Layout {
  /** Elements along each dim. */
  readonly shape: Shape;
  /** Elements between neighbours along each dim; 0 where a dim is expanded, negative where flipped. */
  readonly strides: readonly number[];
  /** Elements before the first one. */
  readonly offset: number;
  /** Elements in all. */
  readonly size: number;
  /** Row-major without gaps, wherever it begins. */
  readonly contiguous: boolean;
}

/** The row-major layout of the same shape, for a tensor of its own. */
export function ownLayout(layout: Layout): Layout {
  return layout.contiguous && layout.offset === 0 ? layout : contiguousLayout(layout.shape);
}

/** The row-major layout of a shape. */
export function contiguousLayout(shape: Shape): Layout {
  return {
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
    size: sizeOf(shape),
    contiguous: true,
  };
}

/** A layout of a shape without gaps whose dims lie in memory in the order of those of `like`, the last one innermost. */
export function orderedLayout(like: Layout, shape: Shape): Layout {
  const lead = shape.length - like.shape.length;
  const apart = (dim: number) => (dim < lead ? Number.POSITIVE_INFINITY : like.strides[dim - lead]);
  const outer = shape.slice(0, -1).map((_, dim) => dim);
  const order = outer.sort((a, b) => (apart(a) === apart(b) ? a - b : apart(b) - apart(a)));
  const strides = new Array<number>(shape.length).fill(1);
  let step = shape.at(-1) ?? 1;
  for (const dim of order.reverse()) {
    strides[dim] = step;
    step *= shape[dim];
  }
  return layoutOf(shape, strides, 0);
}

/** Row-major strides of a shape. */
function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

/** A layout from its parts. */
export function layoutOf(shape: Shape, strides: readonly number[], offset: number): Layout {
  return { shape, strides, offset, size: sizeOf(shape), contiguous: isRowMajor(shape, strides) };
}

/** Whether elements lie in row-major order without gaps; strides of dims of size 1 do not matter. */
function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i];
    if (size === 0) return true;
    if (size !== 1 && strides[i] !== step) return false;
    step *= size;
  }
  return true;
}

/** Strides that read a view of `shape` as if it had the shape `to`: 0 along each broadcast dim. */
export function broadcastStrides({ shape, strides }: Layout, to: Shape): number[] {
  const lead = to.length - shape.length;
  return to.map((_, i) => (i < lead || shape[i - lead] === 1 ? 0 : strides[i - lead]));
}

/**
 * Strides for a new shape over the same elements, or undefined where only a copy can have it: each group
 * of old dims that becomes a group of new ones must lie evenly.
 */
export function reshapeStrides({ shape, strides, size }: Layout, to: Shape): number[] | undefined {
  if (size === 0) return contiguousStrides(to);
  const old = shape.map((n, i) => [n, strides[i] as number] as const).filter(([n]) => n !== 1);
  const result = new Array<number>(to.length).fill(0);
  let j = 0;
  for (let i = 0; i < old.length; ) {
    let [oldCount, innermost] = old[i++] as readonly [number, number];
    const start = j;
    let newCount = to[j++];
    while (oldCount !== newCount) {
      if (newCount < oldCount) {
        newCount *= to[j++];
      } else {
        const [n, stride] = old[i++] as readonly [number, number];
        if (innermost !== n * stride) return undefined;
        innermost = stride;
        oldCount *= n;
      }
    }
    for (let k = j - 1, step = innermost; k >= start; k--) {
      result[k] = step;
      step *= to[k];
    }
  }
  return result;
}

/** A strided walk over broadcast operands with as few dims as possible. */
export interface Loops {
  readonly shape: readonly number[];
  /** The strides of each operand. */
  readonly strides: readonly (readonly number[])[];
}

/** Joins neighbouring dims that all operands step through evenly, and drops dims of size 1. */
export function collapse(shape: Shape, operands: readonly (readonly number[])[]): Loops {
  const sizes: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (let i = 0; i < shape.length; i++) {
    const n = shape[i];
    if (n === 1) continue;
    const last = sizes.length - 1;
    const joins = last >= 0 && operands.every((s, o) => strides[o]?.[last] === n * s[i]);
    if (joins) sizes[last] = sizes[last] * n;
    else sizes.push(n);
    operands.forEach((s, o) => {
      strides[o][sizes.length - 1] = s[i];
    });
  }
  return { shape: sizes, strides };
}
