import { describe, expect, test } from "vitest";
import { readSafetensors } from "./safetensors.ts";
import { safetensorsFile as file, refusalOf } from "./testing.ts";

const refusal = (source: Uint8Array) => refusalOf(() => readSafetensors(source));

describe("refuses what JSON.parse lets pass", () => {
  const entry = '{"dtype":"U8","shape":[1],"data_offsets":[0,1]}';
  test.each<[string, string, RegExp]>([
    ["names twice", `{"x":${entry},"x":${entry}}`, /has the key "x" twice, at character/],
    ["the same name in escapes", `{"x":${entry},"\\u0078":${entry}}`, /has the key "x" twice/],
    ["metadata twice", '{"__metadata__":{},"__metadata__":{}}', /"__metadata__" twice/],
    ["keys twice", '{"x":{"dtype":"U8","dtype":"U8"}}', /has the key "dtype" twice/],
    ["other keys", '{"x":{"type":"U8"}}', /has the key "type", which is none of dtype,/],
    ["what lacks", '{"x":{"dtype":"U8","shape":[1]}}', /does not give "x" a dtype, a shape and/],
    [
      "three offsets",
      '{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}',
      /has more than 2 numbers as data_offsets/,
    ],
    ["fractions", '{"x":{"shape":[1.0]}}', /has "1" where a whole number from 0 is due/],
    ["exponents", '{"x":{"shape":[1e3]}}', /where a whole number/],
    ["signs", '{"x":{"shape":[-0]}}', /has "-" where a whole number/],
    ["leading zeros", '{"x":{"shape":[01]}}', /has "0" where a whole number/],
    ["depth", '{"x":{"shape":[[1]]}}', /has "\[" where a whole number/],
    ["metadata that is no text", '{"__metadata__":{"a":1}}', /has "1" where a string is due/],
    ["half a surrogate", '{"\\ud800":{}}', /no Unicode text/],
    ["a wrong escape", '{"\\x":{}}', /holds a string that is not JSON's/],
    ["a control character", '{"\u0001":{}}', /holds a string that is not JSON's/],
    ["a list", "[]", /has "\[" where "\{" is due/],
    ["a byte order mark", "\ufeff{}", /where "\{" is due/],
    ["a trailing comma", '{"__metadata__":{},}', /has "}" where a string is due/],
    ["more after it", "{}{}", /has "\{" where nothing more is due/],
    ["a long name", `{"${"n".repeat(4097)}":${entry}}`, /a name of 4097 characters; the limit/],
  ])("%s", async (_, header, words) => {
    expect(await refusal(file(header, [0]))).toMatch(words);
  });

  test("too many sizes, and endless numbers, before they are kept", async () => {
    const entry = (shape: string) => `{"x":{"dtype":"U8","shape":[${shape}],"data_offsets":[0,1]}}`;
    expect(await refusal(file(entry(`${"1,".repeat(1e6)}1`), [0]))).toMatch(
      "has more than 255 numbers as shape, at character",
    );
    expect(await refusal(file(entry("1".repeat(1e6)), [0]))).toMatch("a number of 2^53 or more");
  });

  test("endless depth and too many entries, without a long wait", async () => {
    expect(await refusal(file(`{"x":${'{"x":'.repeat(1e5)}`))).toMatch('has the key "x", which');
    const many = Array.from({ length: 100_001 }, (_, i) => `"${i}":""`).join(",");
    expect(await refusal(file(`{"__metadata__":{${many}}}`))).toMatch("more than 100000 entries");
  });
});
