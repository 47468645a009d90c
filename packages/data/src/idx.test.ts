import { setImmediate } from "node:timers/promises";
import { constants, gzipSync } from "node:zlib";
import { type DType, tensor, zeros } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError } from "./errors.ts";
import { type ReadIdxOptions, readIdx, writeIdx } from "./idx.ts";
import type { ByteSource } from "./source.ts";
import { anyTensor, refusalOf, streamOf } from "./testing.ts";

/** A file by hand: type code, sizes, then the elements' bytes. */
function idx(code: number, shape: readonly number[], data: readonly number[]): Uint8Array {
  const sizes = shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.from([0, 0, code, shape.length, ...sizes, ...data]);
}

function gz(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

const refusal = (source: ByteSource, options?: ReadIdxOptions) =>
  refusalOf(() => readIdx(source, options));

const small = idx(0x08, [2, 3], [1, 2, 3, 250, 0, 6]);

describe("reads", () => {
  test.each<[string, number, number[], DType, number[]]>([
    ["uint8", 0x08, [0, 1, 255], "uint8", [0, 1, 255]],
    ["int8", 0x09, [0, 127, 128, 255], "int32", [0, 127, -128, -1]],
    ["int16", 0x0b, [0, 1, 1, 0, 0x80, 0, 0xff, 0xfe], "int32", [1, 256, -32768, -2]],
    ["int32", 0x0c, [0, 0, 1, 0, 0x80, 0, 0, 0], "int32", [256, -2147483648]],
    ["float32", 0x0d, [0x3f, 0xc0, 0, 0, 0xff, 0x80, 0, 0], "float32", [1.5, -Infinity]],
    ["float64", 0x0e, [0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a], "float64", [0.1]],
  ])("%s", async (_, code, data, dtype, values) => {
    const bytes = idx(code, [values.length], data);
    for (const source of [bytes, gz(bytes), streamOf(bytes, 1), streamOf(gz(bytes), 1)]) {
      const x = await readIdx(source);
      expect(x.dtype).toBe(dtype);
      expect(x.toArray()).toEqual(values);
    }
  });

  test("every rank from 1 to 255", async () => {
    for (const rank of [1, 2, 3, 4, 9, 255]) {
      const shape = Array.from({ length: rank }, (_, i) => (i === rank - 1 ? 2 : 1));
      const x = await readIdx(gz(idx(0x08, shape, [7, 9])));
      expect(x.shape).toEqual(shape);
      expect([...x.dataSync()]).toEqual([7, 9]);
    }
  });

  test("sizes of zero, also beside sizes that would overflow", async () => {
    for (const shape of [[0], [3, 0], [0xffffffff, 0, 0xffffffff, 0xffffffff]]) {
      const x = await readIdx(idx(0x0d, shape, []));
      expect(x.shape).toEqual(shape);
      expect(x.size).toBe(0);
    }
  });

  test("what writeIdx wrote, of every dtype, plain and gzipped", async () => {
    const any = anyTensor.filter((x) => x.rank > 0);
    await fc.assert(
      fc.asyncProperty(any, fc.boolean(), async (x, packed) => {
        const bytes = writeIdx(x);
        const y = await readIdx(packed ? gz(bytes) : bytes);
        expect(y.dtype).toBe(x.dtype === "bool" ? "uint8" : x.dtype);
        expect(y.shape).toEqual(x.shape);
        expect(y.dataSync()).toEqual(x.dataSync());
      }),
    );
  });
});

describe("refuses", () => {
  test("every prefix of a plain file", async () => {
    for (let end = 0; end < small.length; end++) {
      const what = await refusal(small.subarray(0, end));
      if (end === 0) expect(what).toMatch(/^it is empty;/);
      else if (end >= 12) {
        expect(what).toBe(
          `its header declares 6 bytes of elements and ${end - 12} follow; both must agree. Download it again.`,
        );
      } else if (end >= 4)
        expect(what).toMatch(/^it ends at byte \d+ within the header of 12 bytes/);
      else expect(what).toMatch(/^it ends at byte \d within the magic number/);
      expect(await refusal(streamOf(small.subarray(0, end)))).toBe(what);
    }
  });

  test("every prefix of a gzipped file", async () => {
    const packed = gz(small);
    for (let end = 0; end < packed.length; end++) {
      const what = await refusal(packed.subarray(0, end));
      if (end >= 2) {
        expect(what).toMatch(
          `the gzip stream ends at byte ${end} before its end marker (truncated`,
        );
      }
    }
  });

  test("every flipped bit of a gzipped file, unless its content is whole", async () => {
    const packed = gz(small);
    for (let bit = 0; bit < packed.length * 8; bit++) {
      const flipped = packed.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      const result = await readIdx(flipped).catch((e) => e);
      if (result instanceof Error) expect(result).toBeInstanceOf(DataError);
      else expect([...result.dataSync()]).toEqual([1, 2, 3, 250, 0, 6]);
    }
  });

  test("bytes that follow", async () => {
    const longer = Uint8Array.from([...small, 0]);
    const declared = "its header declares 6 bytes of elements and";
    expect(await refusal(longer)).toMatch(`${declared} 7 follow;`);
    expect(await refusal(streamOf(longer))).toMatch(`${declared} 7 or more follow;`);
    expect(await refusal(gz(longer))).toMatch(`${declared} 7 or more follow;`);
  });

  test("a corrupt gzip stream whose elements are all there", async () => {
    const packed = gz(small);
    packed[packed.length - 6] ^= 1;
    expect(await refusal(packed)).toMatch(
      /^the gzip stream is corrupt before byte \d+ \(incorrect/,
    );
  });

  test("what is something else, and says what", async () => {
    const ascii = (text: string) => new TextEncoder().encode(text);
    const cases: [Uint8Array, RegExp][] = [
      [
        gz(gz(small)),
        /^it starts with 0x1f 0x8b 0x08 0x00: this is gzip inside gzip; .* Unpack it/,
      ],
      [ascii("<!doctype html><p>404"), /^it starts with 0x3c 0x21 0x64 0x6f: this is an HTML page/],
      [gz(ascii(" \n<html>")), /this is an HTML page/],
      [ascii("PK\x03\x04 and more"), /this is a zip archive/],
      [ascii("version https://git-lfs.github.com/spec/v1\n"), /this is a Git LFS pointer/],
      [ascii("NUMPY"), /^it starts with 0x4e 0x55 0x4d 0x50: this is no IDX file;/],
      [Uint8Array.from([0, 1, 8, 1, 0]), /^it starts with 0x00 0x01 0x08 0x01/],
    ];
    for (const [bytes, words] of cases) expect(await refusal(bytes)).toMatch(words);
  });

  test("type codes that IDX does not know, and files without dims", async () => {
    expect(await refusal(idx(0x0a, [1], [1]))).toMatch(
      /^the type code is 0x0a; IDX knows 0x08, 0x09,/,
    );
    expect(await refusal(idx(0x08, [], [1]))).toMatch(/^its header has no dims;/);
  });

  test("sizes past the tensor's, the file's and the caller's limits, before memory is taken", async () => {
    const most = 0xffffffff;
    const declares = (text: string) => `its header declares the shape ${text}`;
    const huge = idx(0x0e, [most, most], []);
    expect(await refusal(huge)).toMatch(declares(`[${most},${most}], more than 2^53 elements;`));
    expect(await refusal(idx(0x08, [2 ** 29 + 1], []))).toMatch(
      "536870913 elements; a tensor holds",
    );
    expect(await refusal(streamOf(idx(0x0e, [2 ** 28], [])))).toMatch(
      declares("[268435456], 2147483648 bytes as float64; the limit is 1073741824."),
    );
    // Each byte of the file takes four as int32.
    const eight = idx(0x09, [8], [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await refusal(eight, { maximumBytes: 31 })).toMatch(
      "32 bytes as int32; the limit is 31.",
    );
    expect((await readIdx(eight, { maximumBytes: 32 })).size).toBe(8);
    const packed = gz(idx(0x08, [2 ** 29], []));
    expect(await refusal(packed)).toMatch(
      `its header declares 536870912 bytes of elements; ${packed.length} bytes of gzip cannot hold`,
    );
  });

  test("the most elements are the tensor's own limit", () => {
    expect(() => zeros([2 ** 29 + 1], { dtype: "uint8" })).toThrow("at most 536870912");
  });

  test("a wrong limit", async () => {
    for (const maximumBytes of [-1, Number.NaN]) {
      const error = await readIdx(small, { maximumBytes }).catch((e) => e);
      expect(error.name).toBe("ArgumentError");
    }
  });
});

test("a gzip stream that never ends is left as soon as it is longer than its header says", async () => {
  const header = idx(0x08, [10], []);
  const start = new Uint8Array(2 ** 20);
  start.set(header);
  const flushed = { finishFlush: constants.Z_FULL_FLUSH };
  const first = gzipSync(start, flushed);
  const more = gzipSync(new Uint8Array(2 ** 20), flushed).subarray(10);
  let pulled = 0;
  let cancelled = false;
  const bomb = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await setImmediate();
      controller.enqueue(new Uint8Array(pulled === 0 ? first : more));
      pulled += more.length;
    },
    cancel() {
      cancelled = true;
    },
  });
  const what = await refusal(bomb);
  expect(what).toMatch("its header declares 10 bytes of elements and 11 or more follow;");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(cancelled).toBe(true);
  expect(pulled).toBeLessThan(2 ** 18);
});

