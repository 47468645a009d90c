/**
 * From tensors to a kernel: the one way to the engine. Promotes dtypes, broadcasts, makes contiguous what
 * a kernel wants contiguous, allocates the output and calls. Records nothing.
 */

import type {
  Address,
  BinaryName,
  CompareName,
  ReduceKernel,
  ReduceName,
  UnaryName,
} from "./backend/backend.ts";
import { backend } from "./backend/current.ts";
import type { DType } from "./dtype.ts";
import { bytesPerElement, isFloat, promote, toFloat } from "./dtype.ts";
import { DTypeError, describe, refusePlain } from "./errors.ts";
import type { Layout } from "./layout.ts";
import { broadcastStrides, collapse, contiguousLayout, ownLayout } from "./layout.ts";
import { checkOperand, numberDtype, refuseNumbers } from "./operand.ts";
import type { Shape } from "./shape.ts";
import { broadcastShapes, sameShape, sizeOf } from "./shape.ts";
import { addressOf, readOne, Storage } from "./storage.ts";
import type { Tensor } from "./tensor.ts";

/** A tensor, or a plain number that takes the dtype of the tensor beside it. */
export type Operand = Tensor | number;

/** The address of a tensor's first element; refuses a tensor that was freed. */
export function start(x: Tensor): Address {
  return addressOf(x.storage) + x.layout.offset * bytesPerElement(x.dtype);
}

/** Bytes that one element of `x` takes. */
export function elementBytes(x: Tensor): number {
  return bytesPerElement(x.dtype);
}

/** The element at a position of a contiguous tensor. */
export function valueAt(x: Tensor, position: number): number {
  return readOne(x.storage, x.layout.offset + position);
}

/** A new tensor of the same library as `like`, its elements undefined. */
export function empty(op: string, like: Tensor, dtype: DType, layout: Layout): Tensor {
  return like.make(new Storage(op, dtype, layout.size), layout, op);
}

/** The same elements in row-major order without gaps; `x` itself where they lie so. */
export function contiguous(x: Tensor): Tensor {
  if (x.layout === undefined) refusePlain("tensor");
  if (x.layout.contiguous) return x;
  return clone("contiguous", x);
}

/** A contiguous copy of `x` that shares nothing with it. */
export function clone(op: string, x: Tensor): Tensor {
  const y = empty(op, x, x.dtype, contiguousLayout(x.shape));
  copy(x.dtype, x.shape, start(x), x.layout.strides, start(y), y.layout.strides);
  return y;
}

/** Copies a strided view to another of the same shape, with as few loops as possible. */
export function copy(
  dtype: DType,
  shape: Shape,
  x: Address,
  xStrides: readonly number[],
  y: Address,
  yStrides: readonly number[],
): void {
  const loops = collapse(shape, [xStrides, yStrides]);
  const [from = [], to = []] = loops.strides;
  backend().copy(dtype, loops.shape, x, from, y, to);
}

/** `x` converted to `dtype`; `x` itself where it has it. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  const source = contiguous(x);
  const y = empty("cast", x, dtype, contiguousLayout(x.shape));
  backend().cast(x.dtype, dtype, y.size, start(source), start(y));
  return y;
}

/** A tensor of `shape` with every element `value`. */
export function full(like: Tensor, dtype: DType, shape: Shape, value: number): Tensor {
  const y = empty("full", like, dtype, contiguousLayout(shape));
  backend().fill(dtype, y.size, value, start(y));
  return y;
}

/** Sets every element of a contiguous tensor to `value`. */
export function fill(x: Tensor, value: number): void {
  backend().fill(x.dtype, x.size, value, start(x));
}

/** Both operands as tensors, each with its own dtype; a number takes the other's. */
export function pair(op: string, a: Operand, b: Operand): readonly [Tensor, Tensor] {
  checkOperand(op, a);
  checkOperand(op, b);
  if (typeof a !== "number") return [a, beside(op, b, a)];
  if (typeof b !== "number") return [beside(op, a, b), b];
  refuseNumbers(op);
}

