/** The npz format of NumPy: a zip archive of npy files. */

import { ArgumentError, type Tensor } from "@gradkit/tensor";
import { ByteReader } from "./byte-reader.ts";
import { type Content, streamOf, wholeOf } from "./content.ts";
import { allOrNone, limitOf } from "./elements.ts";
import type { Fail } from "./errors.ts";
import { isUnicode, maximumName, quote } from "./names.ts";
import { npyContent, readArray } from "./npy.ts";
import { type ByteSource, openSource } from "./source.ts";
import { openArchive, openEntry } from "./zip.ts";
import { maximumDirectoryBytes, nameError, readDirectory } from "./zip-directory.ts";
import { zipContent } from "./zip-writer.ts";

const suffix = ".npy";

/** Options of {@link readNpz}. */
export interface ReadNpzOptions {
  /** The most bytes that all tensors together may take, and that a stream may have. Default 2³⁰, a gibibyte. */
  readonly maximumBytes?: number | undefined;
}

/**
 * Reads an npz archive, plain or compressed, into tensors by name, in the order of their bytes; each as
 * {@link readNpy} has it. Files and blobs are read at the places needed, streams are taken into memory first. Nothing
 * is unpacked to a disk. Throws a {@link DataError} for names that are paths out of a folder or
 * come twice, entries that overlap or are no npy files, sizes that lie and checksums that do not match; no tensor is
 * then left behind.
 *
 * @example
 * const bytes = writeNpz(new Map([["weight", tensor([1, 2])]]));
 * const tensors = await readNpz(bytes);
 * tensors.get("weight"); // [1, 2]
 */
export async function readNpz(
  source: ByteSource,
  options: ReadNpzOptions = {},
): Promise<Map<string, Tensor>> {
  const maximumBytes = limitOf("readNpz", "maximumBytes", options.maximumBytes ?? 2 ** 30);
  const archive = await openArchive(await openSource("readNpz", source), maximumBytes);
  const entries = await readDirectory(archive);
  const other = entries.find(({ name }) => !name.endsWith(suffix));
  if (other)
    throw archive.fail(`it holds ${quote(other.name)}, which is no npy file. Take it out.`);
  return allOrNone(async (tensors) => {
    let left = maximumBytes;
    for (const entry of entries) {
      const fail: Fail = (what, cause) => archive.fail(`${quote(entry.name)}: ${what}`, cause);
      const reader = new ByteReader(await openEntry(archive, entry), fail);
      try {
        const { x, taken } = await readArray(reader, entry.size, left, fail);
        tensors.set(entry.name.slice(0, -suffix.length), x);
        left -= taken;
      } finally {
        await reader.close();
      }
    }
  });
}

/**
 * Named tensors as the bytes of an npz archive, not compressed, each as {@link writeNpy} writes it; the same tensors give
 * the same bytes, as zip64 where they need it. Refuses names that {@link readNpz} refuses.
 *
 * @example writeNpz(new Map([["a", tensor([1, 2])]])).length; // 244
 */
export function writeNpz(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  return wholeOf(npzContent("writeNpz", tensors));
}

/**
 * The bytes of {@link writeNpz} as a stream, for large tensors: each piece is made when it is asked for, a tensor's after
 * its checksum. The tensors must live till then; a change in between is an error of the stream.
 *
 * @example
 * const stream = streamNpz(new Map([["a", tensor([1, 2])]]));
 * (await readNpz(stream)).get("a"); // [1, 2]
 */
export function streamNpz(tensors: ReadonlyMap<string, Tensor>): ReadableStream<Uint8Array> {
  return streamOf(npzContent("streamNpz", tensors).pieces);
}

function npzContent(op: string, tensors: ReadonlyMap<string, Tensor>): Content {
  const refuse = (what: string) => new ArgumentError(op, what);
  for (const name of tensors.keys()) {
    const rule = nameError(`${name}${suffix}`);
    if (rule) throw refuse(`the name ${quote(name)}; ${rule}. Rename it.`);
    if (name.length > maximumName || !isUnicode(name)) {
      throw refuse(
        `the name ${quote(name)}; it is Unicode of at most ${maximumName} characters. Rename it.`,
      );
    }
  }
  const files = [...tensors].map(([name, x]) => ({
    name: `${name}${suffix}`,
    content: npyContent(op, x),
  }));
  const { size, directoryBytes, pieces } = zipContent(files);
  if (directoryBytes > maximumDirectoryBytes) {
    throw refuse(
      `the directory has ${directoryBytes} bytes; readers take ${maximumDirectoryBytes}. Write several files.`,
    );
  }
  return { size, pieces };
}
