import { setImmediate } from "node:timers/promises";
import { constants, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { DataError } from "./errors.ts";
import { gunzip, gunzipByStream, gunzipByZlib } from "./gunzip.ts";

const fail = (what: string, cause?: unknown) => new DataError("test", "f.gz", what, { cause });
const text = "the same words, again and again; ".repeat(20);
const packed = new Uint8Array(gzipSync(text));

async function* pieces(bytes: Uint8Array, length = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let result = "";
  for await (const chunk of chunks) result += String.fromCharCode(...chunk);
  return result;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

test("zlib is the choice where the runtime has it", async () => {
  expect(await textOf(gunzip(pieces(joined(packed, packed)), fail))).toBe(text + text);
});

/** One gzip stream that never ends: a megabyte of zeros for each kilobyte. */
async function* endless(): AsyncGenerator<Uint8Array> {
  const block = gzipSync(new Uint8Array(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
  yield block;
  for (;;) {
    await setImmediate();
    yield block.subarray(10);
  }
}

describe.each([
  ["zlib", gunzipByZlib],
  ["DecompressionStream", gunzipByStream],
])("%s", (_, unpack) => {
  const refusal = async (bytes: Uint8Array, length?: number): Promise<string> => {
    const error = await textOf(unpack(pieces(bytes, length), fail)).catch((e) => e);
    expect(error).toBeInstanceOf(DataError);
    return error.what;
  };

  test.each([1, 7, packed.length])("unpacks pieces of %i bytes", async (length) => {
    expect(await textOf(unpack(pieces(packed, length), fail))).toBe(text);
  });

  test("says at which byte a stream that is cut off ends, wherever it is cut", async () => {
    for (let end = 2; end < packed.length; end++) {
      expect(await refusal(packed.subarray(0, end), 16)).toBe(
        `the gzip stream ends at byte ${end} before its end marker (truncated download?). Download it again.`,
      );
    }
  });

  test("refuses a wrong checksum, a wrong length and a wrong method, with the reason", async () => {
    for (const at of [packed.length - 8, packed.length - 1, 2]) {
      const corrupt = packed.slice();
      corrupt[at] ^= 0x40;
      expect(await refusal(corrupt)).toMatch(
        /^the gzip stream is corrupt before byte \d+ \((incorrect (data|length) check|unknown compression method)\)/,
      );
    }
  });

  test("refuses what follows the end and is no gzip", async () => {
    const error = await refusal(joined(packed, new TextEncoder().encode("<html>")));
    expect(error).toMatch(/^bytes follow the end of its gzip stream, somewhere before byte \d+;/);
  });

  test("an error of the source stays what it is", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield packed.subarray(0, 20);
      throw fail("the source broke");
    }
    const error = await textOf(unpack(broken(), fail)).catch((e) => e);
    expect(error.what).toBe("the source broke");
  });

  test("unpacks an endless stream no further than it is asked for, and closes its source", async () => {
    let pulled = 0;
    let closed = false;
    async function* watched(): AsyncGenerator<Uint8Array> {
      try {
        for await (const piece of endless()) {
          pulled += piece.length;
          yield piece;
        }
      } finally {
        closed = true;
      }
    }
    for await (const chunk of unpack(watched(), fail)) if (chunk.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(true);
    expect(pulled).toBeLessThan(2 ** 18);
  });
});

test("zlib does not stop at zeros that something follows", async () => {
  for (const what of [packed, new TextEncoder().encode("junk")]) {
    const bytes = joined(packed, new Uint8Array(9), what);
    for (const length of [1, 50, packed.length, 1000]) {
      const error = await textOf(gunzipByZlib(pieces(bytes, length), fail)).catch((e) => e);
      expect(error.what).toMatch(/^bytes follow the end of its gzip stream, somewhere before byte/);
    }
  }
});

test("zlib takes several members, and zeros that pad the end", async () => {
  for (const length of [1, 50, 1000]) {
    expect(await textOf(gunzipByZlib(pieces(joined(packed, packed), length), fail))).toBe(
      text + text,
    );
    expect(
      await textOf(gunzipByZlib(pieces(joined(packed, new Uint8Array(99)), length), fail)),
    ).toBe(text);
  }
});
