import { type Tensor, tensor, zeros } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReadSafetensorsOptions, readSafetensors } from "./safetensors.ts";
import { writeSafetensors } from "./safetensors-writer.ts";
import type { ByteSource } from "./source.ts";
import {
  anyName,
  anyTensor,
  expectSame,
  safetensorsFile as file,
  outcomeOf,
  refusalOf,
  streamOf,
} from "./testing.ts";

/** A file of one tensor `x`. */
function one(dtype: string, shape: string, data: readonly number[]): Uint8Array {
  return file(
    `{"x":{"dtype":"${dtype}","shape":${shape},"data_offsets":[0,${data.length}]}}`,
    data,
  );
}

const refusal = (source: ByteSource, options?: ReadSafetensorsOptions) =>
  refusalOf(() => readSafetensors(source, options));

const ascii = (text: string) => new TextEncoder().encode(text);

async function readOne(bytes: Uint8Array): Promise<Tensor | undefined> {
  return (await readSafetensors(bytes)).tensors.get("x");
}

describe("reads", () => {
  test.each<[string, number[], string, number[]]>([
    ["BOOL", [0, 1], "bool", [0, 1]],
    ["U8", [0, 255], "uint8", [0, 255]],
    ["I8", [127, 128], "int32", [127, -128]],
    ["I16", [1, 0, 0xfe, 0xff], "int32", [1, -2]],
    ["U16", [1, 0, 0xfe, 0xff], "int32", [1, 65534]],
    ["I32", [0, 1, 0, 0, 0, 0, 0, 0x80], "int32", [256, -2147483648]],
    ["U32", [0, 1, 0, 0, 0xff, 0xff, 0xff, 0x7f], "int32", [256, 2147483647]],
    [
      "I64",
      [255, 255, 255, 127, 0, 0, 0, 0, 0, 0, 0, 128, 255, 255, 255, 255],
      "int32",
      [2147483647, -2147483648],
    ],
    ["U64", [255, 255, 255, 127, 0, 0, 0, 0], "int32", [2147483647]],
    [
      "F16",
      [0, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 1, 0, 0, 0xfc, 1, 0x7e, 0, 0x80],
      "float32",
      [1, -2, 65504, 2 ** -24, -Infinity, Number.NaN, -0],
    ],
    ["BF16", [0x80, 0x3f, 0x49, 0xc0], "float32", [1, -3.140625]],
    ["F32", [0, 0, 0xc0, 0x3f, 0, 0, 0x80, 0xff], "float32", [1.5, -Infinity]],
    ["F64", [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f], "float64", [0.1]],
  ])("%s", async (dtype, data, expected, values) => {
    const bytes = one(dtype, `[${values.length}]`, data);
    for (const source of [bytes, streamOf(bytes, 1), new Blob([new Uint8Array(bytes)])]) {
      const x = (await readSafetensors(source)).tensors.get("x");
      expect(x?.dtype).toBe(expected);
      expect([...(x?.dataSync() ?? [])]).toEqual(values);
    }
  });

  test("every float16 as its definition says", async () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const x = await readOne(one("F16", "[65536]", [...new Uint8Array(bits.buffer)]));
    const values = x?.dataSync() ?? [];
    for (let i = 0; i < 65536; i++) {
      const [sign, exponent, fraction] = [i >> 15 ? -1 : 1, (i >> 10) & 31, i & 1023];
      const finite =
        exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
      const special = fraction ? Number.NaN : Infinity;
      expect(Object.is(values[i], sign * (exponent === 31 ? special : finite))).toBe(true);
    }
  });

  test("scalars, empty tensors, and files without any", async () => {
    expect((await readOne(one("F32", "[]", [0, 0, 0x80, 0x3f])))?.item()).toBe(1);
    expect((await readOne(one("F32", "[2,0]", [])))?.shape).toEqual([2, 0]);
    for (const header of ["{}\r \t\n", "\t\n{}\r ", "{}", '{"__metadata__":{}}']) {
      const { tensors, metadata } = await readSafetensors(file(header));
      expect([tensors.size, metadata.size]).toEqual([0, 0]);
    }
  });

  test("keys in any order, escapes, and tensors in the order of their bytes", async () => {
    const header =
      '{ "\\u0062\\n" : {"data_offsets":[1,2],"shape":[1],"dtype":"U8"} ,"a":{"dtype":"U8","shape":[ ],"data_offsets":[0,1]},' +
      '"__metadata__":{"__proto__":"x","k":"\\"\\\\"}}';
    const { tensors, metadata } = await readSafetensors(file(header, [7, 8]));
    expect([...tensors].map(([name, x]) => [name, x.toArray()])).toEqual([
      ["a", 7],
      ["b\n", [8]],
    ]);
    expect([...metadata]).toEqual([
      ["__proto__", "x"],
      ["k", '"\\'],
    ]);
  });

  test("what writeSafetensors wrote", async () => {
    const any = fc.uniqueArray(fc.tuple(anyName, anyTensor), {
      selector: ([name]) => name,
      maxLength: 5,
    });
    const texts = fc.uniqueArray(fc.tuple(anyName, fc.string({ unit: "grapheme" })), {
      selector: ([name]) => name,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(any, texts, fc.boolean(), async (named, pairs, digest) => {
        const written = new Map(named);
        const bytes = await writeSafetensors(written, { metadata: new Map(pairs), digest });
        expect(bytes.length % 8 === 0 || named.length > 0).toBe(true);
        const { tensors, metadata } = await readSafetensors(streamOf(bytes, 100));
        expect(new Set(tensors.keys())).toEqual(new Set(written.keys()));
        for (const [name, x] of written) expectSame(tensors.get(name), x);
        expect(metadata).toEqual(new Map(pairs));
      }),
    );
    expect(Object.prototype).not.toHaveProperty("dtype");
  });
});

