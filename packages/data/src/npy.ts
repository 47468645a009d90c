/** The npy format of NumPy: a magic number, a version, a header, then the elements. */

import { type DType, describe, ShapeError, type Tensor } from "@gradkit/tensor";
import { ByteReader } from "./byte-reader.ts";
import { bytesAs, type Content, concatenated, elementsOf, streamOf, wholeOf } from "./content.ts";
import { checkTaken, extentOf, limitOf, shapeText } from "./elements.ts";
import type { Fail } from "./errors.ts";
import { type NpyHeader, parseNpyHeader } from "./npy-header.ts";
import { signatureBytes, wrongStart } from "./signatures.ts";
import { type ByteSource, openSource } from "./source.ts";
import { readLastTensor } from "./tensor-reader.ts";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** As NumPy's own. */
const maximumHeaderBytes = 10_000;
const alignment = 64;

/** The most dims that NumPy has. */
const maximumRank = 64;

/** Options of {@link readNpy}. */
export interface ReadNpyOptions {
  /** The most bytes that the tensor may take. Default 2³⁰, a gibibyte. */
  readonly maximumBytes?: number | undefined;
}

/**
 * Reads an npy file of version 1, 2 or 3, in either byte order: bool, uint8, int32, float32 and float64 as they are;
 * float16 as float32; other integers as int32 where every value fits. An array in Fortran order becomes a view of its
 * transpose. The file is streamed, and its size is compared with the header before memory is taken.
 * Throws a {@link DataError} for anything else than one whole npy file of numbers; Python objects are never read.
 *
 * @example
 * const bytes = writeNpy(tensor([[1, 2], [3, 4]]));
 * await readNpy(bytes); // [[1, 2], [3, 4]]
 */
export async function readNpy(source: ByteSource, options: ReadNpyOptions = {}): Promise<Tensor> {
  const maximumBytes = limitOf("readNpy", "maximumBytes", options.maximumBytes ?? 2 ** 30);
  const { fail, size, chunks } = await openSource("readNpy", source);
  const reader = new ByteReader(chunks, fail);
  try {
    return (await readArray(reader, size, maximumBytes, fail)).x;
  } finally {
    await reader.close();
  }
}

/** Reads an npy file to its end; `size` is its length where that is known, `taken` the tensor's bytes. */
export async function readArray(
  reader: ByteReader,
  size: number | undefined,
  maximumBytes: number,
  fail: Fail,
): Promise<{ x: Tensor; taken: number }> {
  const { header, start } = await readHeader(reader, fail);
  const { type, shape, little, fortran } = header;
  const sizes = `its header declares the shape ${shapeText(shape)}`;
  const { elements, bytes, taken } = extentOf(type, shape, sizes, fail);
  checkTaken(taken, type.dtype, maximumBytes, sizes, fail);
  const wrongLength = (found: string) =>
    fail(
      `${sizes}, ${bytes} bytes as ${header.code}, and ${found} follow; both must agree. Download it again.`,
    );
  if (size !== undefined && size - start !== bytes) throw wrongLength(`${size - start}`);
  const isTurned = fortran && shape.length > 1;
  const reading = {
    ...{ type, elements, little, fail },
    shape: isTurned ? shape.toReversed() : shape,
    isThere: size !== undefined,
    tooShort: (read: number) => wrongLength(`${read}`),
  };
  const x = await readLastTensor(reader, reading, () => wrongLength(`${bytes + 1} or more`));
  return { x: isTurned ? x.permute(shape.map((_, i) => shape.length - 1 - i)) : x, taken };
}

async function readHeader(
  reader: ByteReader,
  fail: Fail,
): Promise<{ header: NpyHeader; start: number }> {
  const first = await reader.peek(12);
  if (first.length === 0) throw fail("it is empty; an npy file has a header. Download it again.");
  if (magic.some((byte, i) => i < first.length && first[i] !== byte)) {
    throw fail(wrongStart(await reader.peek(signatureBytes), "npy", "0x93 and NUMPY"));
  }
  if (first.length < 12) {
    throw fail(`it ends at byte ${first.length} within its first 12. Download it again.`);
  }
  const [major, minor] = first.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) {
    throw fail(`it has version ${major}.${minor}; it reads 1.0, 2.0 and 3.0. Save it anew.`);
  }
  const view = new DataView(first.buffer, first.byteOffset);
  const before = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > maximumHeaderBytes) {
    throw fail(
      `its header declares a length of ${length} bytes; the limit is ${maximumHeaderBytes}, as in NumPy. Download it again.`,
    );
  }
  const bytes = new Uint8Array(before + length);
  const read = await reader.fill(bytes);
  if (read < bytes.length) {
    throw fail(
      `it ends at byte ${read} within the header of ${bytes.length} bytes. Download it again.`,
    );
  }
  // The grammar is ASCII; any other byte, of whatever encoding, is refused by it.
  const text = Array.from(bytes.subarray(before), (byte) => String.fromCharCode(byte)).join("");
  return { header: parseNpyHeader(text, fail), start: bytes.length };
}

const codes: Record<DType, string> = {
  bool: "|b1",
  uint8: "|u1",
  int32: "<i4",
  float32: "<f4",
  float64: "<f8",
};

/**
 * A tensor as the bytes of an npy file, version 1.0, in its own dtype, row-major and little-endian. Refuses more than
 * 64 dims, which NumPy has not.
 *
 * @example writeNpy(tensor([7, 8], { dtype: "uint8" })).length; // 130
 */
export function writeNpy(x: Tensor): Uint8Array {
  return wholeOf(npyContent("writeNpy", x));
}

/**
 * The bytes of {@link writeNpy} as a stream, for large tensors: each piece is made when it is asked for. The tensor must
 * live till then; a change in between is an error of the stream.
 *
 * @example await readNpy(streamNpy(tensor([1, 2]))); // [1, 2]
 */
export function streamNpy(x: Tensor): ReadableStream<Uint8Array> {
  return streamOf(npyContent("streamNpy", x).pieces);
}

/** The content of an npy file; `op` is named in errors. */
export function npyContent(op: string, x: Tensor): Content {
  if (x.rank > maximumRank) {
    const text = `${describe(x)} has ${x.rank} dims; npy has at most ${maximumRank}. Reshape it.`;
    throw new ShapeError(op, text, [x.shape]);
  }
  const shape = x.shape.length === 1 ? `${x.shape[0]},` : x.shape.join(", ");
  const dict = `{'descr': '${codes[x.dtype]}', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = new Uint8Array(Math.ceil((10 + dict.length + 1) / alignment) * alignment);
  header.set([...magic, 1, 0]);
  new DataView(header.buffer).setUint16(8, header.length - 10, true);
  header.set(new TextEncoder().encode(`${dict.padEnd(header.length - 11)}\n`), 10);
  return concatenated([bytesAs(header), elementsOf(op, x)]);
}
