/** What the tests of the readers share. */

import { type DType, memory, type Tensor, tensor } from "@gradkit/tensor";
import fc from "fast-check";
import { expect } from "vitest";
import { bytesAs, wholeOf } from "./content.ts";
import { DataError } from "./errors.ts";
import { zipContent } from "./zip-writer.ts";

/** A stream of pieces of one length. */
export function streamOf(bytes: Uint8Array, length = bytes.length): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + length));
      at += length;
    },
  });
}

/** The DataError that a read gives; nothing else passes, and no tensor is left behind (collected ones aside). */
export async function refusalOf(read: () => Promise<unknown>): Promise<string> {
  const before = memory().bytes;
  const error: unknown = await read().catch((e) => e);
  expect(memory().bytes).toBeLessThanOrEqual(before);
  if (!(error instanceof DataError)) throw new Error(`expected a DataError, found ${error}`);
  return error.what;
}

/** Whether the read gave a value; a DataError is the one other outcome, and leaves no tensor behind. */
export async function outcomeOf<T>(read: () => Promise<T>): Promise<T | undefined> {
  const before = memory().bytes;
  const result = await read().catch((e) => e);
  if (!(result instanceof Error)) return result;
  expect(result).toBeInstanceOf(DataError);
  expect(memory().bytes).toBeLessThanOrEqual(before);
  return undefined;
}

/** The same elements, shape and dtype. */
export function expectSame(x: Tensor | undefined, y: Tensor): void {
  expect(x?.dtype).toBe(y.dtype);
  expect(x?.shape).toEqual(y.shape);
  expect(x?.dataSync()).toEqual(y.dataSync());
}

/** Tensors of every dtype, of rank 0 to 4, empty ones among them. */
export const anyTensor: fc.Arbitrary<Tensor> = fc
  .record({
    dtype: fc.constantFrom<DType>("uint8", "int32", "float32", "float64", "bool"),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
    seed: fc.nat(250),
  })
  .map(({ dtype, shape, seed }) => {
    const size = shape.reduce((n, each) => n * each, 1);
    const values = Array.from({ length: size }, (_, i) => (seed * (i + 1)) % 251);
    return tensor(values, { shape, dtype });
  });

/** Names that objects know already, and others. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "0", "10", "2", ""),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

/** Bytes changed, taken out, copied and put in here and there; words too, a byte for each character. */
export function mutations(
  original: Uint8Array,
  words: readonly string[],
): fc.Arbitrary<Uint8Array> {
  // Half of them near the start, where headers are.
  const at = fc.oneof(fc.nat(Math.min(original.length, 160)), fc.nat(original.length));
  const part = fc
    .tuple(at, fc.nat(60))
    .map(([start, length]) => original.subarray(start, start + length));
  const word = fc
    .constantFrom(...words)
    .map((text) => Uint8Array.from(text, (each) => each.charCodeAt(0)));
  const change = fc.oneof(
    fc.record({
      at,
      remove: fc.constant(1),
      insert: fc.uint8Array({ minLength: 1, maxLength: 1 }),
    }),
    fc.record({ at, remove: fc.nat(9), insert: fc.uint8Array({ maxLength: 9 }) }),
    fc.record({ at, remove: fc.nat(9), insert: fc.oneof(part, word) }),
  );
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    let bytes = [...original];
    for (const { at: start, remove, insert } of changes) {
      bytes = [...bytes.slice(0, start), ...insert, ...bytes.slice(start + remove)];
    }
    return Uint8Array.from(bytes);
  });
}

/** Bytes packed as pages can, too. */
export async function packed(bytes: Uint8Array, format: CompressionFormat): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream();
  return new Response(stream.pipeThrough(new CompressionStream(format)))
    .arrayBuffer()
    .then((all) => new Uint8Array(all));
}

/** The bytes of a text in base64. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

/** A safetensors file by hand: the header's text, then the elements' bytes. */
export function safetensorsFile(header: string, data: readonly number[] = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** The zip archive of named files. */
export function zipOf(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Uint8Array {
  return wholeOf(
    zipContent(files.map(({ name, bytes }) => ({ name, content: bytesAs(bytes.slice()) }))),
  );
}

/** A zip archive of one entry `a.npy` that is said to be deflated, with whatever bytes, size and checksum. */
export function deflatedArchive(
  packed: Uint8Array,
  { size, crc }: { readonly size: number; readonly crc: number },
): Uint8Array {
  const bytes = zipOf([{ name: "a.npy", bytes: packed }]);
  const view = new DataView(bytes.buffer);
  const record = view.getUint32(bytes.length - 6, true);
  for (const [method, at] of [
    [8, 14],
    [record + 10, record + 16],
  ]) {
    view.setUint16(method, 8, true);
    view.setUint32(at, crc, true);
    view.setUint32(at + 8, size, true);
  }
  return bytes;
}

/** The numbers of a fixture, which holds NaN and infinities as texts of Python. */
export function numbersOf(values: readonly (number | string)[]): number[] {
  const named = new Map([
    ["nan", Number.NaN],
    ["inf", Infinity],
    ["-inf", -Infinity],
  ]);
  return values.map((value) => (typeof value === "number" ? value : (named.get(value) ?? 0)));
}
