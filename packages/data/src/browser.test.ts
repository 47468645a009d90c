import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import fixtures from "./numpy.fixtures.json" with { type: "json" };

/** The package as a browser gets it: whole, and with no `process` to ask for Node's modules. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "index.ts")],
    conditions: ["@gradkit/source"],
    platform: "browser",
    format: "esm",
    bundle: true,
    write: false,
    define: { "globalThis.process": "undefined" },
  });
  return outputFiles[0].text;
}

test("bundles for browsers without a module of Node's, and reads there", async () => {
  const text = await bundle();
  expect(text).not.toMatch(/(from|import|require)\s*\(?\s*["']node:/);
  const { readIdx, writeIdx } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  const bytes = Uint8Array.from([0, 0, 0x0b, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0xff, 0xff]);
  const packed = gzipSync(bytes);
  const address = `data:;base64,${packed.toString("base64")}`;
  for (const source of [bytes, new Blob([packed]), address, new Response(packed)]) {
    const x = await readIdx(source);
    expect(x.toArray()).toEqual([[256, -1]]);
    expect(writeIdx(x)).toHaveLength(20);
  }
  const error = await readIdx(new Uint8Array(packed.subarray(0, -3))).catch((e: Error) => e);
  expect(error.message).toMatch("readIdx: bytes: the gzip stream ends at byte");
  const file = await readIdx("file:///etc/hosts").catch((e: Error) => e);
  expect(file.message).toMatch("readIdx: file:///etc/hosts: this runtime reads no files;");
});

test("reads and writes NumPy's files and safetensors there, and saves none", async () => {
  const there = await import(`data:text/javascript,${encodeURIComponent(await bundle())}`);
  const { readNpy, readNpz, readSafetensors, saveFile, writeNpy, writeSafetensors } = there;
  for (const { base64, arrays } of fixtures.npz) {
    const tensors = await readNpz(new Blob([Buffer.from(base64, "base64")]));
    expect([...tensors.keys()]).toEqual(arrays.map(({ name }) => name));
    const bytes = await writeSafetensors(tensors);
    const again = await readSafetensors(new Response(bytes));
    expect([...again.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    const x = tensors.get("weight");
    expect((await readNpy(writeNpy(x))).toArray()).toEqual(x.toArray());
  }
  const [{ base64 = "" } = {}] = fixtures.npz.slice(1);
  const cut = Buffer.from(base64, "base64");
  cut[60] ^= 255;
  const error = await readNpz(new Uint8Array(cut)).catch((e: Error) => e);
  expect(error.name).toBe("DataError");
  await expect(saveFile("a", new Uint8Array(1))).rejects.toThrow("this runtime writes no files.");
});
