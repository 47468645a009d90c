/** The element types, their sizes and their promotion. */

import { DTypeError } from "./errors.ts";

/** The type of a tensor's elements. */
export type DType = "float32" | "float64" | "int32" | "uint8" | "bool";

/** The dtypes that have gradients, and that parameters and random numbers are of. */
export type FloatDType = "float32" | "float64";

/** What the compiler lets one call on one kind of typed array, but not, or with types that nobody can read, on any. */
export interface TypedArrayMethods {
  /** A typed array of the same kind, of what `f` gives for each element. */
  map(f: (value: number, index: number) => number): TypedArray;
  /** A typed array of the same kind, of the elements for which `f` is true. */
  filter(f: (value: number, index: number) => boolean): TypedArray;
  /** Calls `f` with each element. */
  forEach(f: (value: number, index: number) => void): void;
  /** Whether `f` is true for all elements. */
  every(f: (value: number, index: number) => boolean): boolean;
  /** Whether `f` is true for one element or more. */
  some(f: (value: number, index: number) => boolean): boolean;
  /** The first element for which `f` is true. */
  find(f: (value: number, index: number) => boolean): number | undefined;
  /** Where the first element stands for which `f` is true; -1 where there is none. */
  findIndex(f: (value: number, index: number) => boolean): number;
  /** The last element for which `f` is true. */
  findLast(f: (value: number, index: number) => boolean): number | undefined;
  /** What `f` makes of what it has made of the elements so far and the next, from the first on. */
  reduce(f: (all: number, value: number, index: number) => number): number;
  /** The same from `initial` on. */
  reduce<T>(f: (all: T, value: number, index: number) => T, initial: T): T;
  /** As `reduce`, from the last element on. */
  reduceRight(f: (all: number, value: number, index: number) => number): number;
  /** The same from `initial` on. */
  reduceRight<T>(f: (all: T, value: number, index: number) => T, initial: T): T;
}

/** The typed array that holds elements of a dtype; `bool` is stored as bytes 0 and 1. */
export type TypedArray = (Float32Array | Float64Array | Int32Array | Uint8Array) &
  TypedArrayMethods;

/** The dtypes from the weakest to the strongest: promotion takes the stronger of two. */
export const dtypes: readonly DType[] = ["bool", "uint8", "int32", "float32", "float64"];

const bytes: Record<DType, number> = { bool: 1, uint8: 1, int32: 4, float32: 4, float64: 8 };

const rank: Record<DType, number> = { bool: 0, uint8: 1, int32: 2, float32: 3, float64: 4 };

const constructors = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Refuses what is no dtype, which the compiler refuses too. */
export function checkDType(op: string, dtype: DType): void {
  if (Object.hasOwn(bytes, dtype)) return;
  throw new DTypeError(op, `"${dtype}" is no dtype; they are ${dtypes.join(", ")}. Name one.`);
}

/** Bytes that one element takes. */
export function bytesPerElement(dtype: DType): number {
  return bytes[dtype];
}

/** A new typed array of `n` zeros for elements of `dtype`. */
export function typedArray(dtype: DType, n: number): TypedArray {
  return new constructors[dtype](n);
}

/** The dtype that a typed array holds by nature: `Uint8Array` is `uint8`, never `bool`. */
export function dtypeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return "float32";
  if (values instanceof Float64Array) return "float64";
  return values instanceof Int32Array ? "int32" : "uint8";
}

/** Whether `dtype` is float32 or float64. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return rank[dtype] >= 3;
}

/** Whether a number is one that elements of `dtype` can be, but for a float's rounding. */
export function holds(dtype: DType, value: number): boolean {
  if (isFloat(dtype)) return true;
  const [low, high] =
    dtype === "int32" ? [-(2 ** 31), 2 ** 31 - 1] : [0, dtype === "bool" ? 1 : 255];
  return Number.isInteger(value) && value >= low && value <= high;
}

/** The dtype of a result of two operands: the stronger of both. */
export function promote(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}

/** The float dtype that a function such as `exp` computes in: integers and bool become float32. */
export function toFloat(dtype: DType): FloatDType {
  return isFloat(dtype) ? dtype : "float32";
}

/**
 * The dtype of a plain number beside a tensor of `dtype`: the number is weak and takes the tensor's
 * dtype, unless it is no integer and the tensor is not float, or the tensor is bool.
 */
export function weakDtype(value: number, dtype: DType): DType {
  if (isFloat(dtype)) return dtype;
  if (!Number.isInteger(value)) return "float32";
  return dtype === "bool" ? "int32" : dtype;
}
