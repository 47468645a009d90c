import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { all, equal, memory, type Tensor, uniform } from "@gradkit/tensor";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { readIdx } from "./idx.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";
import { readSafetensors } from "./safetensors.ts";
import { writeSafetensors } from "./safetensors-writer.ts";
import { streamOf } from "./testing.ts";

const x = uniform([1024, 1025]);
const named = new Map([["x", x]]);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tensor-reader-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each<[string, () => Promise<Uint8Array> | Uint8Array, (path: string) => Promise<Tensor>]>([
  ["npy", () => writeNpy(x), (path) => readNpy(path)],
  ["npz", () => writeNpz(named), async (path) => (await readNpz(path)).get("x") as Tensor],
  [
    "safetensors with a digest",
    () => writeSafetensors(named),
    async (path) => (await readSafetensors(path)).tensors.get("x") as Tensor,
  ],
  [
    "safetensors without",
    () => writeSafetensors(named, { digest: false }),
    async (path) => (await readSafetensors(path)).tensors.get("x") as Tensor,
  ],
])("%s: a file lies in memory once, as its tensor", async (name, write, read) => {
  const path = join(folder, name);
  await writeFile(path, await write());
  const fill = vi.spyOn(ByteReader.prototype, "fill");
  const before = memory().bytes;
  const y = await read(path);
  const sizes = fill.mock.calls.map(([target]) => target.length);
  fill.mockRestore();
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2 ** 19);
  expect(memory().bytes - before).toBeLessThanOrEqual(1.1 * 4 * x.size);
  expect(y.shape).toEqual(x.shape);
  expect(all(equal(y, x)).item()).toBe(1);
  y.dispose();
});

test("a file cut off in its last piece leaves nothing behind", async () => {
  const bytes = writeNpy(x);
  const path = join(folder, "short.npy");
  await writeFile(path, bytes);
  const before = memory().bytes;
  const real = ByteReader.prototype.fill;
  let calls = 0;
  const fill = vi.spyOn(ByteReader.prototype, "fill");
  fill.mockImplementation(async function (this: ByteReader, target) {
    return calls++ < 5 ? real.call(this, target) : 3;
  });
  await expect(readNpy(path)).rejects.toThrow(/and 209\d+ follow; both must agree/);
  fill.mockRestore();
  // The collector may have freed what earlier tests left.
  expect(memory().bytes).toBeLessThanOrEqual(before);
});

const descriptors = "/proc/self/fd";

test.skipIf(!existsSync(descriptors))("no file stays open after a read that failed", async () => {
  const before = (await readdir(descriptors)).length;
  for (const bytes of [writeNpy(x), writeNpz(named), await writeSafetensors(named)]) {
    const path = join(folder, "broken");
    for (const at of [0, 9, 40, 130, bytes.length - 1]) {
      const broken = bytes.slice(0, at === 130 ? bytes.length - 9 : bytes.length);
      broken[at] ^= 0xff;
      await writeFile(path, broken);
      for (const read of [readNpy, readNpz, readSafetensors, readIdx]) {
        await read(path).catch(() => undefined);
      }
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await readdir(descriptors)).length).toBeLessThanOrEqual(before);
});

test("a stream whose header lies takes no tensor's memory", async () => {
  const bytes = writeNpy(x).subarray(0, 200);
  const before = memory().bytes;
  await expect(readNpy(streamOf(bytes, 50))).rejects.toThrow("both must agree");
  // The collector may have freed what earlier tests left.
  expect(memory().bytes).toBeLessThanOrEqual(before);
});
