/**
 * The safetensors format, https://github.com/huggingface/safetensors: the header's length as a little-endian uint64,
 * a header in JSON that names each tensor's dtype, shape and place, then the elements, without gaps.
 */

import type { Tensor } from "@gradkit/tensor";
import { ByteReader } from "./byte-reader.ts";
import { DigestCheck, digestKey } from "./digest.ts";
import {
  allOrNone,
  checkTaken,
  type ElementType,
  elementTypes,
  extentOf,
  limitOf,
  shapeText,
} from "./elements.ts";
import type { Fail } from "./errors.ts";
import { quote } from "./names.ts";
import {
  type Entry,
  type Header,
  inOrder,
  maximumHeaderBytes,
  parseHeader,
} from "./safetensors-header.ts";
import { kindOf, signatureBytes } from "./signatures.ts";
import { type ByteSource, openSource } from "./source.ts";
import { readTensor } from "./tensor-reader.ts";

const typesByName: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["BOOL", elementTypes.bool],
  ["U8", elementTypes.uint8],
  ["I8", elementTypes.int8],
  ["I16", elementTypes.int16],
  ["U16", elementTypes.uint16],
  ["I32", elementTypes.int32],
  ["U32", elementTypes.uint32],
  ["I64", elementTypes.int64],
  ["U64", elementTypes.uint64],
  ["F16", elementTypes.float16],
  ["BF16", elementTypes.bfloat16],
  ["F32", elementTypes.float32],
  ["F64", elementTypes.float64],
]);

/** What a safetensors file holds. */
export interface Safetensors {
  /** In the order of their bytes. */
  readonly tensors: Map<string, Tensor>;
  /** Texts that stand beside them, without the digest. */
  readonly metadata: Map<string, string>;
}

/** Options of {@link readSafetensors}. */
export interface ReadSafetensorsOptions {
  /** The most bytes that all tensors together may take. Default 2³⁰, a gibibyte. */
  readonly maximumBytes?: number | undefined;
  /** The most bytes that the header may have. Default 25,000,000. */
  readonly maximumHeaderBytes?: number | undefined;
  /** Whether a digest in the metadata, `gradkit.sha256`, is compared with what was read. Default true. */
  readonly verify?: boolean | undefined;
}

/**
 * Reads a safetensors file: BOOL, U8, I32, F32 and F64 as they are; F16 and BF16 as float32; other integers as int32
 * where every value fits. The file is streamed; each tensor's memory is taken once, after the header agrees with itself,
 * the file's size and the limits. Throws a {@link DataError} for gaps, overlaps, duplicate names, bytes that
 * follow, unknown dtypes, and a digest that does not match; no tensor is then left behind.
 *
 * @example
 * const bytes = await writeSafetensors(new Map([["weight", tensor([[1, 2], [3, 4]])]]));
 * const { tensors } = await readSafetensors(bytes);
 * tensors.get("weight"); // [[1, 2], [3, 4]]
 */
export async function readSafetensors(
  source: ByteSource,
  options: ReadSafetensorsOptions = {},
): Promise<Safetensors> {
  const op = "readSafetensors";
  const maximumBytes = limitOf(op, "maximumBytes", options.maximumBytes ?? 2 ** 30);
  const most = limitOf(op, "maximumHeaderBytes", options.maximumHeaderBytes ?? maximumHeaderBytes);
  const { fail, size, chunks } = await openSource(op, source);
  const reader = new ByteReader(chunks, fail);
  try {
    const { header, start } = await readHeader(reader, size, most, fail);
    const items = layOut(header, size === undefined ? undefined : size - start, fail);
    checkTotal(items, maximumBytes, fail);
    const { metadata } = header;
    const recorded = metadata.get(digestKey);
    metadata.delete(digestKey);
    const check =
      recorded === undefined || options.verify === false
        ? undefined
        : await DigestCheck.open(recorded, header.entries, metadata, fail);
    const tensors = await allOrNone(async (all) => {
      for (const item of items) {
        all.set(item.entry.name, await readItem(reader, item, size !== undefined, check, fail));
      }
      if ((await reader.peek(1)).length > 0) {
        throw fail("bytes follow the last tensor; nothing may. Download it again.");
      }
    });
    return { tensors, metadata };
  } finally {
    await reader.close();
  }
}

