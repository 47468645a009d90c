/** Tensors as the bytes of a safetensors file. */

import { ArgumentError, type DType, type Tensor } from "@gradkit/tensor";
import { bytesAs, type Content, concatenated, elementsOf, streamOf, wholeOf } from "./content.ts";
import { digestKey, digestText } from "./digest.ts";
import { dtypeBytes, maximumRank } from "./elements.ts";
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
  return wholeOf(await layOut("writeSafetensors", tensors, options)());
}

/**
 * The bytes of {@link writeSafetensors} as a stream, for large tensors: each piece is made when it is asked for, the
 * first after all digests. The tensors must live till then; a change in between is an error of the stream.
 *
 * @example
 * const stream = streamSafetensors(new Map([["w", tensor([1, 2])]]));
 * (await readSafetensors(stream)).tensors.get("w"); // [1, 2]
 */
export function streamSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  options: WriteSafetensorsOptions = {},
): ReadableStream<Uint8Array> {
  const content = layOut("streamSafetensors", tensors, options);
  return streamOf(async function* () {
    yield* (await content()).pieces();
  });
}

/** What gives the content of a file, once the digests are there. */
function layOut(
  op: string,
  tensors: ReadonlyMap<string, Tensor>,
  { metadata = new Map<string, string>(), digest = true }: WriteSafetensorsOptions,
): () => Promise<Content> {
  checkTensors(op, tensors, metadata);
  const named = [...tensors].map(([name, x]) => ({ name, x }));
  named.sort((a, b) => dtypeBytes[b.x.dtype] - dtypeBytes[a.x.dtype] || (a.name < b.name ? -1 : 1));
  const parts = named.map(({ x }) => elementsOf(op, x));
  let at = 0;
  const entries = named.map(({ name, x }, i): Entry => {
    const begin = at;
    at += parts[i].size;
    return { name, dtype: namesByDtype[x.dtype], shape: x.shape, begin, end: at };
  });
  return async () => {
    const all = new Map(metadata);
    if (digest) all.set(digestKey, await digestText(op, entries, metadata, parts));
    return concatenated([bytesAs(headerBytes(op, entries, all)), ...parts]);
  };
}

/** The header with its length before it, padded to a multiple of 8. */
function headerBytes(
  op: string,
  entries: readonly Entry[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(headerText(entries, metadata));
  if (header.length > maximumHeaderBytes) {
    throw new ArgumentError(
      op,
      `the header has ${header.length} bytes; readers take ${maximumHeaderBytes}. Shorten the metadata, or write several files.`,
    );
  }
  const start = 8 + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(start).fill(0x20, 8);
  new DataView(bytes.buffer).setUint32(0, start - 8, true);
  bytes.set(header, 8);
  return bytes;
}

/** Refuses names and shapes that this package's reader, or any other, would not take. */
function checkTensors(
  op: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
): void {
  const refuse = (what: string): never => {
    throw new ArgumentError(op, what);
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
  for (const [name, { rank }] of tensors) {
    if (rank > maximumRank) {
      refuse(`${quote(name)} has ${rank} dims; readers take ${maximumRank}. Reshape it.`);
    }
  }
  for (const text of [...tensors.keys(), ...metadata.keys(), ...metadata.values()]) {
    if (isUnicode(text)) continue;
    refuse(`${quote(text)} holds half a surrogate pair; texts are Unicode. Mend it.`);
  }
}
