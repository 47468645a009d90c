import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DataError } from "./errors.ts";
import { saveFile } from "./save-file.ts";

const oldBytes = Uint8Array.from([1, 2, 3]);
const newBytes = Uint8Array.from([4, 5, 6, 7]);
let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "save-"));
  path = join(folder, "w.npy");
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const bytesAt = async (place: string) => new Uint8Array(await readFile(place));

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** Lets a call on the n-th file that is opened fail; the file to write is the first, its folder the second. */
function failOn(call: "writeFile" | "sync" | "close", code: string, n = 0): void {
  const { open } = fs.promises;
  let opened = 0;
  vi.spyOn(fs.promises, "open").mockImplementation(async (...args) => {
    const file = await open(...args);
    if (opened++ !== n) return file;
    const close = file.close.bind(file);
    file[call] = async () => {
      if (call === "writeFile") await file.write(newBytes, 0, 2);
      if (call === "close") await close();
      throw systemError(code);
    };
    return file;
  });
}

test("writes new files and replaces old ones, by path, URL and link, and leaves nothing else", async () => {
  await saveFile(path, oldBytes);
  expect(await bytesAt(path)).toEqual(oldBytes);
  await chmod(path, 0o600);
  await saveFile(pathToFileURL(path), newBytes);
  expect(await bytesAt(path)).toEqual(newBytes);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await symlink(path, join(folder, "link"));
  await saveFile(join(folder, "link"), oldBytes);
  expect(await bytesAt(path)).toEqual(oldBytes);
  expect((await readdir(folder)).sort()).toEqual(["link", "w.npy"]);
});

test("flushes the file before it takes the name, and the folder after", async () => {
  const steps: string[] = [];
  const { open, rename } = fs.promises;
  vi.spyOn(fs.promises, "open").mockImplementation(async (...args) => {
    const file = await open(...args);
    const { sync } = file;
    const name = args[0] === folder ? "folder" : "file";
    file.sync = async () => {
      steps.push(`${name} flushed`);
      await sync.call(file);
    };
    return file;
  });
  vi.spyOn(fs.promises, "rename").mockImplementation(async (...args) => {
    steps.push("renamed");
    await rename(...args);
  });
  await saveFile(path, newBytes);
  expect(steps).toEqual(["file flushed", "renamed", "folder flushed"]);
});

describe("keeps the old file and removes the new one", () => {
  test.each<[string, () => void, string]>([
    ["on a full disk", () => failOn("writeFile", "ENOSPC"), "ENOSPC"],
    ["when flushing fails", () => failOn("sync", "EIO"), "EIO"],
    ["when closing fails", () => failOn("close", "EDQUOT"), "EDQUOT"],
    [
      "when it cannot take the name",
      () => vi.spyOn(fs.promises, "rename").mockRejectedValue(systemError("EPERM")),
      "EPERM",
    ],
  ])("%s", async (_, inject, code) => {
    await writeFile(path, oldBytes);
    inject();
    const error = await saveFile(path, newBytes).catch((e) => e);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(
      `saveFile: ${path}: the file was not written, and what was there before is as it was (${code}: injected).`,
    );
    expect(error.cause.code).toBe(code);
    expect(await bytesAt(path)).toEqual(oldBytes);
    expect(await readdir(folder)).toEqual(["w.npy"]);
  });
});

test("a folder that cannot be flushed is told, unless the system never flushes one", async () => {
  failOn("sync", "EISDIR", 1);
  await saveFile(path, newBytes);
  vi.restoreAllMocks();
  failOn("sync", "EIO", 1);
  const error = await saveFile(path, oldBytes).catch((e) => e);
  expect(error.what).toMatch("the file was written, but may not outlast a power cut (EIO");
  expect(await bytesAt(path)).toEqual(oldBytes);
});

test("a process killed in the middle leaves one whole file", async () => {
  const size = 2 ** 21;
  await writeFile(path, new Uint8Array(size));
  const script = `
    import { saveFile } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "save-file.ts")))};
    console.log("ready");
    for (let i = 1; ; i = (i % 255) + 1) await saveFile(${JSON.stringify(path)}, new Uint8Array(${size}).fill(i));
  `;
  const flags = [
    "--conditions=@gradkit/source",
    "--input-type=module-typescript",
    "--eval",
    script,
  ];
  for (const wait of [5, 37]) {
    const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, wait));
    child.kill("SIGKILL");
    await once(child, "exit");
    const bytes = await bytesAt(path);
    expect(bytes.length).toBe(size);
    expect(bytes.every((byte) => byte === bytes[0])).toBe(true);
  }
});
