/** Tensors as the bytes of a safetensors file. */

import { ArgumentError, type DType, type Tensor } from "@gradkit/tensor";
import { digestKey, digestText } from "./digest.ts";
import { bytesOf, dtypeBytes } from "./elements.ts";
import { isUnicode, maximumName, quote } from "./names.ts";
import {
  type Entry,
  headerText,
  maximumEntries,
  maximumHeaderBytes,
  metadataKey,
} from "./safetensors-header.ts";

const namesByDtype: Record<DType, string> = {
  bool: "BOOL",
  uint8: "U8",
  int32: "I32",
  float32: "F32",
  float64: "F64",
};

/** Options of {@link writeSafetensors}. */
export interface WriteSafetensorsOptions {
  /** Texts to stand beside the tensors; PyTorch's readers look for `format`, `pt`. */
  readonly metadata?: ReadonlyMap<string, string> | undefined;
  /** Whether to add SHA-256 digests as `gradkit.sha256`, which {@link readSafetensors} compares. Default true. */
  readonly digest?: boolean | undefined;
}

/**
 * Named tensors as the bytes of a safetensors file, each in its own dtype: the widest elements first, then by name, the
 * first at a multiple of 8, so that the same tensors give the same bytes. It is asynchronous for the digest's sake.
 *
 * @example
 * const bytes = await writeSafetensors(new Map([["w", tensor([1, 2])]]), { digest: false });
 * bytes.length; // 72
 */
export async function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  options: WriteSafetensorsOptions = {},
): Promise<Uint8Array> {
  const { metadata = new Map<string, string>(), digest = true } = options;
  checkNames(tensors, metadata);
  const named = [...tensors].map(([name, x]) => ({ name, x, bytes: bytesOf(x) }));
  named.sort((a, b) => dtypeBytes[b.x.dtype] - dtypeBytes[a.x.dtype] || (a.name < b.name ? -1 : 1));
  let at = 0;
  const entries = named.map(({ name, x, bytes }): Entry => {
    const begin = at;
    at += bytes.length;
    return { name, dtype: namesByDtype[x.dtype], shape: x.shape, begin, end: at };
  });
  const all = new Map(metadata);
  const parts = named.map(({ bytes }) => bytes);
  if (digest) all.set(digestKey, await digestText("writeSafetensors", entries, metadata, parts));
  const header = new TextEncoder().encode(headerText(entries, all));
  if (header.length > maximumHeaderBytes) {
    throw new ArgumentError(
      "writeSafetensors",
      `the header has ${header.length} bytes; readers take ${maximumHeaderBytes}. Shorten the metadata, or write several files.`,
    );
  }
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(start + at).fill(0x20, 8, start);
  new DataView(file.buffer).setUint32(0, start - 8, true);
  file.fill(0, 4, 8);
  file.set(header, 8);
  parts.forEach((bytes, i) => {
    file.set(bytes, start + entries[i].begin);
  });
  return file;
}

/** Refuses names that this package's reader, or any other, would not take. */
function checkNames(tensors: ReadonlyMap<string, Tensor>, metadata: ReadonlyMap<string, string>) {
  const refuse = (what: string): never => {
    throw new ArgumentError("writeSafetensors", what);
  };
  if (tensors.has(metadataKey)) refuse(`no tensor may be named ${metadataKey}. Rename it.`);
  if (metadata.has(digestKey)) refuse(`it writes ${digestKey} by itself. Leave it out.`);
  const count = Math.max(tensors.size, metadata.size + 1);
  if (count >= maximumEntries) {
    refuse(`${count} entries; a file has fewer than ${maximumEntries}. Write several files.`);
  }
  for (const name of [...tensors.keys(), ...metadata.keys()]) {
    if (name.length > maximumName) {
      refuse(
        `${quote(name)} has ${name.length} characters; a name has at most ${maximumName}. Shorten it.`,
      );
    }
  }
  for (const text of [...tensors.keys(), ...metadata.keys(), ...metadata.values()]) {
    if (isUnicode(text)) continue;
    refuse(`${quote(text)} holds half a surrogate pair; texts are Unicode. Mend it.`);
  }
}
