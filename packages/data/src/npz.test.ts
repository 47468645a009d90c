import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { tensor, zeros } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { writeNpy } from "./npy.ts";
import { type ReadNpzOptions, readNpz, writeNpz } from "./npz.ts";
import fixtures from "./numpy.fixtures.json" with { type: "json" };
import type { ByteSource } from "./source.ts";
import {
  anyName,
  anyTensor,
  deflatedArchive,
  expectSame,
  numbersOf,
  refusalOf,
  streamOf,
  zipOf,
} from "./testing.ts";
import { nameError } from "./zip-directory.ts";

const refusal = (source: ByteSource, options?: ReadNpzOptions) =>
  refusalOf(() => readNpz(source, options));

const x = tensor([1, 2, 3]);
const sample = writeNpz(
  new Map([
    ["__proto__", x],
    ["b", tensor([[1], [2]], { dtype: "uint8" })],
  ]),
);

/** Where a mark of four bytes stands, for the n-th time. */
function placeOf(bytes: Uint8Array, mark: number, n = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let left = n;
  for (let at = 0; at + 4 <= bytes.length; at++) {
    if (view.getUint32(at, true) === mark && left-- === 0) return at;
  }
  throw new Error("no such mark");
}

const record = 0x02014b50;
const last = 0x06054b50;

/** A copy with a number of 2 or 4 bytes changed, `offset` after a mark. */
function changed(mark: number, offset: number, bytes: 2 | 4, value: number, n = 0): Uint8Array {
  const copy = sample.slice();
  const view = new DataView(copy.buffer);
  const at = placeOf(copy, mark, n) + offset;
  if (bytes === 2) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
  return copy;
}