describe("refuses what the format's own tests refuse", () => {
  test("headers that are cut off, too long or no text", async () => {
    expect(await refusal(new Uint8Array(0))).toMatch(/^it has 0 bytes;/);
    expect(await refusal(Uint8Array.from([0x3c, 0, 0, 0, 0, 0, 0, 0]))).toMatch(
      "its header declares a length of 60 bytes and 0 follow;",
    );
    expect(await refusal(Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 0xff]))).toMatch(
      "its header is not UTF-8.",
    );
    expect(await refusal(file("{"))).toMatch("its header has its end where a string is due");
    expect(await refusal(Uint8Array.from([0x3c, 0, 0, 0, 0, 255, 255, 255]))).toMatch(
      "the limit is 25000000.",
    );
  });

  test("bytes that follow, and bytes that lack", async () => {
    const whole = one("F32", "[1]", [0, 0, 0, 0]);
    const longer = Uint8Array.from([...whole, ...ascii("extra_bogus_data_for_polyglot_file")]);
    expect(await refusal(longer)).toMatch("declares 4 bytes of elements and 38 follow;");
    expect(await refusal(streamOf(longer))).toMatch("bytes follow the last tensor;");
    const short = whole.subarray(0, -2);
    expect(await refusal(short)).toMatch("declares 4 bytes of elements and 2 follow;");
    expect(await refusal(streamOf(short))).toMatch('it ends after 2 of the 4 bytes of "x".');
  });

  test("shapes that disagree with offsets, or overflow", async () => {
    expect(await refusal(file('{"x":{"dtype":"F32","shape":[2,2],"data_offsets":[0,4]}}'))).toMatch(
      '"x" has the shape [2,2], 16 bytes as F32, at the bytes 0 to 4;',
    );
    for (const size of ["18446744073709551614", "9223372036854775807", "9007199254740993"]) {
      expect(
        await refusal(file(`{"x":{"dtype":"F32","shape":[2,${size}],"data_offsets":[0,16]}}`)),
      ).toMatch("its header holds a number of 2^53 or more");
    }
    const wraps = "[4194305,4194305,211106198978564]";
    expect(
      await refusal(file(`{"x":{"dtype":"F32","shape":${wraps},"data_offsets":[0,4]}}`)),
    ).toMatch(`"x" has the shape ${wraps}, more than 2^53 elements;`);
  });

  test("tensors that share bytes, leave gaps or start late", async () => {
    const entry = (name: number, begin: number) =>
      `"${name}":{"dtype":"F32","shape":[2,2],"data_offsets":[${begin},${begin + 16}]}`;
    const same = Array.from({ length: 10 }, (_, i) => entry(i, 0)).join(",");
    const zeros16 = new Array<number>(16).fill(0);
    expect(await refusal(file(`{${same}}`, zeros16))).toMatch(
      '"1" has the shape [2,2], 16 bytes as F32, at the bytes 0 to 16; those before end at 16,',
    );
    for (const [a, b] of [
      [0, 17],
      [0, 15],
      [1, 17],
    ]) {
      const gap = file(`{${entry(0, a)},${entry(1, b)}}`, new Array<number>(b + 16).fill(0));
      expect(await refusal(gap)).toMatch("without gap or overlap");
    }
  });
});

