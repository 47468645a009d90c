/** What is wrong with data that came from outside. */

/**
 * A file, download or stream that is not what it should be; the message reads `<op>: <source>: <what>`.
 *
 * @example
 * await readIdx(new Uint8Array([0, 0, 8, 0])); // throws DataError: readIdx: bytes: its header has no dims;
 */
export class DataError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "DataError";
  /** The function that refused, such as `readIdx`. */
  readonly op: string;
  /** The name of the source: a path, an address, or what kind of value it was. */
  readonly source: string;
  /** What is wrong, the rule, and the mend. */
  readonly what: string;

  /** `options.cause` is the runtime's own error, where there was one. */
  constructor(op: string, source: string, what: string, options?: { readonly cause?: unknown }) {
    super(`${op}: ${source}: ${what}`, options);
    this.op = op;
    this.source = source;
    this.what = what;
  }
}

/** Makes the error of one source, which it names by itself. */
export type Fail = (what: string, cause?: unknown) => DataError;

/** The message of whatever was thrown, or of what caused it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (error.cause === undefined ? error.name : reasonOf(error.cause));
}