describe("reads", () => {
  test.each(fixtures.npz)("what NumPy's $name wrote", async ({ base64, arrays }) => {
    const bytes = new Uint8Array(Buffer.from(base64, "base64"));
    const folder = await mkdtemp(join(tmpdir(), "npz-"));
    const path = join(folder, "a.npz");
    await writeFile(path, bytes);
    for (const source of [
      bytes,
      path,
      new Blob([bytes]),
      new Response(bytes),
      streamOf(bytes, 9),
    ]) {
      const tensors = await readNpz(source);
      expect([...tensors.keys()]).toEqual(arrays.map(({ name }) => name));
      for (const { name, shape, values } of arrays) {
        const found = tensors.get(name);
        expect(found?.shape).toEqual(shape);
        expect([...(found?.dataSync() ?? [])]).toEqual(
          numbersOf(values).map((v) => (found?.dtype === "float32" ? Math.fround(v) : v)),
        );
      }
    }
    await rm(folder, { recursive: true });
  });

  test("what writeNpz wrote", async () => {
    const any = fc.uniqueArray(
      fc.tuple(
        anyName.filter((name) => !nameError(`${name}.npy`)),
        anyTensor,
      ),
      { selector: ([name]) => name, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(any, async (named) => {
        const written = new Map(named);
        const tensors = await readNpz(writeNpz(written));
        expect([...tensors.keys()]).toEqual([...written.keys()]);
        for (const [name, y] of written) expectSame(tensors.get(name), y);
      }),
    );
  });

  test("an archive with a comment", async () => {
    const longer = Uint8Array.from([...changed(last, 20, 2, 3), 1, 2, 3]);
    expect((await readNpz(longer)).size).toBe(2);
  });
});

describe("refuses", () => {
  test("every prefix, and bytes that follow", async () => {
    for (let end = 0; end < sample.length; end++) await refusal(sample.subarray(0, end));
    expect(await refusal(sample.subarray(0, 99))).toMatch("it has no directory at its end");
    expect(await refusal(new Uint8Array(0))).toMatch("it is empty;");
    expect(await refusal(Uint8Array.from([...sample, 0]))).toMatch("no directory at its end");
  });

  test.each([
    ["/etc/a.npy", /is no absolute path/],
    ["C:a.npy", /is no absolute path/],
    ["a/../../b.npy", /does not lead out of the archive/],
    ["a\\b.npy", /holds no backslash/],
    ["a\0.npy", /holds no NUL/],
    ["", /is not empty/],
    ["notes.txt", /it holds "notes.txt", which is no npy file/],
    ["folder/", /it holds "folder\/", which is no npy file/],
  ])("the name %j", async (name, words) => {
    expect(await refusal(zipOf([{ name, bytes: writeNpy(x) }]))).toMatch(words);
  });

  test("names twice, and names that no two readers decode alike", async () => {
    const bytes = writeNpy(x);
    const twice = zipOf([
      { name: "a.npy", bytes },
      { name: "a.npy", bytes },
    ]);
    expect(await refusal(twice)).toMatch('it holds "a.npy" twice. Write it anew.');
    const named = zipOf([{ name: "é.npy", bytes }]);
    const view = new DataView(named.buffer);
    view.setUint16(placeOf(named, record) + 8, 0, true);
    expect(await refusal(named)).toMatch('the name "é.npy" is not marked as UTF-8.');
    named[placeOf(named, record) + 47] = 0xff;
    expect(await refusal(named)).toMatch("the name of an entry is not UTF-8.");
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["entries at one place", changed(record, 42, 4, 0, 1), /overlap with what follows/],
    ["an entry that reaches into the directory", changed(0x04034b50, 28, 2, 999, 1), /overlap/],
    [
      "another name in the entry",
      changed(0x04034b50, 30, 4, 0x41414141),
      /its own header disagree/,
    ],
    ["encryption", changed(record, 8, 2, 0x801), /"__proto__.npy" is encrypted/],
    ["other methods", changed(record, 10, 2, 12), /is packed by method 12; it reads stored and/],
    ["zip64 entries without sizes", changed(record, 24, 4, 0xffffffff), /without its sizes/],
    ["zip64 archives without their record", changed(last, 16, 4, 0xffffffff), /without the record/],
    ["parts of archives", changed(last, 4, 2, 1), /one part of an archive in several/],
    ["a wrong place of the directory", changed(last, 16, 4, 1), /is said to have \d+ bytes from 1/],
    ["fewer entries than there are", changed(last, 10, 2, 1), /in several/],
    ["a stored size that lies", changed(record, 24, 4, 1e9), /to 1000000000, which cannot be/],
    ["a checksum that its header has not", changed(record, 16, 4, 7), /its own header disagree/],
  ])("%s", async (_, bytes, words) => {
    expect(await refusal(bytes)).toMatch(words);
    expect(await refusal(streamOf(bytes, 50))).toMatch(words);
  });

  test("entries that are no npy file, and files of another kind", async () => {
    const text = new TextEncoder().encode("no numbers here, only words");
    expect(await refusal(zipOf([{ name: "a.npy", bytes: text }]))).toMatch(
      '"a.npy": it starts with 0x6e 0x6f 0x20 0x6e: this is no npy file;',
    );
    expect(await refusal(writeNpy(x))).toMatch("this is an npy file; zip starts with 0x50 0x4b.");
  });

  test("tensors that pass the limit together, before memory is taken", async () => {
    expect(await refusal(sample, { maximumBytes: 13 })).toMatch(
      '"b.npy": its header declares the shape [2,1], 2 bytes as uint8; the limit is 1.',
    );
    expect((await readNpz(sample, { maximumBytes: 14 })).size).toBe(2);
    expect(await refusal(streamOf(sample), { maximumBytes: 14 })).toMatch(
      "it has more than 14 bytes, the limit.",
    );
  });
});

/** An archive of one deflated entry, with the size that it is said to have. */
function deflated(unpacked: Uint8Array, size = unpacked.length): Uint8Array {
  return deflatedArchive(new Uint8Array(deflateRawSync(unpacked)), { size, crc: crc32(unpacked) });
}

test("a deflated entry longer or shorter than its directory says is left at once", async () => {
  const file = writeNpy(zeros([1000], { dtype: "uint8" }));
  const bomb = new Uint8Array(2 ** 24);
  bomb.set(file);
  expect(await refusal(deflated(bomb, file.length))).toMatch(
    '"a.npy": it has more than its 1128 bytes.',
  );
  expect(await refusal(deflated(file.subarray(0, 500), file.length))).toMatch(
    "it has 500 of its 1128 bytes.",
  );
  expect(await refusal(deflated(file, 2 ** 31))).toMatch("to 2147483648, which cannot be.");
});

test("writeNpz refuses what readNpz would", () => {
  for (const name of ["../a", "/a", "a\\b", "a\0", "\ud800", "n".repeat(4097)]) {
    expect(() => writeNpz(new Map([[name, x]]))).toThrow("Rename it.");
  }
});
