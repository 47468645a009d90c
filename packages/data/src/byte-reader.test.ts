import { expect, test } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { DataError } from "./errors.ts";

const fail = (what: string, cause?: unknown) => new DataError("test", "chunks", what, { cause });

async function* chunks(...parts: number[][]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Uint8Array.from(part);
}

test("peeks across chunks, empty ones too, and takes nothing", async () => {
  const reader = new ByteReader(chunks([1], [], [2, 3, 4]), fail);
  expect([...(await reader.peek(2))]).toEqual([1, 2]);
  expect([...(await reader.peek(3))]).toEqual([1, 2, 3]);
  expect([...(await reader.peek(9))]).toEqual([1, 2, 3, 4]);
});

test("fills from what was peeked at and what follows, up to the end", async () => {
  const reader = new ByteReader(chunks([1, 2], [3], [4, 5]), fail);
  await reader.peek(1);
  const target = new Uint8Array(4);
  expect(await reader.fill(target)).toBe(4);
  expect([...target]).toEqual([1, 2, 3, 4]);
  expect(await reader.fill(target)).toBe(1);
  expect(target[0]).toBe(5);
  expect(await reader.fill(target)).toBe(0);
});

test("hands on the rest as chunks", async () => {
  const reader = new ByteReader(chunks([1, 2], [3, 4]), fail);
  await reader.fill(new Uint8Array(1));
  const seen: number[] = [];
  for await (const chunk of reader.rest()) seen.push(...chunk);
  expect(seen).toEqual([2, 3, 4]);
});

test("a stream that breaks is an error of ours that says how far it came", async () => {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(7);
    throw new Error("socket closed");
  }
  const reader = new ByteReader(breaking(), fail);
  const error = await reader.fill(new Uint8Array(9)).catch((e) => e);
  expect(error).toBeInstanceOf(DataError);
  expect(error.message).toBe(
    "test: chunks: reading broke off after 7 bytes (socket closed). Try again.",
  );
  expect(error.cause.message).toBe("socket closed");
});