test("arbitrary bytes give a DataError or a tensor", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.boolean(), async (tail, packed) => {
      const bytes = new Uint8Array(packed ? [0x1f, 0x8b, 8, ...tail] : [0, 0, 8, ...tail]);
      const result = await readIdx(bytes).catch((e) => e);
      if (result instanceof Error) expect(result).toBeInstanceOf(DataError);
    }),
    { numRuns: 500 },
  );
});

describe("writeIdx", () => {
  test("writes header and elements big-endian", () => {
    expect(writeIdx(tensor([[258, -1]], { dtype: "int32" }))).toEqual(
      idx(0x0c, [1, 2], [0, 0, 1, 2, 255, 255, 255, 255]),
    );
    expect(writeIdx(tensor([1.5]))).toEqual(idx(0x0d, [1], [0x3f, 0xc0, 0, 0]));
    expect(writeIdx(tensor([true, false]))).toEqual(idx(0x08, [2], [1, 0]));
    const bits = new Float32Array(Int32Array.from([-1, 0x7f800001]).buffer);
    const nan = [0x7f, 0xc0, 0, 0];
    expect(writeIdx(tensor(bits))).toEqual(idx(0x0d, [2], [...nan, ...nan]));
  });

  test("takes views in their own order, and refuses scalars", () => {
    const x = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype: "uint8" },
    );
    expect(writeIdx(x.transpose())).toEqual(idx(0x08, [3, 2], [1, 4, 2, 5, 3, 6]));
    const wide = zeros([0, 2 ** 32]);
    expect(() => writeIdx(wide)).toThrow("float32[0,4294967296] has a size of 2^32 or more");
    expect(() => writeIdx(tensor(3))).toThrow("writeIdx: float32[] has 0 dims; IDX has 1 to 255.");
  });
});
