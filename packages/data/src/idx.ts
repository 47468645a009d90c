/**
 * The IDX format of the MNIST files, http://yann.lecun.com/exdb/mnist: two zero bytes, a type code, the number of
 * dims, each size as a big-endian uint32, then the elements in row-major order, big-endian.
 */

import { type DType, describe, ShapeError, type Tensor } from "@gradkit/tensor";
import { ByteReader } from "./byte-reader.ts";
import {
  checkTaken,
  type ElementType,
  elementTypes,
  extentOf,
  limitOf,
  shapeText,
} from "./elements.ts";
import type { Fail } from "./errors.ts";
import { gunzip, maximumExpansion } from "./gunzip.ts";
import { hex, signatureBytes, wrongStart } from "./signatures.ts";
import { type ByteSource, openSource } from "./source.ts";
import { readLastTensor } from "./tensor-reader.ts";

const typesByCode: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [0x08, elementTypes.uint8],
  [0x09, elementTypes.int8],
  [0x0b, elementTypes.int16],
  [0x0c, elementTypes.int32],
  [0x0d, elementTypes.float32],
  [0x0e, elementTypes.float64],
]);

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
  readonly maximumBytes?: number | undefined;
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
  const maximumBytes = limitOf("readIdx", "maximumBytes", options.maximumBytes ?? 2 ** 30);
  const { fail, size, chunks } = await openSource("readIdx", source);
  const raw = new ByteReader(chunks, fail);
  try {
    const [first, second] = await raw.peek(2);
    const packed = first === 0x1f && second === 0x8b;
    const reader = packed ? new ByteReader(gunzip(raw.rest(), fail), fail) : raw;
    try {
      const header = await readHeader(reader, maximumBytes, fail);
      if (size !== undefined) checkSize(header, size, packed, fail);
      const { type, shape, elements, length } = header;
      const isThere = size !== undefined && !packed;
      const tooShort = (read: number) => fail(wrongLength(length, `${read}`));
      const reading = { type, shape, elements, little: false, isThere, fail, tooShort };
      return await readLastTensor(reader, reading, () =>
        fail(wrongLength(length, `${length + 1} or more`)),
      );
    } finally {
      await reader.close();
    }
  } finally {
    await raw.close();
  }
}

async function readHeader(reader: ByteReader, maximumBytes: number, fail: Fail): Promise<Header> {
  const magic = await reader.peek(4);
  const [zero, second, code, rank] = magic;
  if (magic.length === 0) throw fail("it is empty; an IDX file has a header. Download it again.");
  if (zero !== 0 || (second ?? 0) !== 0) {
    const rule = "0x00 0x00, a type code and the number of dims";
    const words = wrongStart(await reader.peek(signatureBytes), "IDX", rule);
    // One layer of gzip was taken off before.
    throw fail(words.replace("this is gzip;", "this is gzip inside gzip;"));
  }
  if (magic.length < 4) {
    throw fail(`it ends at byte ${magic.length} within the magic number. Download it again.`);
  }
  const type = typesByCode.get(code);
  if (!type) {
    const known = [...typesByCode.keys()].map(hex).join(", ");
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
  const sizes = `its header declares the shape ${shapeText(shape)}`;
  const { elements, bytes: length, taken } = extentOf(type, shape, sizes, fail);
  checkTaken(taken, type.dtype, maximumBytes, sizes, fail);
  return { type, shape, elements, start, length };
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
  if (x.shape.some((size) => size >= 2 ** 32)) {
    const text = `${describe(x)} has a size of 2^32 or more, which IDX has not. Reshape it.`;
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
    // Every NaN with the same bits.
    const value = Number.isNaN(values[i]) ? Number.NaN : values[i];
    if (x.dtype === "float64") view.setFloat64(at, value);
    else if (x.dtype === "float32") view.setFloat32(at, value);
    else if (x.dtype === "int32") view.setInt32(at, values[i]);
    else view.setUint8(at, values[i]);
  }
  return bytes;
}
