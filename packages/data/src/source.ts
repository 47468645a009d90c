/** Where bytes come from: files, addresses, and what browsers and Node hold in memory. */

import { ArgumentError } from "@gradkit/tensor";
import { DataError, type Fail, reasonOf } from "./errors.ts";

/**
 * Bytes to read: a path or `file:` URL (in Node, Deno and Bun, streamed from disk), another URL (fetched; in a
 * browser a string is always one), or a Response, Blob, File, ReadableStream, ArrayBuffer or Uint8Array.
 */
export type ByteSource =
  | string
  | URL
  | Response
  | Blob
  | ReadableStream<Uint8Array>
  | ArrayBuffer
  | Uint8Array;

/** A source that is there. */
export interface OpenSource {
  /** Makes the errors of this source. */
  readonly fail: Fail;
  /** How many bytes it holds, where that is known beforehand. */
  readonly size: number | undefined;
  /** The bytes; nothing is opened before the first is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The bytes from `start` to before `end`, where the source can be read at any place. */
  readonly part?: ((start: number, end: number) => AsyncIterable<Uint8Array>) | undefined;
}

const fileChunkBytes = 2 ** 18;

/** Node's file system where the runtime has it; no import, so that bundles for browsers stay whole. */
export function fileSystem(): typeof import("node:fs") | undefined {
  return globalThis.process?.getBuiltinModule?.("node:fs");
}

/** Finds the source, as far as that can be told before reading; `op` is named in errors. */
export async function openSource(op: string, source: ByteSource): Promise<OpenSource> {
  const failAs =
    (name: string): Fail =>
    (what, cause) =>
      new DataError(op, shortened(name), what, cause === undefined ? undefined : { cause });
  if (typeof source === "string" || source instanceof URL) {
    return openAddress(source, failAs(String(source)));
  }
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) {
    const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
    return ofBytes(bytes, failAs("bytes"));
  }
  if (source instanceof Blob) {
    const name = "name" in source && typeof source.name === "string" ? source.name : "Blob";
    const part = (start: number, end: number) => read(() => source.slice(start, end).stream());
    return { fail: failAs(name), size: source.size, chunks: part(0, source.size), part };
  }
  const isUsed =
    (source instanceof Response && source.bodyUsed) ||
    (source instanceof ReadableStream && source.locked);
  if (isUsed) {
    const name = source instanceof Response ? "Response" : "ReadableStream";
    throw failAs(name)(
      "it was read before, or is being read; it gives its bytes once. Pass a new one.",
    );
  }
  if (source instanceof Response) return openResponse(source, failAs(source.url || "Response"));
  if (source instanceof ReadableStream) {
    return { fail: failAs("ReadableStream"), size: undefined, chunks: read(() => source) };
  }
  throw new ArgumentError(
    op,
    `the source is ${source === null ? "null" : typeof source}; it reads a path, URL, Response, Blob, File, ReadableStream, ` +
      "ArrayBuffer or Uint8Array. Pass one of them.",
  );
}

/** An address in an error: a `data:` URL holds all bytes, and a path has at most 4096. */
function shortened(name: string): string {
  const most = name.startsWith("data:") ? 80 : 5000;
  return name.length > most ? `${name.slice(0, most)}…` : name;
}

/** Bytes in memory as a source; there are none in what was transferred. */
function ofBytes(bytes: Uint8Array, fail: Fail) {
  const part = (start: number, end: number) => only(bytes.subarray(start, end));
  return { fail, size: bytes.length, chunks: only(bytes), part };
}

async function openAddress(address: string | URL, fail: Fail): Promise<OpenSource> {
  const scheme = /^(file|https?|blob|data):/i.exec(String(address))?.[1].toLowerCase();
  const fs = fileSystem();
  if (scheme === "file" || (scheme === undefined && fs && typeof address === "string")) {
    const isUrl = scheme === "file" && URL.canParse(String(address));
    if (fs) return openFile(fs, isUrl ? new URL(address) : address, fail);
    throw fail("this runtime reads no files; it has fetch alone. Pass an address or a File.");
  }
  let response: Response;
  try {
    response = await fetch(address);
  } catch (error) {
    throw fail(`the address gave no answer (${reasonOf(error)}). Mend it or try again.`, error);
  }
  return openResponse(response, fail);
}

async function openFile(
  fs: typeof import("node:fs"),
  path: string | URL,
  fail: Fail,
): Promise<OpenSource> {
  let stats: import("node:fs").Stats;
  try {
    stats = await fs.promises.stat(path);
  } catch (error) {
    const missing = (error as { code?: unknown }).code === "ENOENT";
    throw missing
      ? fail(`there is no such file; the path leads to ${absolute(path)}. Mend it.`, error)
      : fail(`the file cannot be opened (${reasonOf(error)}). Mend the path or its rights.`, error);
  }
  if (stats.isDirectory()) throw fail("this is a folder; it reads one file. Name the file in it.");
  const chunks = readFile(fs, path, {});
  if (!stats.isFile()) return { fail, size: undefined, chunks };
  const part = (start: number, end: number) =>
    start === end ? only(new Uint8Array(0)) : readFile(fs, path, { start, end: end - 1 });
  return { fail, size: stats.size, chunks, part };
}

function absolute(path: string | URL): string {
  const { resolve } = globalThis.process.getBuiltinModule("node:path");
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  return path instanceof URL ? fileURLToPath(path) : resolve(path);
}

/** A size is not taken from the headers: they may tell that of a compressed transfer. */
function openResponse(response: Response, fail: Fail): OpenSource {
  if (!response.ok) {
    response.body?.cancel().catch(() => undefined);
    throw fail(`the server answered ${response.status} ${response.statusText}. Mend the address.`);
  }
  const { body } = response;
  return { fail, size: undefined, chunks: body ? read(() => body) : only(new Uint8Array(0)) };
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

async function* readFile(
  fs: typeof import("node:fs"),
  path: string | URL,
  range: { start?: number; end?: number },
): AsyncGenerator<Uint8Array> {
  yield* fs.createReadStream(path, { highWaterMark: fileChunkBytes, ...range });
}

/** A stream's chunks: by its reader, since not every browser's streams can be iterated. */
export async function* read(open: () => ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = open().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (!(value instanceof Uint8Array)) throw new TypeError("a chunk is no Uint8Array");
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
