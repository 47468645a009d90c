import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeIdx } from "@gradkit/data";
import { tensor } from "@gradkit/tensor";
import { afterEach, expect, test } from "vitest";
import { loadDigits } from "./data.ts";
import { InputError } from "./options.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with files of these contents. */
function folderWith(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "digits-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

function idx(shape: readonly number[], ...values: readonly number[]): Uint8Array {
  return writeIdx(tensor(Uint8Array.from(values), { shape }));
}

/** Two training images and a test image of one row and two columns. */
const tiny = {
  "train-images-idx3-ubyte": idx([2, 1, 2], 0, 255, 51, 102),
  "train-labels-idx1-ubyte": idx([2], 1, 2),
  "t10k-images-idx3-ubyte": idx([1, 1, 2], 255, 0),
  "t10k-labels-idx1-ubyte": idx([1], 0),
};

async function refusal(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const error: unknown = await loadDigits(folderWith(files)).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).not.toContain("\n");
  return message;
}

test("MNIST is there: 60,000 and 10,000 images of 28 by 28 pixels from 0 to 1", async () => {
  const { train, test, width, height, classes } = await loadDigits();
  expect([train.x.shape, train.y.shape]).toEqual([[60000, 784], [60000]]);
  expect([test.x.shape, test.y.shape]).toEqual([[10000, 784], [10000]]);
  expect([width, height, classes]).toEqual([28, 28, 10]);
  expect([test.x.min().item(), test.x.max().item()]).toEqual([0, 1]);
  expect([...train.y.dataSync().slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
});

test("pixels are scaled, and classes counted from the training labels", async () => {
  const { train, test, width, height, classes } = await loadDigits(folderWith(tiny));
  expect([width, height, classes]).toEqual([2, 1, 3]);
  const expected = [0, 1, Math.fround(0.2), Math.fround(0.4)];
  expect([...train.x.dataSync()]).toEqual(expected);
  expect(train.y.toArray()).toEqual([1, 2]);
  expect([test.x.toArray(), test.y.toArray()]).toEqual([[[1, 0]], [0]]);
});

test("gzipped files and the other usual names are found", async () => {
  const { train, test } = await loadDigits(
    folderWith({
      "train-images.idx3-ubyte": tiny["train-images-idx3-ubyte"],
      "train-labels-idx1-ubyte.gz": gzipSync(tiny["train-labels-idx1-ubyte"]),
      "test-images-idx3-ubyte.gz": gzipSync(tiny["t10k-images-idx3-ubyte"]),
      "t10k-labels.idx1-ubyte": tiny["t10k-labels-idx1-ubyte"],
      "readme.txt": "digits",
    }),
  );
  expect(train.x.shape).toEqual([2, 2]);
  expect(test.y.toArray()).toEqual([0]);
});

test("a folder that is none, or lacks a file, is refused", async () => {
  await expect(loadDigits(join(tmpdir(), "no-such-folder"))).rejects.toThrow("is no folder");
  const { "t10k-labels-idx1-ubyte": _, ...three } = tiny;
  expect(await refusal(three)).toContain("holds no t10k-labels-idx1-ubyte");
});

test("files that do not fit are refused", async () => {
  const change = (name: keyof typeof tiny, content: Uint8Array | string) =>
    refusal({ ...tiny, [name]: content });
  expect(await change("train-images-idx3-ubyte", "<html>not found</html>")).toContain("HTML");
  expect(await change("train-labels-idx1-ubyte", idx([3], 1, 2, 0))).toMatch(/2 and 3/);
  expect(await change("t10k-labels-idx1-ubyte", idx([1], 3))).toMatch(/labels\[0\] is 3/);
  const turned = idx([1, 2, 1], 1, 2);
  expect(await change("t10k-images-idx3-ubyte", turned)).toContain("test images are [1,2,1]");
  const flat = idx([2, 2], 1, 2, 3, 4);
  expect(await change("train-images-idx3-ubyte", flat)).toContain("training images are [2,2]");
  const none = idx([0, 1, 2]);
  expect(await change("train-images-idx3-ubyte", none)).toContain("training images are [0,1,2]");
});
