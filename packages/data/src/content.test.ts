import { assign, memory, type Tensor, tensor, uniform, zeros } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { streamNpy, writeNpy } from "./npy.ts";
import { streamNpz, writeNpz } from "./npz.ts";
import { streamSafetensors, writeSafetensors } from "./safetensors-writer.ts";
import { anyTensor } from "./testing.ts";

type Named = ReadonlyMap<string, Tensor>;

const first = (tensors: Named): Tensor => [...tensors.values()][0];

const formats: readonly {
  readonly name: string;
  readonly write: (tensors: Named) => Uint8Array | Promise<Uint8Array>;
  readonly stream: (tensors: Named) => ReadableStream<Uint8Array>;
}[] = [
  { name: "npy", write: (all) => writeNpy(first(all)), stream: (all) => streamNpy(first(all)) },
  { name: "npz", write: writeNpz, stream: streamNpz },
  { name: "safetensors", write: writeSafetensors, stream: streamSafetensors },
];

async function piecesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

describe.each(formats)("$name", ({ write, stream }) => {
  test("a stream has the bytes of the file, in pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTensor, { minLength: 1, maxLength: 4 }), async (xs) => {
        const named = new Map(xs.map((x, i) => [`${i}`, x]));
        const bytes = await new Response(stream(named)).arrayBuffer();
        expect(new Uint8Array(bytes)).toEqual(await write(named));
      }),
      { numRuns: 50 },
    );
    const x = uniform([1000, 1001]);
    const named = new Map([
      ["x", x],
      ["turned", x.transpose()],
    ]);
    const pieces = await piecesOf(stream(named));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(2 ** 20);
    const whole = await write(named);
    let at = 0;
    const differ = pieces.some((piece) => piece.some((byte) => byte !== whole[at++]));
    expect([differ, at]).toEqual([false, whole.length]);
  });

  test("holds nothing more after it, when it is left in the middle, and before it is read", async () => {
    // Others' tensors may be collected meanwhile; what is written makes none but copies.
    const copies = () => memory().byOp.find(({ op }) => op === "contiguous")?.bytes ?? 0;
    const x = uniform([1000, 1000]).transpose();
    await write(new Map([["x", x]]));
    await piecesOf(stream(new Map([["x", x]])));
    const reader = stream(new Map([["x", x]])).getReader();
    expect(copies()).toBe(0);
    for (let i = 0; i < 3; i++) await reader.read();
    expect(copies()).toBe(4_000_000);
    await reader.cancel();
    expect(copies()).toBe(0);
  });

  test("a tensor that changes or is freed before its last piece breaks the stream", async () => {
    const x = zeros([500_000]);
    const reader = stream(new Map([["x", x]])).getReader();
    for (let i = 0; i < 3; i++) await reader.read();
    assign(x, tensor(1).expand([500_000]));
    const drain = async () => {
      while (!(await reader.read()).done);
    };
    await expect(drain()).rejects.toThrow(
      /^stream\w+: float32\[500000\] was changed while it was written; a file holds/,
    );
    const y = zeros([500_000]);
    const later = stream(new Map([["y", y]]));
    y.dispose();
    await expect(piecesOf(later)).rejects.toThrow("was freed by dispose");
  });
});

test("what is refused is refused before there is a stream", () => {
  const deep = zeros(new Array<number>(256).fill(1));
  expect(() => streamNpy(deep)).toThrow("streamNpy: ");
  expect(() => streamNpz(new Map([["../a", tensor(1)]]))).toThrow('streamNpz: the name "../a";');
  expect(() => streamSafetensors(new Map([["a", deep]]))).toThrow(
    'streamSafetensors: "a" has 256 dims; readers take 255. Reshape it.',
  );
});

test("an archive whose directory readers would not take is refused", () => {
  const x = zeros([0]);
  const names = Array.from({ length: 6100 }, (_, i) => `${i}`.padEnd(4096, "n"));
  expect(() => streamNpz(new Map(names.map((name) => [name, x])))).toThrow(
    /the directory has 25\d{6} bytes; readers take 25000000. Write several files.$/,
  );
});
