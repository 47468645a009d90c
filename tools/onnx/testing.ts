/** Messages of protocol buffers for tests, written field by field. */

/** A whole number in groups of seven bits. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

/** A field with a whole number. */
export function whole(number: number, value: number | bigint): number[] {
  return [...varint(number << 3), ...varint(value)];
}

/** A field with a run of bytes, or a text. */
export function run(number: number, content: string | readonly number[]): number[] {
  const bytes = typeof content === "string" ? [...new TextEncoder().encode(content)] : content;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

/** The bytes of little-endian float32s. */
export function float32s(...values: readonly number[]): number[] {
  return [...new Uint8Array(Float32Array.from(values).buffer)];
}

/** A message of fields. */
export function message(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flat());
}
