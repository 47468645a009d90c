import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesAs, type Content } from "./content.ts";
import { DataError } from "./errors.ts";
import { type Archive, openEntry } from "./zip.ts";
import { readDirectory } from "./zip-directory.ts";
import { zipContent } from "./zip-writer.ts";

interface FileSize {
  readonly name: string;
  readonly size: number;
}

const gibibyte = 2 ** 30;
const words = new TextEncoder().encode("the last words");

/** An archive whose files are zeros but the last, which holds `words`; its zeros take no memory. */
function sparse(files: readonly FileSize[], change: (directory: Uint8Array) => void = () => {}) {
  const contents = [
    ...files.map(({ size }): Content => ({ size, pieces: () => [] })),
    bytesAs(words),
  ];
  const named = contents.map((content, i) => ({ name: files[i]?.name ?? "last", content }));
  const { size, pieces: all } = zipContent(named);
  let at = 0;
  const pieces = [...all()].map((bytes, i) => {
    const offset = at;
    at += bytes.length + (files[i]?.size ?? 0);
    return { bytes, offset };
  });
  const directory = pieces[pieces.length - 1].bytes;
  expect(at).toBe(size);
  change(directory);
  let mostAtOnce = 0;
  const archive: Archive = {
    fail: (what) => new DataError("test", "sparse", what),
    size,
    part: async function* (start, end) {
      mostAtOnce = Math.max(mostAtOnce, end - start);
      const bytes = new Uint8Array(end - start);
      for (const piece of pieces) {
        const from = Math.max(start, piece.offset);
        const to = Math.min(end, piece.offset + piece.bytes.length);
        if (from < to) {
          bytes.set(piece.bytes.subarray(from - piece.offset, to - piece.offset), from - start);
        }
      }
      yield bytes;
    },
  };
  return { archive, directory, mostAtOnce: () => mostAtOnce };
}

async function textOf(archive: Archive, name: string): Promise<string> {
  const entry = (await readDirectory(archive)).find((each) => each.name === name);
  if (!entry) throw new Error(`no ${name}`);
  let text = "";
  for await (const chunk of await openEntry(archive, entry)) {
    text += new TextDecoder().decode(chunk);
  }
  return text;
}

const huge = { name: "huge", size: 6 * gibibyte };

test.each<[string, FileSize[]]>([
  ["a file beyond 4 GiB", [huge]],
  [
    "files that are beyond 4 GiB together",
    [1, 2, 3].map((i) => ({ ...huge, name: `${i}`, size: 2 * gibibyte })),
  ],
  [
    "the last size of four bytes and the first of eight",
    [0xfffffffe, 0xffffffff].map((size) => ({ ...huge, name: `${size}`, size })),
  ],
  ["one that begins at the last place of four bytes", [{ ...huge, size: 0xfffffffe - 30 - 4 }]],
  ["one that begins at the first place of eight bytes", [{ ...huge, size: 0xffffffff - 30 - 4 }]],
])("%s", async (_, files) => {
  const { archive, mostAtOnce } = sparse(files);
  const entries = await readDirectory(archive);
  expect(entries.map(({ name, size }) => ({ name, size }))).toEqual([
    ...files.map(({ name, size }) => ({ name, size })),
    { name: "last", size: words.length },
  ]);
  expect(entries.at(-1)?.end).toBeGreaterThan(files.reduce((sum, { size }) => sum + size, 0));
  expect(await textOf(archive, "last")).toBe("the last words");
  expect(mostAtOnce()).toBeLessThan(70_000);
});

test("more files than two bytes count", async () => {
  const files = Array.from({ length: 65_536 }, (_, i) => ({ name: `${i}`, size: 0 }));
  const entries = await readDirectory(sparse(files).archive);
  expect(entries.length).toBe(65_537);
  expect(new Set(entries.map(({ name }) => name)).size).toBe(65_537);
});

/** What is said of an archive with a number of eight bytes of its directory's end changed. */
async function refusal(fromEnd: number, value: number, at = 4): Promise<string> {
  const { archive } = sparse([huge], (directory) => {
    const view = new DataView(directory.buffer);
    view.setUint32(directory.length - fromEnd, value, true);
    if (at === 8) view.setUint32(directory.length - fromEnd + 4, value, true);
  });
  return readDirectory(archive).then(
    () => "",
    (error: unknown) => (error instanceof DataError ? error.message : `not ours: ${error}`),
  );
}

test("numbers of eight bytes that lie", async () => {
  const [locator, record] = [22 + 20, 22 + 20 + 56];
  expect(await refusal(locator, 0)).toMatch("without the record of one");
  expect(await refusal(locator - 4, 1)).toMatch("one part of an archive in several");
  expect(await refusal(locator - 8, 7)).toMatch("without the record of one");
  expect(await refusal(locator - 8, 0xffffffff, 8)).toMatch("more than 2^53 bytes");
  expect(await refusal(record - 4, 45)).toMatch("without the record of one");
  expect(await refusal(record - 24, 3)).toMatch("one part of an archive in several");
  expect(await refusal(record - 40, 1)).toMatch("both must agree");
  expect(await refusal(record - 48, 1)).toMatch("both must agree");
  // What the narrow record says by itself must agree with the wide one.
  expect(await refusal(22 - 12, 9)).toMatch("both must agree");
});

test("any change of a directory gives entries within the archive, or a DataError", async () => {
  const { directory } = sparse([huge]);
  const change = fc.tuple(fc.nat(directory.length - 1), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const { archive } = sparse([huge], (bytes) => {
        for (const [at, by] of changes) bytes[at] ^= by;
      });
      const entries = await readDirectory(archive).catch((error: unknown) => {
        if (error instanceof DataError) return [];
        throw error;
      });
      for (const { offset, packedSize, end } of entries) {
        expect(offset + packedSize).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(archive.size);
      }
    }),
    { numRuns: 2000 },
  );
});