function beside(op: string, value: Operand, x: Tensor): Tensor {
  if (typeof value !== "number") return value;
  return full(x, numberDtype(op, x, value), [], value);
}

/** A kernel over each element that keeps the dtype. */
function unary(name: UnaryName, x: Tensor): Tensor {
  if (x.layout === undefined) refusePlain(name);
  const source = contiguous(x);
  const y = empty(name, x, x.dtype, ownLayout(source.layout));
  backend().unary[name](x.dtype, y.size, start(source), start(y));
  return y;
}

/** A kernel over each element that is defined for floats: integers and bool become float32 first. */
export function floatUnary(name: UnaryName, x: Tensor): Tensor {
  if (x.layout === undefined) refusePlain(name);
  return unary(name, cast(x, toFloat(x.dtype)));
}

/** A kernel over each element of numbers; bool is refused. */
export function numericUnary(name: UnaryName, x: Tensor): Tensor {
  if (x.dtype === "bool") refuseBool(name, x);
  return unary(name, x);
}

function refuseBool(op: string, x: Tensor): never {
  throw new DTypeError(op, `${describe(x)}; it takes numbers. Cast it: x.cast("int32").`);
}

/** An elementwise kernel on two operands, promoted and broadcast; bool becomes int32. */
export function binary(name: BinaryName, a: Operand, b: Operand): Tensor {
  const [x, z] = pair(name, a, b);
  const promoted = promote(x.dtype, z.dtype);
  const dtype = promoted === "bool" ? "int32" : promoted;
  return elementwise(name, backend().binary[name], dtype, dtype, x, z);
}

/** A binary kernel that is defined for floats, such as div and pow. */
export function floatBinary(name: BinaryName, a: Operand, b: Operand): Tensor {
  const [x, z] = pair(name, a, b);
  const dtype = toFloat(promote(x.dtype, z.dtype));
  return elementwise(name, backend().binary[name], dtype, dtype, x, z);
}

/** A comparison; the result is bool. */
export function compare(name: CompareName, a: Operand, b: Operand): Tensor {
  const [x, z] = pair(name, a, b);
  return elementwise(name, backend().compare[name], promote(x.dtype, z.dtype), "bool", x, z);
}

type Kernel = (typeof backend extends () => infer B ? B : never)["binary"][BinaryName];

/** Broadcasts and calls: same shapes and single values take one loop, rows and columns two, the rest is expanded first. */
export function elementwise(
  op: string,
  kernel: Kernel,
  from: DType,
  to: DType,
  first: Tensor,
  second: Tensor,
): Tensor {
  const a = cast(first, from);
  const b = cast(second, from);
  if (a.layout.contiguous && b.layout.contiguous && sameShape(a.shape, b.shape)) {
    const y = empty(op, first, to, ownLayout(a.layout));
    kernel(from, 1, y.size, start(a), 0, 1, start(b), 0, 1, start(y));
    return y;
  }
  if (b.size === 1 && a.layout.contiguous && b.rank <= a.rank) {
    const y = empty(op, first, to, ownLayout(a.layout));
    kernel(from, 1, y.size, start(a), 0, 1, start(b), 0, 0, start(y));
    return y;
  }
  const layout = contiguousLayout(broadcastShapes(op, a.shape, b.shape));
  const [x, z, loops] = twoLoops(a, b, layout.shape);
  const y = empty(op, first, to, layout);
  const [xStrides = [], zStrides = []] = loops.strides;
  const [outer, inner] =
    loops.shape.length === 2 ? (loops.shape as [number, number]) : [1, loops.shape[0] ?? 1];
  const [xOuter, xInner] = outerInner(xStrides);
  const [zOuter, zInner] = outerInner(zStrides);
  kernel(from, outer, inner, start(x), xOuter, xInner, start(z), zOuter, zInner, start(y));
  return y;
}

