/** ONNX's TensorProto: element types, and the elements where gradkit has a dtype for them. */

import type { DType, Tensor } from "@gradkit/tensor";
import { tensor } from "@gradkit/tensor";
import type { Field } from "./protobuf.ts";
import { FormatError, fields, floats, integer, integers, run, text } from "./protobuf.ts";

/** ONNX's names of element types, by number. */
export const elementTypes: readonly string[] =
  "UNDEFINED FLOAT UINT8 INT8 UINT16 INT16 INT32 INT64 STRING BOOL FLOAT16 DOUBLE UINT32 UINT64 COMPLEX64 COMPLEX128 BFLOAT16".split(
    " ",
  );

/** The dtypes that stand for ONNX's; INT64 is read as int32, and a number beyond it is refused. */
const dtypes: ReadonlyMap<string, DType> = new Map([
  ["FLOAT", "float32"],
  ["DOUBLE", "float64"],
  ["INT32", "int32"],
  ["INT64", "int32"],
  ["UINT8", "uint8"],
  ["BOOL", "bool"],
]);

/** The dtype for an element type by its number, if there is one. */
export function dtypeOf(elementType: number): DType | undefined {
  return dtypes.get(elementTypes[elementType] ?? "");
}

/** A tensor of a file, its elements as numbers. */
export interface TensorMessage {
  readonly name: string;
  readonly elementType: number;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** How the raw bytes of an element type read, and how many of them make an element. */
const raw: Record<string, readonly [number, (view: DataView, at: number) => number]> = {
  FLOAT: [4, (view, at) => view.getFloat32(at, true)],
  DOUBLE: [8, (view, at) => view.getFloat64(at, true)],
  INT32: [4, (view, at) => view.getInt32(at, true)],
  INT64: [8, (view, at) => narrow(view.getBigInt64(at, true))],
  UINT8: [1, (view, at) => view.getUint8(at)],
  BOOL: [1, (view, at) => view.getUint8(at)],
};

/** An int64 as a number; refuses what int32 does not hold. */
function narrow(value: bigint): number {
  if (value !== BigInt.asIntN(32, value)) throw new FormatError(`${value} is beyond int32`);
  return Number(value);
}

function fromRaw(bytes: Uint8Array, type: string): number[] {
  const reader = raw[type];
  if (!reader) throw new FormatError(`raw bytes of ${type}`);
  const [size, read] = reader;
  if (bytes.length % size !== 0) throw new FormatError(`${bytes.length} raw bytes of ${type}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / size }, (_, i) => read(view, size * i));
}

/** Reads a TensorProto. Elements of a type without a dtype are left unread. */
export function readTensor(bytes: Uint8Array): TensorMessage {
  const shape: number[] = [];
  const values: number[] = [];
  let name = "";
  let elementType = 0;
  let rawBytes: Uint8Array | undefined;
  const read: Record<number, (field: Field) => void> = {
    1: (field) => shape.push(...integers(field).map(Number)),
    2: (field) => {
      elementType = integer(field);
    },
    4: (field) => values.push(...floats(field, 4)),
    5: (field) => values.push(...integers(field).map(Number)),
    7: (field) => values.push(...integers(field).map(narrow)),
    8: (field) => {
      name = text(field);
    },
    9: (field) => {
      rawBytes = run(field);
    },
    10: (field) => values.push(...floats(field, 8)),
    13: () => refuse("elements in another file"),
  };
  for (const field of fields(bytes)) read[field.number]?.(field);
  const type = elementTypes[elementType];
  if (type === undefined || elementType === 0) refuse(`element type ${elementType}`);
  if (!dtypeOf(elementType)) return { name, elementType, shape, values: [] };
  const all = rawBytes ? fromRaw(rawBytes, type) : values;
  const size = shape.reduce((product, n) => product * n, 1);
  if (shape.some((n) => n < 0) || all.length !== size) {
    refuse(`${all.length} elements for the shape [${shape}]`);
  }
  return { name, elementType, shape, values: all };
}

function refuse(what: string): never {
  throw new FormatError(what);
}

/** A message as a tensor. */
export function toTensor({ elementType, shape, values }: TensorMessage): Tensor {
  const dtype = dtypeOf(elementType);
  if (!dtype) refuse(`elements of ${elementTypes[elementType]}`);
  return tensor(Float64Array.from(values), { shape, dtype });
}
