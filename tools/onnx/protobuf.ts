/** The wire format of protocol buffers, as far as ONNX's files use it: numbered fields of four kinds. */

/** A whole number, eight bytes, a run of bytes, four bytes. */
type Wire = 0 | 1 | 2 | 5;

/** One field as it stands in the bytes: whole numbers as bigint, all else as a view of its bytes. */
export interface Field {
  readonly number: number;
  readonly wire: Wire;
  readonly integer: bigint;
  readonly bytes: Uint8Array;
}

/** What is wrong with a file. */
export class FormatError extends Error {
  override name = "FormatError";
}

const none = new Uint8Array(0);

/** A position in bytes that moves forward. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (length > left)
      throw new FormatError(`${length} bytes at ${this.#at}, where ${left} are left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Seven bits a byte, the lowest first; a byte below 128 ends it. At most 64 bits. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte] = this.take(1);
      value |= BigInt(byte & 127) << shift;
      if (byte >= 128) continue;
      if (value >= 1n << 64n) break;
      return value;
    }
    throw new FormatError(`a number of more than 64 bits before ${this.#at}`);
  }
}

/** The fields of a message in their order. */
export function* fields(bytes: Uint8Array): Generator<Field> {
  const cursor = new Cursor(bytes);
  while (!cursor.done) {
    const key = cursor.varint();
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    if (number === 0 || number >= 2 ** 29) throw new FormatError(`field number ${number}`);
    if (wire === 0) yield { number, wire, integer: cursor.varint(), bytes: none };
    else if (wire === 1 || wire === 5) {
      yield { number, wire, integer: 0n, bytes: cursor.take(wire === 1 ? 8 : 4) };
    } else if (wire === 2) {
      yield { number, wire, integer: 0n, bytes: cursor.take(Number(cursor.varint())) };
    } else throw new FormatError(`wire type ${wire} of field ${number}`);
  }
}

function expectWire(field: Field, ...allowed: readonly Wire[]): void {
  if (allowed.includes(field.wire)) return;
  throw new FormatError(
    `field ${field.number} has wire type ${field.wire}, not ${allowed.join(" or ")}`,
  );
}

/** The bytes of a field that holds a run of them: a message, a text, packed numbers. */
export function run(field: Field): Uint8Array {
  expectWire(field, 2);
  return field.bytes;
}

/** The text of a field; refuses what is no UTF-8. */
export function text(field: Field): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(run(field));
  } catch {
    throw new FormatError(`field ${field.number} is no UTF-8`);
  }
}

/** The signed whole numbers of a field: one, or several that are packed. */
export function integers(field: Field): bigint[] {
  expectWire(field, 0, 2);
  if (field.wire === 0) return [BigInt.asIntN(64, field.integer)];
  const cursor = new Cursor(field.bytes);
  const values: bigint[] = [];
  while (!cursor.done) values.push(BigInt.asIntN(64, cursor.varint()));
  return values;
}

/** A signed whole number that a float64 holds exactly. */
export function integer(field: Field): number {
  expectWire(field, 0);
  const value = Number(BigInt.asIntN(64, field.integer));
  if (!Number.isSafeInteger(value)) throw new FormatError(`${value} in field ${field.number}`);
  return value;
}

/** The floats of a field, of four or eight bytes: one, or several that are packed. */
export function floats(field: Field, size: 4 | 8): number[] {
  expectWire(field, size === 4 ? 5 : 1, 2);
  const { bytes } = field;
  if (bytes.length % size !== 0) {
    throw new FormatError(
      `${bytes.length} bytes in field ${field.number}; each number takes ${size}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / size }, (_, i) =>
    size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true),
  );
}
