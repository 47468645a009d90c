/**
 * The IDX format of the MNIST files, http://yann.lecun.com/exdb/mnist: two zero bytes, a type code, the number of
 * dims, each size as a big-endian uint32, then the elements in row-major order, big-endian.
 */

import {
  ArgumentError,
  type DType,
  describe,
  ShapeError,
  type Tensor,
  type TypedArray,
  tensor,
} from "@gradkit/tensor";
import { ByteReader } from "./byte-reader.ts";
import type { Fail } from "./errors.ts";
import { gunzip, maximumExpansion } from "./gunzip.ts";
import { type ByteSource, openSource } from "./source.ts";

interface ElementType {
  readonly dtype: DType;
  /** Bytes of an element in the file. */
  readonly bytes: number;
  /** The element at a place; none where the file's bytes are the tensor's. */
  readonly get?: (view: DataView, at: number) => number;
}

const elementTypes: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [0x08, { dtype: "uint8", bytes: 1 }],
  [0x09, { dtype: "int32", bytes: 1, get: (view, at) => view.getInt8(at) }],
  [0x0b, { dtype: "int32", bytes: 2, get: (view, at) => view.getInt16(at) }],
  [0x0c, { dtype: "int32", bytes: 4, get: (view, at) => view.getInt32(at) }],
  [0x0d, { dtype: "float32", bytes: 4, get: (view, at) => view.getFloat32(at) }],
  [0x0e, { dtype: "float64", bytes: 8, get: (view, at) => view.getFloat64(at) }],
]);

/** The most elements that a tensor may have. */
const maximumElements = 2 ** 29;

/** What an IDX file says of itself. */
interface Header {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Bytes of the header, and of the elements that follow it. */
  readonly start: number;
  readonly length: number;
}

/** Options of {@link readIdx}. */
export interface ReadIdxOptions {
  /** The most bytes that the tensor may take. Default 2³⁰, a gibibyte. */
  readonly maximumBytes?: number;
}

/**
 * Reads an IDX file, gzipped or plain, which its first bytes tell: uint8 as it is, int8 and int16 as int32, int32,
 * float32 and float64 as they are; any number of dims from 1. The file is streamed, and its size is compared with
 * the header before memory is taken. Throws a {@link DataError} for anything that is not one whole IDX file.
 *
 * @example
 * const bytes = writeIdx(tensor([[1, 2], [3, 4]], { dtype: "int32" }));
 * await readIdx(bytes); // [[1, 2], [3, 4]]
 */
export async function readIdx(source: ByteSource, options: ReadIdxOptions = {}): Promise<Tensor> {
  const { maximumBytes = 2 ** 30 } = options;
  if (!(maximumBytes >= 0)) {
    const text = `maximumBytes is ${maximumBytes}; it must be a number from 0. Mend it.`;
    throw new ArgumentError("readIdx", text);
  }
  const { fail, size, chunks } = await openSource("readIdx", source);
  const raw = new ByteReader(chunks, fail);
  try {
    const [first, second] = await raw.peek(2);
    const packed = first === 0x1f && second === 0x8b;
    const reader = packed ? new ByteReader(gunzip(raw.rest(), fail), fail) : raw;
    try {
      const header = await readHeader(reader, fail);
      checkLimits(header, maximumBytes, fail);
      if (size !== undefined) checkSize(header, size, packed, fail);
      return tensor(await readElements(reader, header, fail), { shape: header.shape });
    } finally {
      await reader.close();
    }
  } finally {
    await raw.close();
  }
}

async function readHeader(reader: ByteReader, fail: Fail): Promise<Header> {
  const magic = await reader.peek(4);
  const [zero, second, code, rank] = magic;
  if (magic.length === 0) throw fail("it is empty; an IDX file has a header. Download it again.");
  if (zero !== 0 || (second ?? 0) !== 0) throw fail(wrongMagic(await reader.peek(64)));
  if (magic.length < 4) {
    throw fail(`it ends at byte ${magic.length} within the magic number. Download it again.`);
  }
  const type = elementTypes.get(code);
  if (!type) {
    const known = [...elementTypes.keys()].map(hex).join(", ");
    throw fail(`the type code is ${hex(code)}; IDX knows ${known}. Download it again.`);
  }
  if (rank === 0)
    throw fail("its header has no dims; IDX has at least one. Write it with shape [1].");
  const start = 4 + 4 * rank;
  const bytes = new Uint8Array(start);
  const read = await reader.fill(bytes);
  if (read < start) {
    throw fail(`it ends at byte ${read} within the header of ${start} bytes. Download it again.`);
  }
  const view = new DataView(bytes.buffer);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const elements = shape.includes(0) ? 0 : shape.reduce((n, each) => n * each, 1);
  return { type, shape, elements, start, length: elements * type.bytes };
}

