/**
 * Digests in the metadata of a safetensors file, which has none of its own: SHA-256 in hex of the header's text
 * without the digest, then of each tensor's bytes in their order, with a space between.
 */

import { ArgumentError } from "@gradkit/tensor";
import { type Content, wholeOf } from "./content.ts";
import type { Fail } from "./errors.ts";
import { quote } from "./names.ts";
import { type Entry, headerText, inOrder } from "./safetensors-header.ts";

/** The key of the digests. */
export const digestKey = "gradkit.sha256";

const noCrypto = "this page has no Web Crypto, which browsers give to secure addresses alone";

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The text that the digest of the header is taken of, whatever order and gaps the file has it in. */
function canonical(
  entries: readonly Entry[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array<ArrayBuffer> {
  const sorted = new Map([...metadata].sort(([a], [b]) => (a < b ? -1 : 1)));
  return new TextEncoder().encode(headerText(inOrder(entries), sorted));
}

/** The digests of what is to be written; `parts` holds the tensors in their order. */
export async function digestText(
  op: string,
  entries: readonly Entry[],
  metadata: ReadonlyMap<string, string>,
  parts: readonly Content[],
): Promise<string> {
  if (!globalThis.crypto?.subtle) throw new ArgumentError(op, `${noCrypto}. Pass digest: false.`);
  const words = [await sha256(canonical(entries, metadata))];
  for (const content of parts) words.push(await sha256Of(content));
  return words.join(" ");
}

async function sha256Of(content: Content): Promise<string> {
  const hash = pieceHash();
  if (!hash) return sha256(wholeOf(content));
  for (const piece of content.pieces()) hash.update(piece);
  return hash.digest("hex");
}

/** A hash that takes pieces; undefined in pages, which hash whole bytes alone. */
function pieceHash() {
  return globalThis.process?.getBuiltinModule?.("node:crypto").createHash("sha256");
}

/** A digest in hex, and the space after it. */
const wordLength = 65;

function wordAt(recorded: string, i: number): string {
  return recorded.slice(wordLength * i, wordLength * (i + 1)).padEnd(wordLength);
}

const changed =
  "it changed after it was written, or a program that kept the digest wrote it anew. " +
  "Download it again, or pass verify: false.";

/** Compares what is read with the digests of a file. */
export class DigestCheck {
  readonly #recorded: string;
  readonly #fail: Fail;
  #at = 1;

  constructor(recorded: string, fail: Fail) {
    this.#recorded = recorded;
    this.#fail = fail;
  }

  /** Compares the header. */
  static async open(
    recorded: string,
    entries: readonly Entry[],
    metadata: ReadonlyMap<string, string>,
    fail: Fail,
  ): Promise<DigestCheck> {
    if (!globalThis.crypto?.subtle) throw fail(`${noCrypto}. Pass verify: false.`);
    // Not split: a text of spaces alone would be millions of words.
    if (recorded.length !== wordLength * (entries.length + 1) - 1) {
      throw fail(
        `${digestKey} has not one digest for the header and for each of ${entries.length} tensors; ${changed}`,
      );
    }
    if (wordAt(recorded, 0) !== `${await sha256(canonical(entries, metadata))} `) {
      throw fail(`its header does not match ${digestKey}; ${changed}`);
    }
    return new DigestCheck(recorded, fail);
  }

  /** Compares the next tensor. */
  async tensor(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#compare(name, await sha256(bytes));
  }

  /** Compares the next tensor, whose bytes come in pieces; undefined in pages, which hash whole bytes alone. */
  pieces(name: string): { add(bytes: Uint8Array): void; end(): void } | undefined {
    const hash = pieceHash();
    if (!hash) return undefined;
    return {
      add: (bytes) => void hash.update(bytes),
      end: () => this.#compare(name, hash.digest("hex")),
    };
  }

  #compare(name: string, found: string): void {
    if (wordAt(this.#recorded, this.#at++) === `${found} `) return;
    throw this.#fail(`the bytes of ${quote(name)} do not match ${digestKey}; ${changed}`);
  }
}
