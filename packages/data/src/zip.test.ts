import { deflateRawSync } from "node:zlib";
import { type Tensor, tensor } from "@gradkit/tensor";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";
import { deflatedArchive, refusalOf, streamOf } from "./testing.ts";

const file = writeNpy(tensor([1, 2, 3]));
const plain = writeNpz(new Map([["a", tensor([1, 2, 3])]]));
/** Where the one record of the directory and the last record begin. */
const last = plain.length - 22;
const record = last - 46 - 5;

/** The archive with numbers changed: the place, how many bytes, and what they become. */
function changed(...numbers: readonly [at: number, bytes: 2 | 4, value: number][]): Uint8Array {
  const copy = plain.slice();
  const view = new DataView(copy.buffer);
  for (const [at, bytes, value] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return copy;
}

function withComment(bytes: Uint8Array, comment: Uint8Array): Uint8Array {
  const longer = Uint8Array.from([...bytes, ...comment]);
  new DataView(longer.buffer).setUint16(bytes.length - 2, comment.length, true);
  return longer;
}

function deflated(extra: readonly number[], cut = 0): Uint8Array {
  const packed = new Uint8Array(deflateRawSync(file));
  const bytes = Uint8Array.from([...packed.subarray(0, packed.length - cut), ...extra]);
  return deflatedArchive(bytes, { size: file.length, crc: crc32(file) });
}

describe("what two readers could take in two ways is refused", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["a method in the entry alone", changed([8, 2, 8]), /its own header disagree/],
    ["flags in the entry alone", changed([6, 2, 0x801]), /its own header disagree/],
    ["another checksum in the entry", changed([14, 4, 7]), /its own header disagree/],
    ["another packed size in the entry", changed([18, 4, 7]), /its own header disagree/],
    ["another size in the entry", changed([22, 4, 7]), /its own header disagree/],
    ["a checksum that is wrong", changed([14, 4, 7], [record + 16, 4, 7]), /its checksum does not/],
    ["strong encryption", changed([record + 8, 2, 0x841]), /is encrypted/],
    ["a directory with hidden names", changed([record + 8, 2, 0x2800]), /is encrypted/],
    ["patches", changed([record + 8, 2, 0x820]), /has the flags 0x820, which it does not read/],
    ["bytes behind a deflate stream", deflated([1, 2, 3]), /bytes follow the end of its deflate/],
    ["zeros behind a deflate stream", deflated([0, 0]), /bytes follow the end of its deflate/],
    ["two deflate streams", deflated([...deflateRawSync(file)]), /bytes follow the end/],
    ["a deflate stream cut off", deflated([], 1), /the deflate stream ends at byte \d+ before its/],
    [
      "a comment that holds an end and more",
      withComment(plain, Uint8Array.from([...plain.subarray(last), 1, 2])),
      /no directory at its end/,
    ],
    ["a comment that is an end", withComment(plain, plain.subarray(last)), /both must agree/],
    ["bytes in front", Uint8Array.from([35, 33, ...plain]), /both must agree/],
  ])("%s", async (_, bytes, words) => {
    expect(await refusalOf(() => readNpz(bytes))).toMatch(words);
    expect(await refusalOf(() => readNpz(streamOf(bytes, 7)))).toMatch(words);
  });
});

test("a deflated entry and a comment are read", async () => {
  for (const bytes of [deflated([]), withComment(plain, Uint8Array.from([80, 75, 5, 7, 9]))]) {
    expect((await readNpz(bytes)).get("a")?.toArray()).toEqual([1, 2, 3]);
  }
});

test("a stream of any pieces is read", async () => {
  const x = tensor(Float32Array.from({ length: 2 ** 18 + 5 }, (_, i) => i));
  const bytes = writeNpz(new Map([["x", x]]));
  let at = 0;
  const pieces = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at === bytes.length) return controller.close();
      const n = Math.min(1 + (at % 977), bytes.length - at);
      controller.enqueue(bytes.slice(at, at + n));
      at += n;
    },
  });
  const y: Tensor | undefined = (await readNpz(pieces)).get("x");
  expect(y?.dataSync()).toEqual(x.dataSync());
});
