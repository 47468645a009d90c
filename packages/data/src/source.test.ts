import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { DataError } from "./errors.ts";
import { type ByteSource, openSource } from "./source.ts";

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
const folder = mkdtempSync(join(tmpdir(), "gradkit-source-"));
const path = join(folder, "some file.bin");
const server = createServer((request, response) => {
  if (request.url !== "/file") response.writeHead(404);
  response.end(request.url === "/file" ? bytes : "<html>no such page</html>");
});
let address = "";

beforeAll(async () => {
  writeFileSync(path, bytes);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function refusal(source: ByteSource): Promise<DataError> {
  const error = await readAll(source).catch((e) => e);
  expect(error).toBeInstanceOf(DataError);
  return error;
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openSource("test", source)).chunks) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

test.each<[string, () => ByteSource, number | undefined]>([
  ["a path", () => path, 1000],
  ["a file URL", () => pathToFileURL(path), 1000],
  ["a file URL as a string", () => pathToFileURL(path).href, 1000],
  ["an address", () => `${address}/file`, undefined],
  ["a URL", () => new URL(`${address}/file`), undefined],
  ["a data URL", () => `data:;base64,${Buffer.from(bytes).toString("base64")}`, undefined],
  ["a Response", () => new Response(bytes), undefined],
  ["a Blob", () => new Blob([bytes]), 1000],
  ["a File", () => new File([bytes], "some.bin"), 1000],
  ["a ReadableStream", () => new Blob([bytes]).stream(), undefined],
  ["a Uint8Array", () => bytes, 1000],
  ["a part of a Uint8Array", () => new Uint8Array([9, ...bytes, 9]).subarray(1, 1001), 1000],
  ["an ArrayBuffer", () => bytes.buffer, 1000],
])("reads %s", async (_, make, size) => {
  expect((await openSource("test", make())).size).toBe(size);
  expect(await readAll(make())).toEqual(bytes);
});

test("a Response without a body is empty", async () => {
  expect(await readAll(new Response(null))).toHaveLength(0);
});

test("names the source in errors", async () => {
  const name = async (source: ByteSource) => (await openSource("test", source)).fail("x").source;
  expect(await name(path)).toBe(path);
  expect(await name(`${address}/file`)).toBe(`${address}/file`);
  expect(await name(new File([], "some.bin"))).toBe("some.bin");
  expect(await name(new Blob([]))).toBe("Blob");
  expect(await name(new Response("x"))).toBe("Response");
  expect(await name(new Blob([]).stream())).toBe("ReadableStream");
  expect(await name(bytes)).toBe("bytes");
});

test("says what is missing, a folder, or answers with an error", async () => {
  expect((await refusal("no/such.gz")).message).toBe(
    `test: no/such.gz: there is no such file; the path leads to ${resolve("no/such.gz")}. Mend it.`,
  );
  const missing = await refusal(pathToFileURL(join(folder, "other")));
  expect(missing.what).toMatch(`the path leads to ${join(folder, "other")}.`);
  expect((await refusal(folder)).what).toBe(
    "this is a folder; it reads one file. Name the file in it.",
  );
  expect((await refusal("file://[")).what).toMatch(/^there is no such file;/);
  expect((await refusal("a\0b")).what).toMatch(/^the file cannot be opened \(.*null bytes/);
  expect((await refusal(`${address}/other`)).what).toBe(
    "the server answered 404 Not Found. Mend the address.",
  );
  expect((await refusal("http://127.0.0.1:1/")).what).toMatch(/^the address gave no answer \(/);
  expect((await refusal("data:nothing")).what).toMatch(/^the address gave no answer \(/);
});

test("refuses what was read before, or is being read", async () => {
  const used = new Response(bytes);
  await used.arrayBuffer();
  const half = new Response(bytes);
  const reader = half.body?.getReader();
  await reader?.read();
  reader?.releaseLock();
  const locked = new Blob([bytes]).stream();
  locked.getReader();
  for (const source of [used, half, locked]) {
    expect((await refusal(source)).what).toBe(
      "it was read before, or is being read; it gives its bytes once. Pass a new one.",
    );
  }
});

test("bytes that were transferred are none", async () => {
  const gone = bytes.slice();
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const { chunks, fail } = await openSource("test", gone);
  expect(await new ByteReader(chunks, fail).peek(1)).toHaveLength(0);
});

test("an error does not repeat the bytes of a data URL", async () => {
  const error = await refusal(`data:nothing${"A".repeat(1e6)}`);
  expect(error.message.length).toBeLessThan(200);
});

test("refuses what is no source", async () => {
  for (const wrong of [3, null, undefined, {}, [1, 2], new Float32Array(2)]) {
    const error = await openSource("test", wrong as never).catch((e) => e);
    expect(error.name).toBe("ArgumentError");
  }
});