/** What a file is instead, by its first bytes. */
function wrongMagic(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes).trimStart();
  const [what, mend] =
    bytes[0] === 0x1f && bytes[1] === 0x8b
      ? ["this is gzip inside gzip", "Unpack it once"]
      : text.startsWith("<")
        ? ["this is an HTML page, not data", "Take the address of the file itself"]
        : text.startsWith("PK")
          ? ["this is a zip archive", "Unpack it and name the file in it"]
          : text.startsWith("version https://git-lfs")
            ? ["this is a Git LFS pointer", "Fetch the file itself: git lfs pull"]
            : ["this is no IDX file", "Name one"];
  const start = [...bytes.subarray(0, 4)].map((byte) => hex(byte)).join(" ");
  return `it starts with ${start}: ${what}; IDX starts with 0x00 0x00, a type code and the number of dims. ${mend}.`;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

function checkLimits({ type, shape, elements }: Header, maximumBytes: number, fail: Fail): void {
  const sizes = `its header declares the shape [${shape.join(",")}]`;
  if (elements > maximumElements) {
    const count = Number.isSafeInteger(elements) ? `${elements}` : "more than 2^53";
    throw fail(
      `${sizes}, ${count} elements; a tensor holds at most ${maximumElements}. Download it again, or split it.`,
    );
  }
  const bytes = elements * (type.dtype === "float64" ? 8 : type.dtype === "uint8" ? 1 : 4);
  if (bytes > maximumBytes) {
    throw fail(
      `${sizes}, ${bytes} bytes as ${type.dtype}; the limit is ${maximumBytes}. Raise maximumBytes if the file is to be trusted.`,
    );
  }
}

/** Refuses a header that does not fit the source's size. */
function checkSize({ start, length }: Header, size: number, packed: boolean, fail: Fail): void {
  if (packed && start + length > size * maximumExpansion) {
    throw fail(
      `its header declares ${length} bytes of elements; ${size} bytes of gzip cannot hold so many. Download it again.`,
    );
  }
  if (!packed && size - start !== length) throw fail(wrongLength(length, `${size - start}`));
}

function wrongLength(declared: number, actual: string): string {
  return `its header declares ${declared} bytes of elements and ${actual} follow; both must agree. Download it again.`;
}

/** The elements, in memory that is taken once: they are read to its end and spread from its start. */
async function readElements(reader: ByteReader, header: Header, fail: Fail): Promise<TypedArray> {
  const { type, elements, length } = header;
  const values = emptyArray(type.dtype, elements);
  const bytes = new Uint8Array(values.buffer, values.byteLength - length);
  const read = await reader.fill(bytes);
  if (read < length) throw fail(wrongLength(length, `${read}`));
  if ((await reader.peek(1)).length > 0) throw fail(wrongLength(length, `${length + 1} or more`));
  if (type.get) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let i = 0; i < elements; i++) values[i] = type.get(view, i * type.bytes);
  }
  return values;
}

function emptyArray(dtype: DType, n: number): TypedArray {
  if (dtype === "float64") return new Float64Array(n);
  if (dtype === "float32") return new Float32Array(n);
  return dtype === "int32" ? new Int32Array(n) : new Uint8Array(n);
}

/** The type code that a tensor is written with; bool is written as uint8. */
const typeCodes: Record<DType, number> = {
  bool: 0x08,
  uint8: 0x08,
  int32: 0x0c,
  float32: 0x0d,
  float64: 0x0e,
};

/**
 * A tensor as the bytes of a plain IDX file, in its own dtype; bool as uint8. Refuses scalars, which IDX has not.
 *
 * @example writeIdx(tensor([7, 8], { dtype: "uint8" })); // Uint8Array(10) [0, 0, 8, 1, 0, 0, 0, 2, 7, 8]
 */
export function writeIdx(x: Tensor): Uint8Array {
  if (x.rank === 0 || x.rank > 255) {
    const text = `${describe(x)} has ${x.rank} dims; IDX has 1 to 255. Reshape it.`;
    throw new ShapeError("writeIdx", text, [x.shape]);
  }
  const values = x.dataSync();
  const start = 4 + 4 * x.rank;
  const bytes = new Uint8Array(start + values.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, typeCodes[x.dtype], x.rank]);
  x.shape.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  const step = values.BYTES_PER_ELEMENT;
  for (let i = 0; i < values.length; i++) {
    const at = start + i * step;
    if (x.dtype === "float64") view.setFloat64(at, values[i]);
    else if (x.dtype === "float32") view.setFloat32(at, values[i]);
    else if (x.dtype === "int32") view.setInt32(at, values[i]);
    else view.setUint8(at, values[i]);
  }
  return bytes;
}