describe("refuses", () => {
  test("dtypes that it does not read, by name, and values that int32 or bool does not hold", async () => {
    expect(await refusal(one("F8_E4M3", "[1]", [0]))).toMatch(
      '"x" has the dtype "F8_E4M3"; it reads BOOL, U8,',
    );
    expect(await refusal(one("I64", "[1]", [0, 0, 0, 128, 0, 0, 0, 0]))).toMatch(
      '"x": element 0 is 2147483648, which int32 does not hold',
    );
    expect(await refusal(one("U64", "[1]", new Array<number>(8).fill(255)))).toMatch(
      "element 0 is",
    );
    expect(await refusal(one("BOOL", "[2]", [1, 2]))).toMatch('"x": element 1 is 2; a bool is');
  });

  test("files of another kind, and says of which", async () => {
    const cases: [number[] | string, string][] = [
      [[0x1f, 0x8b, 8, 0, 0, 0, 0, 2, 3], "this is gzip; it should be safetensors. Unpack it."],
      ["<!doctype html>", "this is an HTML page, not data;"],
      ["PK\x03\x04 and more", "this is a zip archive;"],
      [[0x80, 4, 0x95, 1, 1, 1, 1, 1, 1], "this is a Python pickle, which is code;"],
    ];
    for (const [start, words] of cases) {
      const bytes = typeof start === "string" ? ascii(start) : Uint8Array.from(start);
      expect(await refusal(bytes)).toMatch(words);
    }
  });

  test("what is past the limits, before memory is taken", async () => {
    const bytes = one("F16", "[4]", new Array<number>(8).fill(0));
    expect(await refusal(bytes, { maximumBytes: 15 })).toMatch(
      "its header declares 1 tensors, 16 bytes as tensors; the limit is 15.",
    );
    expect((await readSafetensors(bytes, { maximumBytes: 16 })).tensors.size).toBe(1);
    expect(await refusal(bytes, { maximumHeaderBytes: 10 })).toMatch("the limit is 10.");
    for (const options of [{ maximumBytes: Number.NaN }, { maximumHeaderBytes: -1 }]) {
      const error = await readSafetensors(bytes, options).catch((e) => e);
      expect(error.name).toBe("ArgumentError");
    }
  });
});

const sample = await writeSafetensors(
  new Map<string, Tensor>([
    ["__proto__", tensor([1, 2, 3])],
    ["n", tensor([4, 5], { dtype: "int32" })],
    ["b", tensor([true, false])],
    ["e", zeros([0, 3], { dtype: "float64" })],
  ]),
  { metadata: new Map([["constructor", "c"]]) },
);

test("every prefix is refused", async () => {
  for (let end = 0; end < sample.length; end++) {
    await refusal(sample.subarray(0, end));
    if (end % 5 === 0) await refusal(streamOf(sample.subarray(0, end), 64));
  }
});

test("every flipped bit of the elements, and all but white space of the header, is noticed", async () => {
  const { tensors } = await readSafetensors(sample);
  for (let bit = 64; bit < sample.length * 8; bit++) {
    const flipped = sample.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    const result = await outcomeOf(() => readSafetensors(flipped));
    if (!result) continue;
    for (const [name, x] of tensors) expectSame(result.tensors.get(name), x);
    for (const x of result.tensors.values()) x.dispose();
  }
});

test("a digest that does not match names the tensor, and may be left alone", async () => {
  const changed = sample.slice();
  changed[changed.length - 3] ^= 4;
  expect(await refusal(changed)).toMatch('the bytes of "n" do not match gradkit.sha256;');
  const { tensors, metadata } = await readSafetensors(changed, { verify: false });
  expect(tensors.size).toBe(4);
  expect([...metadata]).toEqual([["constructor", "c"]]);
  const short = await writeSafetensors(new Map(), { metadata: new Map() });
  const text = new TextDecoder()
    .decode(short)
    .replace(/"gradkit.sha256":"[^"]*"/, (found) => found.replace(/[0-9a-f]{64}/, "0".repeat(64)));
  expect(await refusal(ascii(text))).toMatch("its header does not match gradkit.sha256;");
});
