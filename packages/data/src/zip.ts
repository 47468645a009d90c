/**
 * Zip archives, read in memory and never unpacked to a disk: their bytes, at any place, and their entries, unpacked.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

import { ByteReader } from "./byte-reader.ts";
import { crc32 } from "./crc32.ts";
import type { Fail } from "./errors.ts";
import { gunzip } from "./gunzip.ts";
import { quote } from "./names.ts";
import type { OpenSource } from "./source.ts";

/** An archive that can be read at any place. */
export interface Archive {
  readonly fail: Fail;
  readonly size: number;
  readonly part: (start: number, end: number) => AsyncIterable<Uint8Array>;
}

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Its bytes, unpacked and in the archive. */
  readonly size: number;
  readonly packedSize: number;
  readonly packed: boolean;
  readonly flags: number;
  readonly crc: number;
  /** Where its own header begins, and what its bytes must not reach into. */
  readonly offset: number;
  readonly end: number;
}

export const localSignature = 0x04034b50;
export const localBytes = 30;

const blockBytes = 2 ** 20;

/** The source as an archive; a stream is taken into memory, up to a limit. */
export async function openArchive(source: OpenSource, maximumBytes: number): Promise<Archive> {
  const { fail, size, part, chunks } = source;
  if (size !== undefined && part) return { fail, size, part };
  const blocks: Uint8Array[] = [];
  let length = 0;
  const reader = new ByteReader(chunks, fail);
  try {
    for (let filled = blockBytes; filled === blockBytes; length += filled) {
      if (length > maximumBytes) throw beyond(maximumBytes, fail);
      const block = new Uint8Array(blockBytes);
      filled = await reader.fill(block);
      blocks.push(block);
    }
  } finally {
    await reader.close();
  }
  if (length > maximumBytes) throw beyond(maximumBytes, fail);
  return { fail, size: length, part: (start, end) => ofBlocks(blocks, start, end) };
}

function beyond(limit: number, fail: Fail): Error {
  return fail(
    `it has more than ${limit} bytes, the limit. Raise maximumBytes if it is to be trusted.`,
  );
}

/** The bytes from `start` to before `end`; the blocks are all of one length. */
async function* ofBlocks(
  blocks: readonly Uint8Array[],
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const first = at % blockBytes;
    const part = blocks[(at - first) / blockBytes].subarray(first, first + end - at);
    yield part;
    at += part.length;
  }
}

/** The bytes from `start` to before `end`, all of them. */
export async function readPart(archive: Archive, start: number, end: number): Promise<DataView> {
  const { fail, part } = archive;
  const bytes = new Uint8Array(end - start);
  const reader = new ByteReader(part(start, end), fail);
  const read = await reader.fill(bytes);
  await reader.close();
  if (read < bytes.length) throw fail("it became shorter while it was read. Read it again.");
  return new DataView(bytes.buffer);
}

/** The error for bytes of an entry that reach into what follows. */
export function overlap(name: string, fail: Fail): Error {
  return fail(`the bytes of ${quote(name)} overlap with what follows. Download it again.`);
}

/** The bytes of an entry, unpacked; its size and checksum are compared at the end. */
export async function openEntry(
  archive: Archive,
  entry: ZipEntry,
): Promise<AsyncIterable<Uint8Array>> {
  const { part } = archive;
  const { offset, end } = entry;
  const fail: Fail = (what, cause) => archive.fail(`${quote(entry.name)}: ${what}`, cause);
  const name = new TextEncoder().encode(entry.name);
  const header = await readPart(archive, offset, offset + localBytes + name.length);
  const found = new Uint8Array(header.buffer, localBytes);
  const same =
    header.getUint32(0, true) === localSignature &&
    header.getUint16(26, true) === name.length &&
    name.every((byte, i) => found[i] === byte) &&
    header.getUint16(6, true) === entry.flags &&
    header.getUint16(8, true) === (entry.packed ? 8 : 0) &&
    numbersAgree(header, entry);
  if (!same) throw fail("the archive's directory and its own header disagree. Download it again.");
  const start = offset + localBytes + name.length + header.getUint16(28, true);
  if (start + entry.packedSize > end) throw overlap(entry.name, archive.fail);
  const chunks = part(start, start + entry.packedSize);
  return checked(entry.packed ? gunzip(chunks, fail, "deflate-raw") : chunks, entry, fail);
}

/** Whether an entry's own header says of its checksum and sizes what the directory does, if it says anything. */
function numbersAgree(header: DataView, { flags, crc, packedSize, size }: ZipEntry): boolean {
  const areElsewhere = (flags & 8) !== 0;
  return [crc, packedSize, size].every((expected, i) => {
    const found = header.getUint32(14 + 4 * i, true);
    return found === expected || (areElsewhere && found === 0) || (i > 0 && found === 0xffffffff);
  });
}

async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  { size, crc }: ZipEntry,
  fail: Fail,
): AsyncGenerator<Uint8Array> {
  let found = 0;
  let sum = 0;
  for await (const chunk of chunks) {
    found += chunk.length;
    if (found > size) throw fail(`it has more than its ${size} bytes. Download it again.`);
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (found < size) throw fail(`it has ${found} of its ${size} bytes. Download it again.`);
  if (sum !== crc) throw fail("its checksum does not match. Download it again.");
}
