import { tensor, zeros } from "@gradkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReadNpyOptions, readNpy, writeNpy } from "./npy.ts";
import fixtures from "./numpy.fixtures.json" with { type: "json" };
import type { ByteSource } from "./source.ts";
import { anyTensor, bytesOfBase64, expectSame, numbersOf, refusalOf, streamOf } from "./testing.ts";

/** A file by hand: the header's text, then the elements' bytes. */
function npy(header: string, data: readonly number[] = [], version = 1): Uint8Array {
  const length = version === 1 ? [0, 0] : [0, 0, 0, 0];
  const text = [...new TextEncoder().encode(header)];
  const bytes = Uint8Array.from([0x93, ...ascii("NUMPY"), version, 0, ...length, ...text, ...data]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  return bytes;
}

/** A header's usual form. */
function dict(descr: string, shape: string, order = "False"): string {
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}

const ascii = (text: string) => new TextEncoder().encode(text);

const refusal = (source: ByteSource, options?: ReadNpyOptions) =>
  refusalOf(() => readNpy(source, options));

const small = npy(dict("'<i2'", "(2,)"), [1, 0, 2, 0]);

describe("reads", () => {
  test.each(fixtures.npy)("NumPy's $name", async ({ base64, shape, values }) => {
    const bytes = bytesOfBase64(base64);
    for (const source of [bytes, streamOf(bytes, 1)]) {
      const x = await readNpy(source);
      expect(x.shape).toEqual(shape);
      const expected = numbersOf(values).map((v) => (x.dtype === "float32" ? Math.fround(v) : v));
      expect([...x.dataSync()]).toEqual(expected);
    }
  });

  test("headers in every order and spacing, and those of Python 2", async () => {
    for (const header of [
      "{'shape':(2,),'descr':'|u1','fortran_order':False}",
      `\n{ "shape" : ( 2 , ) , "fortran_order" : False , "descr" : '|u1' , } \n`,
      dict("'|u1'", "(2L,)"),
      dict("'<u1'", "(1, 2)", "True"),
    ]) {
      for (const version of [1, 2, 3]) {
        const x = await readNpy(npy(header, [5, 6], version));
        expect([...x.dataSync()]).toEqual([5, 6]);
      }
    }
  });

  test("what writeNpy wrote", async () => {
    await fc.assert(
      fc.asyncProperty(anyTensor, async (x) => {
        const bytes = writeNpy(x);
        expect(bytes.length - x.storage.bytes).toBe(128);
        expectSame(await readNpy(bytes), x);
      }),
    );
  });
});

describe("refuses", () => {
  test("every prefix", async () => {
    for (let end = 0; end < small.length; end++) {
      const what = await refusal(small.subarray(0, end));
      expect(await refusal(streamOf(small.subarray(0, end), 3))).toBe(what);
      if (end === 0) expect(what).toMatch(/^it is empty;/);
      else if (end < 12)
        expect(what).toBe(`it ends at byte ${end} within its first 12. Download it again.`);
      else if (end < small.length - 4)
        expect(what).toMatch(`it ends at byte ${end} within the header`);
      else {
        expect(what).toBe(
          `its header declares the shape [2], 4 bytes as <i2, and ${end + 4 - small.length} follow; both must agree. Download it again.`,
        );
      }
    }
  });

  test("bytes that follow", async () => {
    const longer = Uint8Array.from([...small, 0]);
    expect(await refusal(longer)).toMatch("and 5 follow;");
    expect(await refusal(streamOf(longer))).toMatch("and 5 or more follow;");
  });

  test.each<[string, string, RegExp]>([
    ["Python objects", dict("'|O'", "(1,)"), /its dtype is "\|O", Python objects, which only run/],
    ["structures", dict("[('a', '<f4')]", "(1,)"), /its dtype is a structure of fields;/],
    ["texts", dict("'<U3'", "(1,)"), /its dtype is "<U3"; it reads b1, u1, .* of either byte/],
    ["complex numbers", dict("'<c8'", "(1,)"), /its dtype is "<c8"/],
    ["no byte order", dict("'|f4'", "(1,)"), /its dtype is "\|f4"/],
    ["names of objects", dict("'|constructor'", "(1,)"), /its dtype is "\|constructor"/],
    ["code", "__import__('os')", /has "__import__\('os'\)" at character 0; it starts with \{/],
    ["code for a value", dict("'<f4'", "(f(),)"), /has "\(f\(\),\), }\\n" at .* that is no shape/],
    ["negative sizes", dict("'<f4'", "(-1,)"), /that is no shape/],
    ["a number for a tuple", dict("'<f4'", "(3)"), /its shape is \(3\), which is no tuple/],
    ["wide sizes", dict("'<f4'", "(9007199254740993,)"), /a size of 9007199254740993, which is/],
    ["keys twice", "{'shape': (1,), 'shape': (1,)}", /it has shape once/],
    ["other keys", "{'shape': (1,), 'extra': 1}", /its keys are descr, fortran_order and shape/],
    ["keys that lack", "{'shape': (1,)}", /has not all of descr, fortran_order and shape/],
    ["values without commas", "{'shape': (1,) 'descr': '<f4'}", /a comma or } follows a value/],
    ["more after it", "{'shape': (1,), } x", /has "} x"/],
    ["spaces that Python has not", `\v${dict("'<f4'", "(1,)")}`, /it starts with \{/],
    ["spaces that ASCII has not", "{'shape': (1,\u00a0)}", /that is no shape/],
    ["leading zeros", dict("'<f4'", "(01,)"), /that is no shape/],
    ["two sizes without a comma", dict("'<f4'", "(1 1)"), /that is no shape/],
    ["a comma alone", dict("'<f4'", "(,)"), /that is no shape/],
    ["nested sizes", dict("'<f4'", `${"(".repeat(5000)}`), /that is no shape/],
    [
      "long words",
      dict(`'${"f".repeat(9000)}'`, "(1,)"),
      /^its dtype is "f{80}…"; it reads b1, u1, [a-z0-9, ]* of either byte order. Convert it.$/,
    ],
    ["long sizes", dict("'<f4'", `(${"9".repeat(9000)},)`), /a size of 9{80}…, which is 2\^53/],
    [
      "many sizes",
      dict("'<f4'", `(${"1,".repeat(999)})`),
      /shape \[(1,){32}…\], 999 dims; a tensor read from a file has at most 255. Reshape it.$/,
    ],
  ])("%s", async (_, header, words) => {
    expect(await refusal(npy(header))).toMatch(words);
  });

  test("long headers before they are read, and other versions", async () => {
    expect(await refusal(npy("{}".padEnd(10_001), [], 2))).toMatch(
      "its header declares a length of 10001 bytes; the limit is 10000, as in NumPy.",
    );
    expect(await refusal(npy("{}".padEnd(20), [], 4))).toMatch("it has version 4.0; it reads 1.0,");
  });

  test("sizes past the tensor's, the file's and the caller's limits, before memory is taken", async () => {
    expect(await refusal(npy(dict("'<f8'", "(5000000000000,)")))).toMatch(
      "the shape [5000000000000], 5000000000000 elements; a tensor holds at most 536870912.",
    );
    expect(await refusal(npy(dict("'<f8'", `(${"4294967296, ".repeat(40)}0)`)))).toMatch(
      "elements;",
    );
    expect(await refusal(npy(dict("'<f4'", "(1000000,)")))).toMatch("4000000 bytes as <f4, and 0");
    expect(await refusal(streamOf(npy(dict("'<f4'", "(300000000,)"))))).toMatch(
      "1200000000 bytes as float32; the limit is 1073741824.",
    );
    expect(await refusal(small, { maximumBytes: 7 })).toMatch("8 bytes as int32; the limit is 7.");
    expect((await readNpy(small, { maximumBytes: 8 })).size).toBe(2);
    expect(await refusal(npy(dict("'|u1'", `(${"1, ".repeat(256)})`), [1]))).toMatch("256 dims;");
  });

  test("values that int32 or bool does not hold, and files of another kind", async () => {
    const wide = [0, 0, 0, 0, 1, 0, 0, 0];
    expect(await refusal(npy(dict("'<i8'", "(1,)"), wide))).toMatch(
      "element 0 is 4294967296, which int32 does not hold",
    );
    expect(await refusal(npy(dict("'|b1'", "(1,)"), [7]))).toMatch("element 0 is 7; a bool is");
    expect(await refusal(ascii("PK\x03\x04"))).toMatch(
      "it starts with 0x50 0x4b 0x03 0x04: this is a zip archive; npy starts with 0x93 and NUMPY.",
    );
    expect(await refusal(Uint8Array.from([0x1f, 0x8b, 8]))).toMatch("this is gzip;");
  });
});

describe("writeNpy", () => {
  test.each([
    ["|b1", "bool"],
    ["|u1", "uint8"],
    ["<i4", "int32"],
    ["scalar", "float32"],
    ["empty", "float64"],
  ] as const)("writes the bytes that NumPy writes, %s", (name, dtype) => {
    const numpy = fixtures.npy.find((each) => each.name === name);
    const { base64 = "", shape = [], values = [] } = numpy ?? {};
    const x = tensor(numbersOf(values), { shape, dtype });
    expect(writeNpy(x)).toEqual(bytesOfBase64(base64));
  });

  test("takes views in their own order, and refuses more than 64 dims", async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect((await readNpy(writeNpy(x.transpose()))).toArray()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    const deep = zeros(new Array<number>(65).fill(1));
    expect(() => writeNpy(deep)).toThrow("has 65 dims; npy has at most 64. Reshape it.");
  });
});