async function readHeader(
  reader: ByteReader,
  size: number | undefined,
  most: number,
  fail: Fail,
): Promise<{ header: Header; start: number }> {
  const first = (await reader.peek(signatureBytes)).slice();
  if (first.length < 8) {
    throw fail(
      `it has ${first.length} bytes; a safetensors file starts with 8 that give its header's length. Download it again.`,
    );
  }
  const view = new DataView(first.buffer);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const declares = `its header declares a length of ${length} bytes`;
  if (length > most) {
    const { what, mend } = kindOf(first) ?? { what: undefined, mend: undefined };
    throw fail(
      what
        ? `this is ${what}; it should be safetensors. ${mend}.`
        : `${declares}; the limit is ${most}. Download it again, or raise maximumHeaderBytes if it is to be trusted.`,
    );
  }
  const tooShort = (found: number) =>
    fail(`${declares} and ${found} follow; it was cut off. Download it again.`);
  if (size !== undefined && size - 8 < length) throw tooShort(size - 8);
  await reader.fill(new Uint8Array(8));
  const bytes = new Uint8Array(length);
  const found = await reader.fill(bytes);
  if (found < length) throw tooShort(found);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw fail("its header is not UTF-8. Download it again.", error);
  }
  return { header: parseHeader(text, fail), start: 8 + length };
}

/** A tensor of the header, checked. */
interface Item {
  readonly entry: Entry;
  readonly type: ElementType;
  readonly elements: number;
  readonly taken: number;
}

/** The tensors in the order of their bytes, which must cover the rest of the file once; `rest` where it is known. */
function layOut(header: Header, rest: number | undefined, fail: Fail): Item[] {
  let at = 0;
  const items = inOrder(header.entries).map((entry): Item => {
    const { name, begin, end, shape } = entry;
    const type = typesByName.get(entry.dtype);
    if (!type) {
      throw fail(
        `${quote(name)} has the dtype ${quote(entry.dtype)}; it reads ${[...typesByName.keys()].join(", ")}. Convert it.`,
      );
    }
    const sizes = `${quote(name)} has the shape ${shapeText(shape)}`;
    const { elements, bytes, taken } = extentOf(type, shape, sizes, fail);
    if (begin !== at || end - begin !== bytes) {
      throw fail(
        `${sizes}, ${bytes} bytes as ${entry.dtype}, at the bytes ${begin} to ${end}; those before end at ${at}, and ` +
          "tensors follow one another without gap or overlap. Download it again.",
      );
    }
    at = end;
    return { entry, type, elements, taken };
  });
  if (rest !== undefined && rest !== at) {
    throw fail(
      `its header declares ${at} bytes of elements and ${rest} follow; both must agree. Download it again.`,
    );
  }
  return items;
}

function checkTotal(items: readonly Item[], limit: number, fail: Fail): void {
  const total = items.reduce((sum, { taken }) => sum + taken, 0);
  checkTaken(total, "tensors", limit, `its header declares ${items.length} tensors`, fail);
}

async function readItem(
  reader: ByteReader,
  { entry, type, elements }: Item,
  isThere: boolean,
  check: DigestCheck | undefined,
  fail: Fail,
): Promise<Tensor> {
  const { name, shape } = entry;
  const pieces = check?.pieces(name);
  const whole = check && ((bytes: Uint8Array<ArrayBuffer>) => check.tensor(name, bytes));
  const x = await readTensor(reader, {
    ...{ type, shape, elements, little: true },
    isThere: isThere && (check === undefined || pieces !== undefined),
    onBytes: pieces?.add ?? whole,
    fail: (what, cause) => fail(`${quote(name)}: ${what}`, cause),
    tooShort: (read) =>
      fail(
        `it ends after ${read} of the ${elements * type.bytes} bytes of ${quote(name)}. Download it again.`,
      ),
  });
  try {
    pieces?.end();
  } catch (error) {
    x.dispose();
    throw error;
  }
  return x;
}