/** Two operands whose joint walk has at most two loops with inner strides of 0 or 1. */
function twoLoops(a: Tensor, b: Tensor, shape: Shape) {
  const loops = collapse(shape, [
    broadcastStrides(a.layout, shape),
    broadcastStrides(b.layout, shape),
  ]);
  const even = loops.strides.every(
    (strides) => (strides.at(-1) ?? 0) === 0 || strides.at(-1) === 1,
  );
  if (loops.shape.length <= 2 && even) return [a, b, loops] as const;
  const x = expanded(a, shape);
  const z = expanded(b, shape);
  return [x, z, collapse(shape, [x.layout.strides, z.layout.strides])] as const;
}

/** A contiguous tensor with the elements of `x` broadcast to `shape`. */
function expanded(x: Tensor, shape: Shape): Tensor {
  if (x.layout.contiguous && sameShape(x.shape, shape)) return x;
  const y = empty("expand", x, x.dtype, contiguousLayout(shape));
  copy(x.dtype, shape, start(x), broadcastStrides(x.layout, shape), start(y), y.layout.strides);
  return y;
}

function outerInner(strides: readonly number[]): readonly [number, number] {
  return strides.length === 2 ? (strides as [number, number]) : [0, strides[0] ?? 0];
}

/** `c ? a : b` for each element, broadcast. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [x, z] = pair("where", a, b);
  const dtype = promote(x.dtype, z.dtype);
  const shape = broadcastShapes(
    "where",
    condition.shape,
    broadcastShapes("where", x.shape, z.shape),
  );
  const y = empty("where", condition, dtype, contiguousLayout(shape));
  const c = expanded(condition, shape);
  const yes = expanded(cast(x, dtype), shape);
  const no = expanded(cast(z, dtype), shape);
  backend().where(dtype, y.size, start(c), start(yes), start(no), start(y));
  return y;
}

/**
 * A reduction over ascending `dims`, the result in the shape `to`. Neighbouring dims are reduced where
 * they lie; others are moved to the end first.
 */
export function reduce(
  name: ReduceName,
  x: Tensor,
  dims: readonly number[],
  dtype: DType,
  to: Shape,
): Tensor {
  return reduceBy(name, backend().reduce[name], x, dims, dtype, to);
}

/** As {@link reduce}, by a kernel that is given. */
export function reduceBy(
  op: string,
  kernel: ReduceKernel,
  x: Tensor,
  dims: readonly number[],
  dtype: DType,
  to: Shape,
): Tensor {
  const { shape } = x;
  const first = dims[0] ?? shape.length;
  const last = dims.at(-1) ?? shape.length - 1;
  const together = last - first + 1 === dims.length;
  const source = together ? contiguous(x) : movedToEnd(x, dims);
  const inner = together ? sizeOf(shape.slice(last + 1)) : 1;
  const y = empty(op, x, dtype, contiguousLayout(to));
  const n = dims.reduce((count, dim) => count * shape[dim], 1);
  kernel(x.dtype, y.size / inner || 0, n, inner, start(source), start(y));
  return y;
}

function movedToEnd(x: Tensor, dims: readonly number[]): Tensor {
  const order = x.shape
    .map((_, i) => i)
    .filter((i) => !dims.includes(i))
    .concat(dims);
  const { shape, strides } = x.layout;
  const moved = contiguousLayout(order.map((i) => shape[i]));
  const y = empty("permute", x, x.dtype, moved);
  const from = order.map((i) => strides[i]);
  copy(x.dtype, moved.shape, start(x), from, start(y), moved.strides);
  return y;
}

/** A view of the same storage. */
export function view(op: string, x: Tensor, layout: Layout): Tensor {
  return x.make(x.storage, layout, op);
}

/** Refuses a tensor that is not float32 or float64. */
export function checkFloat(op: string, x: Tensor): void {
  if (x.layout === undefined) refusePlain(op);
  if (!isFloat(x.dtype)) {
    throw new DTypeError(
      op,
      `${describe(x)}; it takes float32 or float64. Cast it: x.cast("float32").`,
    );
  }
}
