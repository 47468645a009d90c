import { afterEach, expect, test, vi } from "vitest";
import { crc32 } from "./crc32.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const digits = new TextEncoder().encode("123456789");

test.each([
  ["where zlib is", () => undefined],
  ["without it", () => vi.stubGlobal("process", undefined)],
  ["with one that has no CRC-32", () => vi.stubGlobal("process", { getBuiltinModule: () => ({}) })],
])("CRC-32 has its known values %s, whole and in parts", (_, prepare) => {
  prepare();
  expect(crc32(new Uint8Array(0))).toBe(0);
  expect(crc32(digits)).toBe(0xcbf43926);
  expect(crc32(digits.subarray(4), crc32(digits.subarray(0, 4)))).toBe(0xcbf43926);
  expect(crc32(Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toBe(0xffffffff);
});
