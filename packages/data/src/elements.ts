/** Elements as files hold them, the tensors that they become, and the limits to both. */

import {
  ArgumentError,
  type DType,
  type Shape,
  type Tensor,
  type TypedArray,
} from "@gradkit/tensor";
import type { Fail } from "./errors.ts";

/** How a file holds an element. */
export interface ElementType {
  /** What it becomes. */
  readonly dtype: DType;
  /** Bytes of an element in the file. */
  readonly bytes: number;
  /** The element at a place. */
  readonly get: (view: DataView, at: number, little: boolean) => number;
  /** Whether the little-endian bytes of the file are those of the tensor. */
  readonly native: boolean;
}

/** Every type that is read. Integers that fit no dtype of their own become int32 where each value fits. */
export const elementTypes = {
  bool: { dtype: "bool", bytes: 1, get: (view, at) => view.getUint8(at), native: false },
  uint8: { dtype: "uint8", bytes: 1, get: (view, at) => view.getUint8(at), native: true },
  int8: { dtype: "int32", bytes: 1, get: (view, at) => view.getInt8(at), native: false },
  int16: { dtype: "int32", bytes: 2, get: (view, at, le) => view.getInt16(at, le), native: false },
  uint16: {
    dtype: "int32",
    bytes: 2,
    get: (view, at, le) => view.getUint16(at, le),
    native: false,
  },
  int32: { dtype: "int32", bytes: 4, get: (view, at, le) => view.getInt32(at, le), native: true },
  uint32: {
    dtype: "int32",
    bytes: 4,
    get: (view, at, le) => view.getUint32(at, le),
    native: false,
  },
  int64: {
    dtype: "int32",
    bytes: 8,
    get: (view, at, le) => wide(view.getInt32(at + (le ? 4 : 0), le), view, at, le),
    native: false,
  },
  uint64: {
    dtype: "int32",
    bytes: 8,
    get: (view, at, le) => wide(view.getUint32(at + (le ? 4 : 0), le), view, at, le),
    native: false,
  },
  float16: {
    dtype: "float32",
    bytes: 2,
    get: (view, at, le) => half(view.getUint16(at, le)),
    native: false,
  },
  bfloat16: {
    dtype: "float32",
    bytes: 2,
    get: (view, at, le) => floatOfBits(view.getUint16(at, le) << 16),
    native: false,
  },
  float32: {
    dtype: "float32",
    bytes: 4,
    get: (view, at, le) => view.getFloat32(at, le),
    native: true,
  },
  float64: {
    dtype: "float64",
    bytes: 8,
    get: (view, at, le) => view.getFloat64(at, le),
    native: true,
  },
} as const satisfies Record<string, ElementType>;

/** Rounded beyond 2⁵³, where no int32 is. */
function wide(high: number, view: DataView, at: number, little: boolean): number {
  return high * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little);
}

const scratch = new DataView(new ArrayBuffer(4));

function floatOfBits(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}

/** The value of a float16: a sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign / 0 : Number.NaN;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  return sign * floatOfBits(((exponent + 112) << 23) | (fraction << 13));
}

/** The most elements and dims that a tensor may have. */
const maximumElements = 2 ** 29;
export const maximumRank = 255;

/** A shape in a message, cut where it has many sizes. */
export function shapeText(shape: Shape): string {
  return `[${shape.slice(0, 32).join(",")}${shape.length > 32 ? ",…" : ""}]`;
}

/** Bytes of an element in memory. */
export const dtypeBytes: Record<DType, number> = {
  bool: 1,
  uint8: 1,
  int32: 4,
  float32: 4,
  float64: 8,
};

/** What a file declares: `bytes` in the file, and what is `taken` in memory. */
export interface Extent {
  readonly elements: number;
  readonly bytes: number;
  readonly taken: number;
}

/** The extent of a shape; refuses what no tensor holds. `sizes` starts the message, and names the shape. */
export function extentOf(type: ElementType, shape: Shape, sizes: string, fail: Fail): Extent {
  if (shape.length > maximumRank) {
    throw fail(
      `${sizes}, ${shape.length} dims; a tensor read from a file has at most ${maximumRank}. Reshape it.`,
    );
  }
  const nonZero = shape.filter((size) => size !== 0).reduce((n, size) => n * size, 1);
  const elements = shape.includes(0) ? 0 : nonZero;
  if (elements > maximumElements || !Number.isFinite(nonZero)) {
    const count = Number.isSafeInteger(elements) ? `${elements}` : "more than 2^53";
    throw fail(
      `${sizes}, ${count} elements; a tensor holds at most ${maximumElements}. Download it again, or split it.`,
    );
  }
  return { elements, bytes: elements * type.bytes, taken: elements * dtypeBytes[type.dtype] };
}

/** Refuses what takes more memory than the caller allows. */
export function checkTaken(
  taken: number,
  dtype: string,
  limit: number,
  sizes: string,
  fail: Fail,
): void {
  if (taken <= limit) return;
  throw fail(
    `${sizes}, ${taken} bytes as ${dtype}; the limit is ${limit}. Raise maximumBytes if the file is to be trusted.`,
  );
}

/** An option that limits; refuses one that is no number from 0. */
export function limitOf(op: string, name: string, limit: number): number {
  if (limit >= 0) return limit;
  throw new ArgumentError(op, `${name} is ${limit}; it must be a number from 0. Mend it.`);
}

/** Memory taken once: `bytes` is to be filled from the file, `values` holds the elements after {@link decode}. */
export interface Room {
  readonly values: TypedArray;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Memory for `n` elements; smaller ones lie at its end, so that they can be spread from its start. */
export function roomFor({ dtype, bytes }: ElementType, n: number): Room {
  const buffer = new ArrayBuffer(n * Math.max(bytes, dtypeBytes[dtype]));
  const inFile = new Uint8Array(buffer, buffer.byteLength - n * bytes);
  if (dtype === "float64") return { values: new Float64Array(buffer, 0, n), bytes: inFile };
  if (dtype === "float32") return { values: new Float32Array(buffer, 0, n), bytes: inFile };
  if (dtype === "int32") return { values: new Int32Array(buffer, 0, n), bytes: inFile };
  return { values: new Uint8Array(buffer, 0, n), bytes: inFile };
}

/**
 * Turns the file's bytes into elements where they lie; refuses values that the dtype does not hold, and counts them from
 * `first`.
 */
export function decode(
  type: ElementType,
  { values, bytes }: Room,
  little: boolean,
  fail: Fail,
  first = 0,
): TypedArray {
  if (type.native && (little || type.bytes === 1)) return values;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { dtype } = type;
  for (let i = 0; i < values.length; i++) {
    const value = type.get(view, i * type.bytes, little);
    if (dtype === "int32" && value !== (value | 0)) {
      throw fail(
        `element ${first + i} is ${value}, which int32 does not hold (-2147483648 to 2147483647). Write it as float64.`,
      );
    }
    if (dtype === "bool" && value > 1) {
      throw fail(`element ${first + i} is ${value}; a bool is the byte 0 or 1. Download it again.`);
    }
    values[i] = value;
  }
  return values;
}

/** The tensors that `fill` puts into the map; when it throws, none stays behind. */
export async function allOrNone(
  fill: (tensors: Map<string, Tensor>) => Promise<void>,
): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  try {
    await fill(tensors);
    return tensors;
  } catch (error) {
    for (const x of tensors.values()) x.dispose();
    throw error;
  }
}
