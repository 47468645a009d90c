/** What pages read and write: files, answers and streams, packed ones too, and the files of their own that they have. */

import { all, equal, type Tensor, tensor, uniform } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { DataError } from "./errors.ts";
import { readIdx, writeIdx } from "./idx.ts";
import { readNpy, streamNpy, writeNpy } from "./npy.ts";
import { readNpz, streamNpz, writeNpz } from "./npz.ts";
import { readSafetensors } from "./safetensors.ts";
import { streamSafetensors, writeSafetensors } from "./safetensors-writer.ts";
import type { ByteSource } from "./source.ts";
import { deflatedArchive, expectSame, packed } from "./testing.ts";

const x = tensor(
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  { dtype: "int32" },
);
const named = new Map([["x", x]]);

const npy = writeNpy(x);
const formats: readonly {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly read: (source: ByteSource) => Promise<Tensor | undefined>;
}[] = [
  { name: "idx", bytes: writeIdx(x), read: readIdx },
  { name: "idx, gzipped", bytes: await packed(writeIdx(x), "gzip"), read: readIdx },
  { name: "npy", bytes: npy, read: readNpy },
  { name: "npz", bytes: writeNpz(named), read: async (s) => (await readNpz(s)).get("x") },
  {
    name: "npz, deflated",
    bytes: deflatedArchive(await packed(npy, "deflate-raw"), { size: npy.length, crc: crc32(npy) }),
    read: async (s) => (await readNpz(s)).get("a"),
  },
  {
    name: "safetensors",
    bytes: await writeSafetensors(named),
    read: async (s) => (await readSafetensors(s)).tensors.get("x"),
  },
];

describe.each(formats)("$name", ({ bytes, read }) => {
  const whole = new Uint8Array(bytes);

  test("from all that a page has", async () => {
    const address = URL.createObjectURL(new Blob([whole]));
    const sources: readonly ByteSource[] = [
      whole,
      whole.buffer,
      new Blob([whole]),
      new File([whole], "x"),
      new Response(whole),
      new Blob([whole]).stream(),
      address,
      new URL(address),
      await fetch(address),
    ];
    for (const source of sources) expectSame(await read(source), x);
    URL.revokeObjectURL(address);
  });

  test("it is refused cut off anywhere and longer; a changed byte gives a tensor or a DataError", async () => {
    const refusal = async (source: ByteSource) => {
      const error: unknown = await read(source).catch((e) => e);
      expect(error).toBeInstanceOf(DataError);
    };
    for (let end = 0; end < whole.length; end++) {
      await refusal(new Blob([whole.subarray(0, end)]));
      if (end % 7 === 0) await refusal(new Response(whole.subarray(0, end)));
    }
    await refusal(new Blob([whole, Uint8Array.from([1])]));
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at] ^= 0x41;
      const result = await read(new Blob([changed])).catch((e) => e);
      if (result instanceof Error) expect(result).toBeInstanceOf(DataError);
    }
  });
});

describe("streams of large tensors", () => {
  const large = uniform([1500, 1000]);
  const two = new Map([
    ["a", large],
    ["b", large.transpose()],
  ]);
  const writers: readonly (readonly [
    string,
    () => ReadableStream<Uint8Array>,
    (source: ByteSource) => Promise<ReadonlyMap<string, Tensor>>,
  ])[] = [
    ["npy", () => streamNpy(large), async (s) => new Map([["a", await readNpy(s)]])],
    ["npz", () => streamNpz(two), readNpz],
    ["safetensors", () => streamSafetensors(two), async (s) => (await readSafetensors(s)).tensors],
  ];
  const check = (found: ReadonlyMap<string, Tensor>) => {
    for (const [name, y] of found) {
      expect(all(equal(y, two.get(name) ?? 0)).item()).toBe(1);
    }
    expect(found.size).toBeGreaterThan(0);
  };

  test.each(writers)("%s, to a reader and to a Blob", async (_, stream, read) => {
    check(await read(stream()));
    check(await read(await new Response(stream()).blob()));
  });

  const storage = globalThis.navigator?.storage;
  test.skipIf(!storage?.getDirectory).each(writers)(
    "%s, to a file of the page's own",
    async (name, stream, read) => {
      const folder = await storage.getDirectory();
      const handle = await folder.getFileHandle(name, { create: true });
      await stream().pipeTo(await handle.createWritable());
      check(await read(await handle.getFile()));
      await folder.removeEntry(name);
    },
  );
});
