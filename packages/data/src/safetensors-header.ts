/**
 * The JSON at the start of a safetensors file, read by a parser that knows this one form: duplicate keys, numbers
 * that are no whole numbers below 2⁵³ and keys of any other meaning are refused, where JSON.parse lets them pass.
 */

import { maximumRank } from "./elements.ts";
import type { Fail } from "./errors.ts";
import { isUnicode, maximumName, quote } from "./names.ts";

/** What the header says of one tensor. */
export interface Entry {
  readonly name: string;
  /** As the format names it, such as F32. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes begin and end, from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** What a header says. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Map<string, string>;
}

/** The most tensors, or entries of metadata. */
export const maximumEntries = 100_000;

/** The most bytes of a header that readers take by default; the format's own limit is 100,000,000. */
export const maximumHeaderBytes = 25_000_000;

/** The key of the metadata among the tensors' names. */
export const metadataKey = "__metadata__";

/** Parses a header; `fail` makes the error of its file. */
export function parseHeader(text: string, fail: Fail): Header {
  const cursor = new Cursor(text, fail);
  const entries: Entry[] = [];
  let metadata: Map<string, string> | undefined;
  readObject(cursor, (name) => {
    if (name === metadataKey) metadata = readMetadata(cursor);
    else entries.push(readEntry(cursor, name));
  });
  cursor.end();
  return { entries, metadata: metadata ?? new Map() };
}

function readEntry(cursor: Cursor, name: string): Entry {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  readObject(cursor, (key) => {
    if (key === "dtype") dtype = cursor.string();
    else if (key === "shape") shape = readNumbers(cursor, key, maximumRank);
    else if (key === "data_offsets") offsets = readNumbers(cursor, key, 2);
    else {
      throw cursor.error(`has the key ${quote(key)}, which is none of dtype, shape, data_offsets`);
    }
  });
  if (dtype === undefined || shape === undefined || offsets?.length !== 2) {
    throw cursor.error(
      `does not give ${quote(name)} a dtype, a shape and data_offsets of two numbers`,
    );
  }
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] };
}

function readMetadata(cursor: Cursor): Map<string, string> {
  const metadata = new Map<string, string>();
  readObject(cursor, (key) => {
    metadata.set(key, cursor.string());
  });
  return metadata;
}

/** An object whose values `read` takes off the cursor, each key once. */
function readObject(cursor: Cursor, read: (key: string) => void): void {
  const keys = new Set<string>();
  cursor.expect("{");
  if (cursor.take("}")) return;
  do {
    const key = cursor.string();
    if (key.length > maximumName) {
      throw cursor.error(`has a name of ${key.length} characters; the limit is ${maximumName}`);
    }
    if (keys.has(key)) throw cursor.error(`has the key ${quote(key)} twice`);
    if (keys.size >= maximumEntries) {
      throw cursor.error(`has more than ${maximumEntries} entries`);
    }
    keys.add(key);
    cursor.expect(":");
    read(key);
  } while (cursor.take(","));
  cursor.expect("}");
}

function readNumbers(cursor: Cursor, key: string, most: number): number[] {
  const numbers: number[] = [];
  cursor.expect("[");
  if (cursor.take("]")) return numbers;
  do {
    if (numbers.length === most) throw cursor.error(`has more than ${most} numbers as ${key}`);
    numbers.push(cursor.number());
  } while (cursor.take(","));
  cursor.expect("]");
  return numbers;
}

/** The entries in the order of their bytes; empty ones of one place by name. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  return [...entries].sort(
    (a, b) => a.begin - b.begin || a.end - b.end || (a.name < b.name ? -1 : 1),
  );
}

/** A header as text. */
export function headerText(
  entries: readonly Entry[],
  metadata: ReadonlyMap<string, string>,
): string {
  const texts = [...metadata].map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  const parts = texts.length > 0 ? [`"${metadataKey}":{${texts.join(",")}}`] : [];
  for (const { name, dtype, shape, begin, end } of entries) {
    parts.push(
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${begin},${end}]}`,
    );
  }
  return `{${parts.join(",")}}`;
}

/** Takes tokens off a text. */
class Cursor {
  readonly #text: string;
  readonly #fail: Fail;
  #at = 0;

  constructor(text: string, fail: Fail) {
    this.#text = text;
    this.#fail = fail;
  }

  /** Takes `mark` if it is next. */
  take(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  expect(mark: string): void {
    if (!this.take(mark)) throw this.#missing(`"${mark}"`);
  }

  string(): string {
    this.#skip();
    const start = this.#at;
    const text = this.#text;
    if (text[start] !== '"') throw this.#missing("a string");
    let end = start + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    let value: string;
    try {
      value = JSON.parse(text.slice(start, end + 1));
    } catch {
      throw this.error("holds a string that is not JSON's");
    }
    if (!isUnicode(value)) throw this.error("holds a string that is no Unicode text");
    this.#at = end + 1;
    return value;
  }

  number(): number {
    this.#skip();
    const digits = /(0|[1-9]\d*)(?![\d.eE])/y;
    digits.lastIndex = this.#at;
    const found = digits.exec(this.#text);
    if (!found) throw this.#missing("a whole number from 0");
    const value = Number(found[0]);
    if (!Number.isSafeInteger(value)) throw this.error("holds a number of 2^53 or more");
    this.#at = digits.lastIndex;
    return value;
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) throw this.#missing("nothing more");
  }

  /** The error for what stands here. */
  error(what: string): Error {
    return this.#fail(`its header ${what}, at character ${this.#at}. Download it again.`);
  }

  #missing(what: string): Error {
    const found = this.#at < this.#text.length ? quote(this.#text[this.#at]) : "its end";
    return this.error(`has ${found} where ${what} is due`);
  }

  #skip(): void {
    const text = this.#text;
    while (this.#at < text.length && " \t\n\r".includes(text[this.#at])) this.#at++;
  }
}
