import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, fields, floats, integer, integers, run, text } from "./protobuf.ts";
import * as write from "./testing.ts";

const all = (...bytes: number[]) => [...fields(Uint8Array.from(bytes))];
const only = (...parts: number[][]) => [...fields(write.message(...parts))][0];

describe("fields", () => {
  test("are read in their order, whatever their kind", () => {
    const bytes = [
      ...write.whole(1, 300),
      ...[0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
      ...write.run(3, "ab"),
      ...[0x25, ...write.float32s(0.5)],
    ];
    const [a, b, c, d] = all(...bytes);
    expect([a.number, b.number, c.number, d.number]).toEqual([1, 2, 3, 4]);
    expect([integer(a), floats(b, 8), text(c), floats(d, 4)]).toEqual([300, [1], "ab", [0.5]]);
    expect(all()).toEqual([]);
  });

  test("hold any integer of 64 bits, and any number of them packed", () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(int64), (values) => {
        const packed = write.run(7, values.flatMap(write.varint));
        expect(integers(only(packed))).toEqual(values);
        expect(values.flatMap((value) => integers(only(write.whole(7, value))))).toEqual(values);
      }),
    );
  });

  test.each<[string, number[]]>([
    ["no end of a key", [0x80]],
    ["no value", [0x08]],
    ["no end of a value", [0x08, 0x80]],
    ["three bytes of four", [0x0d, 0, 0, 0]],
    ["seven bytes of eight", [0x09, 0, 0, 0, 0, 0, 0, 0]],
    ["a run past the end", [0x0a, 3, 1, 2]],
    ["a run of 2^63 bytes", [0x0a, ...write.varint(2n ** 63n)]],
    ["a number of ten bytes and 65 bits", [0x08, ...new Array<number>(9).fill(0xff), 2]],
    ["a number of eleven bytes", [0x08, ...new Array<number>(10).fill(0x80), 0]],
    ["field number 0", [0x00, 0]],
    ["a group", [0x0b, 0x0c]],
    ["wire type 7", [0x0f, 0]],
  ])("are refused with %s", (_, bytes) => {
    expect(() => all(...bytes)).toThrow(FormatError);
  });

  test("are refused or whole wherever a message is cut off", () => {
    const parts = [write.whole(1, 2n ** 40n), write.run(2, "abc"), [0x1d, 1, 2, 3, 4]];
    const bytes = write.message(...parts);
    const ends = new Set(parts.map((_, i) => parts.slice(0, i).flat().length));
    for (let end = 0; end < bytes.length; end++) {
      const read = () => [...fields(bytes.subarray(0, end))];
      if (ends.has(end)) expect(read).not.toThrow();
      else expect(read).toThrow(FormatError);
    }
  });
});

describe("a field of another kind is refused", () => {
  const number = only(write.whole(1, 5));
  const bytes = only(write.run(1, [0xff, 0x80]));

  test.each<[string, () => unknown, RegExp]>([
    ["a number as bytes", () => run(number), /field 1 has wire type 0, not 2/],
    ["bytes as a number", () => integer(bytes), /field 1 has wire type 2, not 0/],
    ["a number as floats", () => floats(number, 4), /wire type 0, not 5 or 2/],
    ["bytes that are no UTF-8", () => text(bytes), /field 1 is no UTF-8/],
    ["two bytes as floats", () => floats(bytes, 4), /2 bytes in field 1; each number takes 4/],
    ["a cut number among packed ones", () => integers(bytes), /1 bytes at 2, where 0 are left/],
    ["a number beyond float64", () => integer(only(write.whole(1, 2n ** 60n))), /in field 1/],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(message);
  });
});
