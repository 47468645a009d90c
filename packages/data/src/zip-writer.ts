/** Files as the bytes of a zip archive, stored without packing; as zip64 where numbers need more than four bytes. */

import type { Content } from "./content.ts";
import { crc32 } from "./crc32.ts";

const localBytes = 30;
const recordBytes = 46;
const endBytes = 22;
const wideEndBytes = 56;
const locatorBytes = 20;
const version = 20;
const wideVersion = 45;
const utf8 = 0x800;
/** The first day that zip knows, so that the same files give the same bytes. */
const firstDay = 0x21;
/** What stands in four bytes, or in two, for a number that has eight elsewhere. */
const elsewhere = 0xffffffff;
const manyElsewhere = 0xffff;

/** A file for an archive. */
export interface ZipFile {
  readonly name: string;
  readonly content: Content;
}

/** What an archive says of a file. */
interface FileInfo {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
}

/** The archive of files; each is gone through twice, the first time for its checksum. */
export function zipContent(files: readonly ZipFile[]): Content & {
  readonly directoryBytes: number;
} {
  // Lengths do not depend on the checksums.
  const infos = files.map(({ name, content }) => ({ name, size: content.size, crc: 0 }));
  const offsets: number[] = [];
  let start = 0;
  for (const info of infos) {
    offsets.push(start);
    start += header(info).length + info.size;
  }
  const directoryBytes = directory(infos, offsets, start).length;
  return {
    size: start + directoryBytes,
    directoryBytes,
    pieces: function* () {
      const summed: FileInfo[] = [];
      for (const [i, { content }] of files.entries()) {
        let crc = 0;
        for (const piece of content.pieces()) crc = crc32(piece, crc);
        summed.push({ ...infos[i], crc });
        yield header(summed[i]);
        yield* content.pieces();
      }
      yield directory(summed, offsets, start);
    },
  };
}

/** What stands after the last file, which ends at `start`. */
function directory(
  files: readonly FileInfo[],
  offsets: readonly number[],
  start: number,
): Uint8Array<ArrayBuffer> {
  const records = files.map((file, i) => record(file, offsets[i]));
  const length = records.reduce((sum, bytes) => sum + bytes.length, 0);
  return joined([...records, ending(files.length, length, start)]);
}

function header(file: FileInfo): Uint8Array<ArrayBuffer> {
  const isWide = file.size >= elsewhere;
  const extra = isWide ? wideField([file.size, file.size]) : new Uint8Array(0);
  const view = new DataView(new ArrayBuffer(localBytes));
  view.setUint32(0, 0x04034b50, true);
  writeCommon(view, 4, file, isWide, extra.length);
  return joined([view, new TextEncoder().encode(file.name), extra]);
}

function record(file: FileInfo, offset: number): Uint8Array<ArrayBuffer> {
  const sizes = file.size >= elsewhere ? [file.size, file.size] : [];
  const wide = offset >= elsewhere ? [...sizes, offset] : sizes;
  const extra = wide.length > 0 ? wideField(wide) : new Uint8Array(0);
  const view = new DataView(new ArrayBuffer(recordBytes));
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, wide.length > 0 ? wideVersion : version, true);
  writeCommon(view, 6, file, wide.length > 0, extra.length);
  view.setUint32(42, Math.min(offset, elsewhere), true);
  return joined([view, new TextEncoder().encode(file.name), extra]);
}

/** The fields that a file's own header and its record share. */
function writeCommon(
  view: DataView,
  at: number,
  { name, size, crc }: FileInfo,
  isWide: boolean,
  extraBytes: number,
): void {
  view.setUint16(at, isWide ? wideVersion : version, true);
  view.setUint16(at + 2, utf8, true);
  view.setUint16(at + 8, firstDay, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, Math.min(size, elsewhere), true);
  view.setUint32(at + 18, Math.min(size, elsewhere), true);
  view.setUint16(at + 22, new TextEncoder().encode(name).length, true);
  view.setUint16(at + 24, extraBytes, true);
}

/** The zip64 field that holds numbers of eight bytes. */
function wideField(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + 8 * values.length));
  view.setUint16(0, 1, true);
  view.setUint16(2, 8 * values.length, true);
  for (const [i, value] of values.entries()) setWide(view, 4 + 8 * i, value);
  return new Uint8Array(view.buffer);
}

function setWide(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

/** What follows a directory of `count` records in `length` bytes from `start` on. */
function ending(count: number, length: number, start: number): Uint8Array<ArrayBuffer> {
  const end = new DataView(new ArrayBuffer(endBytes));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, Math.min(count, manyElsewhere), true);
  end.setUint16(10, Math.min(count, manyElsewhere), true);
  end.setUint32(12, Math.min(length, elsewhere), true);
  end.setUint32(16, Math.min(start, elsewhere), true);
  if (count < manyElsewhere && length < elsewhere && start < elsewhere) return joined([end]);
  const wide = new DataView(new ArrayBuffer(wideEndBytes + locatorBytes));
  wide.setUint32(0, 0x06064b50, true);
  setWide(wide, 4, wideEndBytes - 12);
  wide.setUint16(12, wideVersion, true);
  wide.setUint16(14, wideVersion, true);
  for (const [i, value] of [count, count, length, start].entries()) {
    setWide(wide, 24 + 8 * i, value);
  }
  wide.setUint32(wideEndBytes, 0x07064b50, true);
  setWide(wide, wideEndBytes + 8, start + length);
  wide.setUint32(wideEndBytes + 16, 1, true);
  return joined([wide, end]);
}

function joined(parts: readonly ArrayBufferView[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
