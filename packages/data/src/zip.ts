/**
 * Zip archives, read in memory and never unpacked to a disk. The directory at the end is what counts; anything that two
 * readers could take in two ways is refused. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

import { ByteReader } from "./byte-reader.ts";
import { crc32 } from "./crc32.ts";
import type { Fail } from "./errors.ts";
import { gunzip, maximumExpansion } from "./gunzip.ts";
import { quote } from "./names.ts";
import { signatureBytes, wrongStart } from "./signatures.ts";
import { type OpenSource, ofBytes } from "./source.ts";

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
  readonly crc: number;
  /** Where its own header begins, and what its bytes must not reach into. */
  readonly offset: number;
  readonly end: number;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const recordBytes = 46;
const localBytes = 30;
const maximumDirectoryBytes = 25_000_000;

/** The source as an archive; a stream is taken into memory, up to a limit. */
export async function openArchive(source: OpenSource, maximumBytes: number): Promise<Archive> {
  const { fail, size, part, chunks } = source;
  if (size !== undefined && part) return { fail, size, part };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = new ByteReader(chunks, fail);
  for await (const chunk of reader.rest()) {
    length += chunk.length;
    if (length > maximumBytes) {
      throw fail(
        `it has more than ${maximumBytes} bytes, the limit. Raise maximumBytes if it is to be trusted.`,
      );
    }
    parts.push(new Uint8Array(chunk));
  }
  return ofBytes(new Uint8Array(await new Blob(parts).arrayBuffer()), fail);
}

async function readPart(archive: Archive, start: number, end: number): Promise<DataView> {
  const { fail, part } = archive;
  const bytes = new Uint8Array(end - start);
  const reader = new ByteReader(part(start, end), fail);
  const read = await reader.fill(bytes);
  await reader.close();
  if (read < bytes.length) throw fail("it became shorter while it was read. Read it again.");
  return new DataView(bytes.buffer);
}

/** The archive's files in the order of their bytes, which do not overlap. */
export async function readDirectory(archive: Archive): Promise<ZipEntry[]> {
  const { fail } = archive;
  const { count, start, end } = await findDirectory(archive);
  if (end - start > maximumDirectoryBytes) {
    throw fail(
      `its directory has ${end - start} bytes; the limit is ${maximumDirectoryBytes}. Split it.`,
    );
  }
  const view = await readPart(archive, start, end);
  const records: Omit<ZipEntry, "end">[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { record, next } = readRecord(view, at, fail);
    if (names.has(record.name)) throw fail(`it holds ${quote(record.name)} twice. Write it anew.`);
    names.add(record.name);
    records.push(record);
    at = next;
  }
  if (at !== view.byteLength) {
    throw fail("its directory does not end where its entries do. Download it again.");
  }
  records.sort((a, b) => a.offset - b.offset);
  return records.map((record, i) => {
    const limit = records[i + 1]?.offset ?? start;
    const { name, offset, packedSize } = record;
    if (offset + localBytes + utf8Length(name) + packedSize > limit) throw overlap(name, fail);
    return { ...record, end: limit };
  });
}

function overlap(name: string, fail: Fail): Error {
  return fail(`the bytes of ${quote(name)} overlap with what follows. Download it again.`);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Where the directory lies, as the record at the archive's end says. */
async function findDirectory(
  archive: Archive,
): Promise<{ count: number; start: number; end: number }> {
  const { size, fail } = archive;
  const tailStart = Math.max(0, size - endBytes - 0xffff);
  const tail = await readPart(archive, tailStart, size);
  let at = tail.byteLength - endBytes;
  const isEnd = () =>
    tail.getUint32(at, true) === endSignature &&
    at + endBytes + tail.getUint16(at + 20, true) === tail.byteLength;
  while (at >= 0 && !isEnd()) at--;
  if (at < 0) {
    const first = await readPart(archive, 0, Math.min(size, signatureBytes));
    const bytes = new Uint8Array(first.buffer);
    if (first.byteLength >= 4 && first.getUint32(0, true) === localSignature) {
      throw fail("it has no directory at its end (truncated download?). Download it again.");
    }
    if (bytes.length === 0) throw fail("it is empty; a zip archive is not. Download it again.");
    throw fail(wrongStart(bytes, "zip", "0x50 0x4b"));
  }
  const [disk, directoryDisk, here, count] = [4, 6, 8, 10].map((i) => tail.getUint16(at + i, true));
  const length = tail.getUint32(at + 12, true);
  const start = tail.getUint32(at + 16, true);
  if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    throw fail("it is a zip64 archive; it reads archives below 4 GB. Split it.");
  }
  if (disk !== 0 || directoryDisk !== 0 || here !== count) {
    throw fail("it is one part of an archive in several. Join them.");
  }
  if (start + length !== tailStart + at) {
    throw fail(
      `its directory is said to have ${length} bytes from ${start} and ends at ${tailStart + at}; both must agree. Download it again.`,
    );
  }
  return { count, start, end: start + length };
}

