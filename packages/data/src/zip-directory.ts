/**
 * What a zip archive holds, plain or zip64. The directory at the end is what counts; anything that two readers could take
 * in two ways is refused.
 */

import type { Fail } from "./errors.ts";
import { maximumExpansion } from "./gunzip.ts";
import { quote } from "./names.ts";
import { hex, signatureBytes, wrongStart } from "./signatures.ts";
import type { Archive, ZipEntry } from "./zip.ts";
import { localBytes, localSignature, overlap, readPart } from "./zip.ts";

const endSignature = 0x06054b50;
const locatorSignature = 0x07064b50;
const wideEndSignature = 0x06064b50;
const directorySignature = 0x02014b50;
const endBytes = 22;
const locatorBytes = 20;
const wideEndBytes = 56;
const recordBytes = 46;
/** The most bytes that a directory may have. */
export const maximumDirectoryBytes = 25_000_000;
/** How hard it was packed, that its sizes follow it, and that its name is UTF-8. */
const knownFlags = 0x80e;

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
  const at = findEnd(tail);
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
  const end = tailStart + at;
  if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    return findWideDirectory(archive, end, { count, length, start });
  }
  if (disk !== 0 || directoryDisk !== 0 || here !== count) throw inParts(fail);
  if (start + length !== end) throw misplaced(length, start, end, fail);
  return { count, start, end };
}

/**
 * Where the last record begins, -1 where there is none: at the end, or in front of a comment, whose length must fit. A
 * comment that holds such a record itself would have readers disagree.
 */
function findEnd(tail: DataView): number {
  const last = tail.byteLength - endBytes;
  let at = last;
  while (at >= 0 && tail.getUint32(at, true) !== endSignature) at--;
  const comment = at < 0 ? 0 : tail.getUint16(at + 20, true);
  return at + comment === last ? at : -1;
}

function inParts(fail: Fail): Error {
  return fail("it is one part of an archive in several. Join them.");
}

function misplaced(length: number, start: number, end: number, fail: Fail): Error {
  return fail(
    `its directory is said to have ${length} bytes from ${start} and ends at ${end}; both must agree. Download it again.`,
  );
}

/**
 * Where the directory of a zip64 archive lies, by the wider record that stands in front of the one at the archive's end,
 * which begins at `end`; what that one says by itself must agree.
 */
async function findWideDirectory(
  archive: Archive,
  end: number,
  narrow: { readonly count: number; readonly length: number; readonly start: number },
): Promise<{ count: number; start: number; end: number }> {
  const { fail } = archive;
  const lacks = () => fail("it is a zip64 archive without the record of one. Download it again.");
  const locatorAt = end - locatorBytes;
  if (locatorAt < wideEndBytes) throw lacks();
  const locator = await readPart(archive, locatorAt, end);
  if (locator.getUint32(0, true) !== locatorSignature) throw lacks();
  const at = wide(locator, 8, fail);
  if (at > locatorAt - wideEndBytes) throw lacks();
  const record = await readPart(archive, at, at + wideEndBytes);
  if (record.getUint32(0, true) !== wideEndSignature) throw lacks();
  if (at + 12 + wide(record, 4, fail) !== locatorAt) throw lacks();
  const [here, count, length, start] = [24, 32, 40, 48].map((i) => wide(record, i, fail));
  const disks = [
    record.getUint32(16, true),
    record.getUint32(20, true),
    locator.getUint32(4, true),
  ];
  if (disks.some((disk) => disk !== 0) || here !== count) throw inParts(fail);
  const agrees =
    (narrow.count === 0xffff || narrow.count === count) &&
    (narrow.length === 0xffffffff || narrow.length === length) &&
    (narrow.start === 0xffffffff || narrow.start === start);
  if (!agrees || start + length !== at) throw misplaced(length, start, at, fail);
  return { count, start, end: at };
}

/** A number of eight bytes; refuses what no file has. */
function wide(view: DataView, at: number, fail: Fail): number {
  const value = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  if (Number.isSafeInteger(value)) return value;
  throw fail("it is said to have more than 2^53 bytes. Download it again.");
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
  const crc = view.getUint32(at + 16, true);
  const lengths = [28, 30, 32].map((i) => view.getUint16(at + i, true));
  const next = at + recordBytes + lengths[0] + lengths[1] + lengths[2];
  if (next > view.byteLength) throw cutOff();
  const bytes = new Uint8Array(view.buffer, at + recordBytes, lengths[0]);
  const name = readName(bytes, (flags & 0x800) !== 0, fail);
  if (flags & 0x2041) throw fail(`${quote(name)} is encrypted. Write it without a password.`);
  if (flags & ~knownFlags) {
    throw fail(`${quote(name)} has the flags ${hex(flags)}, which it does not read. Pack it anew.`);
  }
  const extra = new DataView(view.buffer, at + recordBytes + lengths[0], lengths[1]);
  const narrow = [24, 20, 42].map((i) => view.getUint32(at + i, true));
  const [size, packedSize, offset] = widened(narrow, extra, quote(name), fail);
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
  return { record: { name, size, packedSize, packed, flags, crc, offset }, next };
}

/** Numbers of an entry, those that are too great for four bytes taken in turn from its zip64 field. */
function widened(
  narrow: readonly number[],
  extra: DataView,
  name: string,
  fail: Fail,
): readonly number[] {
  if (!narrow.includes(0xffffffff)) return narrow;
  const fields: DataView[] = [];
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (at + 4 + length > extra.byteLength) break;
    const field = new DataView(extra.buffer, extra.byteOffset + at + 4, length);
    if (extra.getUint16(at, true) === 1) fields.push(field);
    at += 4 + length;
  }
  const missing = narrow.filter((n) => n === 0xffffffff).length;
  const [field] = fields;
  if (field === undefined || fields.length > 1 || field.byteLength < 8 * missing) {
    throw fail(`${name} is a zip64 entry without its sizes. Download it again.`);
  }
  let taken = 0;
  return narrow.map((n) => (n === 0xffffffff ? wide(field, 8 * taken++, fail) : n));
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
