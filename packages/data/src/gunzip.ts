/**
 * Decompression by the platform. Node's zlib takes several members and zero padding, and is twice as fast there
 * as DecompressionStream, which every browser has and which by its standard refuses both.
 */

import { DataError, type Fail, reasonOf } from "./errors.ts";

type Chunks = AsyncIterable<Uint8Array>;

/** Deflate's limit: no stream expands further. */
export const maximumExpansion = 1032;

const zlibChunkBytes = 2 ** 18;

/** What is fed at once to a DecompressionStream, which may expand it all before it waits. */
const pieceBytes = 2 ** 14;

/** What a stream is packed as; zip archives hold bare deflate streams. */
type Packing = "gzip" | "deflate-raw";

/** The bytes that a packed stream holds; `fail` makes the error of a stream that is cut off or corrupt. */
export function gunzip(chunks: Chunks, fail: Fail, packing: Packing = "gzip"): Chunks {
  const native = globalThis.process?.getBuiltinModule !== undefined;
  return native ? gunzipByZlib(chunks, fail, packing) : gunzipByStream(chunks, fail, packing);
}

/** As {@link gunzip}, in Node, Deno and Bun. */
export async function* gunzipByZlib(chunks: Chunks, fail: Fail, packing: Packing = "gzip"): Chunks {
  const { createGunzip, createInflateRaw } = globalThis.process.getBuiltinModule("node:zlib");
  const { pipeline } = globalThis.process.getBuiltinModule("node:stream");
  const input = new Counted(chunks, packing);
  const create = packing === "gzip" ? createGunzip : createInflateRaw;
  const unpacked = create({ chunkSize: zlibChunkBytes });
  // Its error arrives at the loop, which reads the pipeline's end.
  pipeline(input, unpacked, () => undefined);
  try {
    yield* unpacked;
  } catch (error) {
    throw input.error(error, (error as { code?: unknown }).code === "Z_BUF_ERROR", fail);
  }
  // Zlib stops without a word at the end of a deflate stream, and at zeros after a member.
  if (input.goesOnAfter(unpacked.bytesWritten)) throw input.trailing(fail);
}

/** As {@link gunzip}, in browsers. */
export async function* gunzipByStream(
  chunks: Chunks,
  fail: Fail,
  packing: Packing = "gzip",
): Chunks {
  const { readable, writable } = new DecompressionStream(packing);
  const input = new Counted(chunks, packing);
  const writer = writable.getWriter();
  let closing = false;
  const feed = async (): Promise<void> => {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        await writer.write(chunk.slice(at, at + pieceBytes));
      }
    }
    closing = true;
    await writer.close();
  };
  // An error on this side, the source's own too, arrives at the other.
  const fed = feed().catch((error) => writer.abort(error).catch(() => undefined));
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
  } catch (error) {
    // Node reports late what it found early, but says what it was.
    const { code = "Z_BUF_ERROR" } = error as { code?: unknown };
    throw input.error(error, closing && code === "Z_BUF_ERROR", fail);
  } finally {
    await reader.cancel().catch(() => undefined);
    await fed;
  }
}

/** Chunks that are counted on their way. */
class Counted implements Chunks {
  readonly #chunks: Chunks;
  readonly #packing: Packing;
  readonly #stream: string;
  #bytes = 0;
  /** How many there are up to the last that is not zero. */
  #bytesToPadding = 0;

  constructor(chunks: Chunks, packing: Packing) {
    this.#chunks = chunks;
    this.#packing = packing;
    this.#stream = packing === "gzip" ? "gzip stream" : "deflate stream";
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#chunks) {
      let end = chunk.length;
      while (end > 0 && chunk[end - 1] === 0) end--;
      if (end > 0) this.#bytesToPadding = this.#bytes + end;
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  /** Whether more than padding follows the first bytes. */
  goesOnAfter(bytes: number): boolean {
    return (this.#packing === "gzip" ? this.#bytesToPadding : this.#bytes) > bytes;
  }

  /** The error for what follows the end. */
  trailing(fail: Fail, cause?: unknown): DataError {
    return fail(
      `bytes follow the end of its ${this.#stream}, somewhere before byte ${this.#bytes}; nothing may. Download it again.`,
      cause,
    );
  }

  /** The platform's error in our words; errors of the source stay what they are. */
  error(error: unknown, cutOff: boolean, fail: Fail): DataError {
    if (error instanceof DataError) return error;
    const bytes = this.#bytes;
    if (cutOff) {
      return fail(
        `the ${this.#stream} ends at byte ${bytes} before its end marker (truncated download?). Download it again.`,
        error,
      );
    }
    const reason = reasonOf(error);
    // Zlib says this of what follows a whole member and is no other: the first had the right header.
    if (reason === "incorrect header check" || /junk|after the end/i.test(reason)) {
      return this.trailing(fail, error);
    }
    return fail(
      `the ${this.#stream} is corrupt before byte ${bytes} (${reason}). Download it again.`,
      error,
    );
  }
}
