import { type Tensor, tensor } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { readSafetensors } from "./safetensors.ts";
import { writeSafetensors } from "./safetensors-writer.ts";
import { safetensorsFile as file } from "./testing.ts";

describe("writeSafetensors", () => {
  test("writes a header of a multiple of 8, then the widest elements first", async () => {
    const bytes = await writeSafetensors(
      new Map<string, Tensor>([
        ["a", tensor([1], { dtype: "uint8" })],
        ["c", tensor([1.5])],
        ["b", tensor([2])],
      ]),
      { digest: false },
    );
    const entry = (name: string, dtype: string, begin: number, end: number) =>
      `"${name}":{"dtype":"${dtype}","shape":[1],"data_offsets":[${begin},${end}]}`;
    const header = `{${entry("b", "F32", 0, 4)},${entry("c", "F32", 4, 8)},${entry("a", "U8", 8, 9)}}`;
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(bytes).toEqual(file(padded, [0, 0, 0, 0x40, 0, 0, 0xc0, 0x3f, 1]));
  });

  test("gives NaN one form, and views in their own order", async () => {
    const bits = new Float32Array(Int32Array.from([-1, 0x7fc00000, 0x7f800001]).buffer);
    const x = tensor([
      [1, 2],
      [3, 4],
    ]).transpose();
    const bytes = await writeSafetensors(
      new Map([
        ["a", tensor(bits)],
        ["b", x],
      ]),
      { digest: false },
    );
    const ints = new Int32Array(bytes.slice(-28).buffer);
    expect([...ints.slice(0, 3)]).toEqual([0x7fc00000, 0x7fc00000, 0x7fc00000]);
    expect((await readSafetensors(bytes)).tensors.get("b")?.toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test.each<[string, Map<string, Tensor>, Map<string, string>, string]>([
    ["the metadata's own key", new Map([["__metadata__", tensor(1)]]), new Map(), "no tensor may"],
    ["the digest's key", new Map(), new Map([["gradkit.sha256", ""]]), "by itself. Leave it out."],
    ["half a surrogate", new Map([["\udc00", tensor(1)]]), new Map(), "half a surrogate pair"],
    [
      "long names",
      new Map([["n".repeat(5000), tensor(1)]]),
      new Map(),
      "at most 4096. Shorten it.",
    ],
    [
      "headers that readers would not take",
      new Map(),
      new Map([["notes", "n".repeat(25_000_000)]]),
      "readers take 25000000. Shorten the metadata",
    ],
  ])("refuses %s", async (_, tensors, metadata, words) => {
    const error = await writeSafetensors(tensors, { metadata }).catch((e) => e);
    expect(error.name).toBe("ArgumentError");
    expect(error.message).toMatch(words);
  });
});
