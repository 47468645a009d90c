/** What holds of every reader, whatever the file: a whole value or one error of ours, and nothing left behind. */

import { memory, scope, type Tensor, tensor, zeros } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError } from "./errors.ts";
import { readIdx, writeIdx } from "./idx.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";
import fixtures from "./numpy.fixtures.json" with { type: "json" };
import { readSafetensors } from "./safetensors.ts";
import { writeSafetensors } from "./safetensors-writer.ts";
import type { ByteSource } from "./source.ts";
import { bytesOfBase64, mutations, packed, streamOf } from "./testing.ts";

const matrix = tensor([[1, 2]], { dtype: "int32" });
const named = new Map<string, Tensor>([
  ["__proto__", matrix],
  ["é", tensor([true, false])],
  ["e", zeros([0, 3], { dtype: "float64" })],
]);
const metadata = new Map([["constructor", "c"]]);

const numpys = (names: readonly string[]) =>
  fixtures.npy
    .filter(({ name }) => names.includes(name))
    .map(({ base64 }) => bytesOfBase64(base64));

/** `growth` is the most bytes of tensors that a byte of a file may come to; `words` are put in where they hurt. */
const formats: readonly {
  readonly name: string;
  readonly files: readonly Uint8Array[];
  readonly read: (source: ByteSource) => Promise<unknown>;
  readonly growth: number;
  readonly words: readonly string[];
}[] = [
  {
    name: "readIdx",
    files: [writeIdx(matrix), await packed(writeIdx(matrix), "gzip")],
    read: readIdx,
    growth: 1032 * 4,
    words: ["\x1f\x8b\x08", "\0\0\x08\x01", "\xff\xff\xff\xff", "\x7f\xff\xff\xff", "<html>"],
  },
  {
    name: "readNpy",
    files: [writeNpy(matrix), ...numpys(["scalar", "empty", "fortran", ">f2", "version 3"])],
    read: readNpy,
    growth: 4,
    words: [
      ..."'|O' '<f8' '>i8' \"<f4\" True False 1e15 -1 9007199254740993 9007199254740991 1.0 0x10 1_0".split(
        " ",
      ),
      ...[
        "((((((",
        "{",
        "}",
        "()",
        "(1,)",
        ",",
        "# x\n",
        "u''",
        "\\x41",
        "__import__('os')",
        "\0",
        "é",
      ],
    ],
  },
  {
    name: "readNpz",
    files: [writeNpz(named), ...fixtures.npz.map(({ base64 }) => bytesOfBase64(base64))],
    read: readNpz,
    growth: 1032 * 4,
    words: [
      ...["PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07", "PK\x07\x08"],
      ...["../", "/a", "C:", "\\", "\0", "\xff\xff", "\xff\xff\xff\xff", "\x01\0\x10\0", "\x08\0"],
    ],
  },
  {
    name: "readSafetensors",
    files: [
      await writeSafetensors(named, { metadata }),
      await writeSafetensors(named, { metadata, digest: false }),
    ],
    read: readSafetensors,
    growth: 4,
    words: [
      ...'__proto__ constructor __metadata__ null true -1 1e15 1.0 01 9007199254740993 "shape" "I64"'.split(
        " ",
      ),
      ...["{", "}", "[[[[", "]", ",", '"', ":{}", "\\u0000", "\\ud800", "\0", "NaN", "\ufeff"],
    ],
  },
];

// Else they are collected while bytes are counted.
for (const x of named.values()) x.dispose();

/** Puts a read to the proof. No other test's tensors are collected meanwhile, since the scope owns those of this one. */
async function check({ read, growth }: (typeof formats)[number], bytes: Uint8Array, way: number) {
  const sources = [bytes, streamOf(bytes, 1 + (bytes.length % 50)), new Blob([bytes.slice()])];
  const before = memory().bytes;
  const started = performance.now();
  const result = await read(sources[way % 3]).catch((error: unknown) => error);
  expect(performance.now() - started).toBeLessThan(2000);
  const taken = memory().bytes - before;
  if (result instanceof Error) {
    expect(result).toBeInstanceOf(DataError);
    expect(result.message).toMatch(/^read\w+: (bytes|Blob|ReadableStream): \S.{10,900}[^.]\.$/s);
    expect(taken).toBe(0);
  } else {
    expect(taken).toBeLessThanOrEqual(growth * bytes.length);
  }
}

const interesting = [0, 1, 0x20, 0x22, 0x27, 0x2c, 0x39, 0x5c, 0x7b, 0x7d, 0x7f, 0x80, 0xa0, 0xff];

describe.each(formats)("$name", (format) => {
  const { files, words } = format;

  test("every byte of a header changed", () =>
    scope(async () => {
      for (const file of files) {
        for (let at = 0; at < Math.min(file.length, 256); at++) {
          const others = [at, at + 5].map((i) => interesting[i % interesting.length]);
          for (const to of [file[at] ^ 1, file[at] - 1, ...others]) {
            const changed = file.slice();
            changed[at] = to;
            await check(format, changed, at);
          }
        }
      }
    }));

  test("cut off at both ends, and followed by another file", () =>
    scope(async () => {
      for (const file of files) {
        const step = file.length > 300 ? 4 : 1;
        for (let at = 0; at < file.length; at += step) {
          await check(format, file.subarray(0, at), at);
          await check(format, file.subarray(at + 1), at);
        }
        for (const other of files) await check(format, Uint8Array.from([...file, ...other]), 0);
      }
    }));

  test("bytes changed, moved and put in", () =>
    scope(async () => {
      const any = fc.oneof(...files.map((file) => mutations(file, words)));
      await fc.assert(
        fc.asyncProperty(any, fc.nat(2), (bytes, way) => check(format, bytes, way)),
        { numRuns: 1500 },
      );
      expect(Object.keys(Object.prototype)).toEqual([]);
    }));
});
