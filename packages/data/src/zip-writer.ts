/** Files as the bytes of a zip archive, stored without packing. */

import { crc32 } from "./crc32.ts";

const localBytes = 30;
const recordBytes = 46;
const endBytes = 22;
const version = 20;
const utf8 = 0x800;
/** The first day that zip knows, so that the same files give the same bytes. */
const firstDay = 0x21;

interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The bytes that the archive of such files has. */
export function zipSize(files: readonly NamedFile[]): number {
  const encoder = new TextEncoder();
  return files.reduce(
    (sum, { name, bytes }) =>
      sum + localBytes + recordBytes + 2 * encoder.encode(name).length + bytes.length,
    endBytes,
  );
}

/** The archive of named files, of which there are fewer than 65,535, below 4 GB in all. */
export function zipOf(files: readonly NamedFile[]): Uint8Array {
  const named = files.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes }));
  const archive = new Uint8Array(zipSize(files));
  const view = new DataView(archive.buffer);
  let at = 0;
  const records = named.map(({ name, bytes }) => {
    const offset = at;
    const crc = crc32(bytes);
    view.setUint32(at, 0x04034b50, true);
    writeCommon(view, at + 4, crc, bytes.length, name.length);
    archive.set(name, at + localBytes);
    archive.set(bytes, at + localBytes + name.length);
    at += localBytes + name.length + bytes.length;
    return { name, bytes, crc, offset };
  });
  const start = at;
  for (const { name, bytes, crc, offset } of records) {
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, version, true);
    writeCommon(view, at + 6, crc, bytes.length, name.length);
    view.setUint32(at + 42, offset, true);
    archive.set(name, at + recordBytes);
    at += recordBytes + name.length;
  }
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, records.length, true);
  view.setUint16(at + 10, records.length, true);
  view.setUint32(at + 12, at - start, true);
  view.setUint32(at + 16, start, true);
  return archive;
}

/** The fields that an entry's own header and its record share. */
function writeCommon(view: DataView, at: number, crc: number, size: number, name: number): void {
  view.setUint16(at, version, true);
  view.setUint16(at + 2, utf8, true);
  view.setUint16(at + 8, firstDay, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name, true);
}
