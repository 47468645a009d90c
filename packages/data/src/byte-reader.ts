/** Chunks of any length, read as one run of bytes. */

import { DataError, type Fail, reasonOf } from "./errors.ts";

/** Takes bytes off a stream of chunks without joining them. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #fail: Fail;
  /** What is left of the last chunk. */
  #left: Uint8Array = new Uint8Array(0);
  #received = 0;

  /** `fail` makes the error for a stream that breaks. */
  constructor(chunks: AsyncIterable<Uint8Array>, fail: Fail) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#fail = fail;
  }

  /** The next `n` bytes, which stay; fewer at the end. */
  async peek(n: number): Promise<Uint8Array> {
    while (this.#left.length < n) {
      const next = await this.#next();
      if (!next) break;
      const joined = new Uint8Array(this.#left.length + next.length);
      joined.set(this.#left);
      joined.set(next, this.#left.length);
      this.#left = joined;
    }
    return this.#left.subarray(0, n);
  }

  /** Moves the next bytes into `target` and says how many there were; fewer than it holds at the end. */
  async fill(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#left.length === 0) {
        const next = await this.#next();
        if (!next) break;
        this.#left = next;
      }
      const part = this.#left.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#left = this.#left.subarray(part.length);
    }
    return filled;
  }

  /** All that is left, as chunks. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk: Uint8Array | undefined = this.#left; chunk; chunk = await this.#next()) {
        yield chunk;
      }
    } finally {
      await this.close();
    }
  }

  /** Closes the stream; what is left is not read. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      if (done) return undefined;
      this.#received += value.length;
      return value;
    } catch (error) {
      if (error instanceof DataError) throw error;
      const reason = reasonOf(error);
      throw this.#fail(
        `reading broke off after ${this.#received} bytes (${reason}). Try again.`,
        error,
      );
    }
  }
}