function readRecord(
  view: DataView,
  at: number,
  fail: Fail,
): { record: Omit<ZipEntry, "end">; next: number } {
  const cutOff = () => fail("its directory is cut off. Download it again.");
  if (at + recordBytes > view.byteLength) throw cutOff();
  if (view.getUint32(at, true) !== directorySignature) {
    throw fail(`its directory has no entry at byte ${at}. Download it again.`);
  }
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const [crc, packedSize, size] = [16, 20, 24].map((i) => view.getUint32(at + i, true));
  const lengths = [28, 30, 32].map((i) => view.getUint16(at + i, true));
  const offset = view.getUint32(at + 42, true);
  const next = at + recordBytes + lengths[0] + lengths[1] + lengths[2];
  if (next > view.byteLength) throw cutOff();
  const bytes = new Uint8Array(view.buffer, at + recordBytes, lengths[0]);
  const name = readName(bytes, (flags & 0x800) !== 0, fail);
  if (flags & 0x41) throw fail(`${quote(name)} is encrypted. Write it without a password.`);
  if ([size, packedSize, offset].includes(0xffffffff)) {
    throw fail(`${quote(name)} is a zip64 entry; it reads entries below 4 GB. Split it.`);
  }
  if (method !== 0 && method !== 8) {
    throw fail(
      `${quote(name)} is packed by method ${method}; it reads stored and deflated. Pack it anew.`,
    );
  }
  const packed = method === 8;
  if (packed ? size > packedSize * maximumExpansion : size !== packedSize) {
    throw fail(
      `${quote(name)} is said to unpack ${packedSize} bytes to ${size}, which cannot be. Download it again.`,
    );
  }
  return { record: { name, size, packedSize, packed, crc, offset }, next };
}

/** A name; refuses what would be a path out of a folder, or that readers would decode in their own ways. */
function readName(bytes: Uint8Array, isUtf8: boolean, fail: Fail): string {
  let name: string;
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw fail("the name of an entry is not UTF-8. Pack it anew.", error);
  }
  if (!isUtf8 && bytes.some((byte) => byte > 127)) {
    throw fail(`the name ${quote(name)} is not marked as UTF-8. Pack it anew.`);
  }
  const rule = nameError(name);
  if (rule) throw fail(`it holds ${quote(name)}; ${rule}. Pack it anew.`);
  return name;
}

/** The rule that an entry's name breaks, if any. */
export function nameError(name: string): string | undefined {
  if (name === "" || name.includes("\0")) return "a name is not empty and holds no NUL";
  if (name.includes("\\")) return "a name holds no backslash";
  if (/^(\/|[a-z]:)/i.test(name)) return "a name is no absolute path";
  if (name.split("/").includes("..")) return "a name does not lead out of the archive";
  return undefined;
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
    name.every((byte, i) => found[i] === byte);
  if (!same) throw fail("the archive's directory and its own header disagree. Download it again.");
  const start = offset + localBytes + name.length + header.getUint16(28, true);
  if (start + entry.packedSize > end) throw overlap(entry.name, archive.fail);
  const chunks = part(start, start + entry.packedSize);
  return checked(entry.packed ? gunzip(chunks, fail, "deflate-raw") : chunks, entry, fail);
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
