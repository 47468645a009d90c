import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tensor } from "@gradkit/tensor";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DataError } from "./errors.ts";
import { streamNpy } from "./npy.ts";
import { type FileBytes, saveFile } from "./save-file.ts";

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

/** Lets a call on the n-th file that is opened fail; the file to write is the first, its folder the second. The old one does not count. */
function failOn(call: "write" | "sync" | "close", code: string, n = 0): void {
  const { open } = fs.promises;
  let opened = 0;
  vi.spyOn(fs.promises, "open").mockImplementation(async (...args) => {
    const file = await open(...args);
    if (args[1] === "r+" || opened++ !== n) return file;
    const [close, write] = [file.close.bind(file), file.write.bind(file)];
    file[call] = async () => {
      if (call === "write") await write(newBytes, 0, 2);
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
    ["on a full disk", () => failOn("write", "ENOSPC"), "ENOSPC"],
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

async function* pieces(...parts: readonly unknown[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield part as Uint8Array;
  }
}

describe("from streams", () => {
  test("writes what comes, whatever the pieces", async () => {
    await saveFile(path, pieces(oldBytes, new Uint8Array(0), newBytes));
    expect([...(await bytesAt(path))]).toEqual([...oldBytes, ...newBytes]);
    await saveFile(path, new Blob([newBytes]).stream());
    expect(await bytesAt(path)).toEqual(newBytes);
    await saveFile(path, pieces());
    expect(await bytesAt(path)).toHaveLength(0);
    // What the system takes only a part of is written to its end.
    const { open } = fs.promises;
    vi.spyOn(fs.promises, "open").mockImplementation(async (...args) => {
      const file = await open(...args);
      const write = file.write.bind(file) as (b: Uint8Array, at: number, n: number) => unknown;
      file.write = ((b: Uint8Array, at: number) => write(b, at, 1)) as typeof file.write;
      return file;
    });
    await saveFile(path, newBytes);
    expect(await bytesAt(path)).toEqual(newBytes);
  });

  const x = tensor([1, 2]);
  x.dispose();
  test.each<[string, () => FileBytes, string]>([
    ["that break at once", () => pieces(new Error("no more")), "(no more)."],
    ["that break later", () => pieces(newBytes, new Error("no more")), "(no more)."],
    ["of texts", () => pieces(newBytes, "text"), "(a chunk is no Uint8Array)."],
    ["of a tensor that was freed", () => streamNpy(x), "was freed by dispose"],
  ])("%s leave the old file", async (_, make, words) => {
    await writeFile(path, oldBytes);
    const error = await saveFile(path, make()).catch((e) => e);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(words);
    expect(await bytesAt(path)).toEqual(oldBytes);
    expect(await readdir(folder)).toEqual(["w.npy"]);
  });

  test("are left when the file cannot be written", async () => {
    for (const place of [join(folder, "no", "w.npy"), path]) {
      let left = false;
      const stream = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(newBytes),
        cancel() {
          left = true;
        },
      });
      if (place === path) failOn("write", "ENOSPC");
      await expect(saveFile(place, stream)).rejects.toThrow("the file was not written");
      expect(left).toBe(true);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test("of other things are refused", async () => {
    for (const wrong of [undefined, null, "text", [oldBytes], new ArrayBuffer(2)]) {
      const error = await saveFile(path, wrong as never).catch((e) => e);
      expect(error.name).toBe("ArgumentError");
      expect(error.message).toMatch(/^saveFile: the bytes are \w+; it writes a Uint8Array,/);
    }
    expect(await readdir(folder)).toEqual([]);
  });
});

test("keeps all rights, follows a link to a file that is to come, and takes the longest names", async () => {
  await saveFile(path, oldBytes);
  await chmod(path, 0o666);
  await saveFile(path, newBytes);
  expect((await stat(path)).mode & 0o777).toBe(0o666);
  await symlink("later.npy", join(folder, "link"));
  await saveFile(join(folder, "link"), newBytes);
  expect(await bytesAt(join(folder, "later.npy"))).toEqual(newBytes);
  const long = "é".repeat(127);
  await saveFile(join(folder, long), newBytes);
  expect((await readdir(folder)).sort()).toEqual(["later.npy", "link", "w.npy", long]);
});

test("removes what crashes left of fresh copies of the same file, once it is a day old", async () => {
  const unique = () => crypto.randomUUID();
  const old = [`.w.npy.${unique()}.tmp`, `.w.npy.${unique()}.tmp`];
  const stay = [
    `.w.npy.${unique()}.tmp.tmp`,
    `.w.npy.${unique()}`,
    ".w.npy.notes.tmp",
    `.v.npy.${unique()}.tmp`,
    `.w.npy.npy.${unique()}.tmp`,
  ];
  const young = `.w.npy.${unique()}.tmp`;
  for (const name of [...old, ...stay, young]) await writeFile(join(folder, name), oldBytes);
  const hours = (n: number) => new Date(Date.now() - n * 3_600_000);
  for (const name of [...old, ...stay]) await utimes(join(folder, name), hours(25), hours(25));
  await utimes(join(folder, young), hours(23), hours(23));
  await saveFile(path, newBytes);
  expect((await readdir(folder)).sort()).toEqual([...stay, young, "w.npy"].sort());
});

test("saves where what crashes left is not to be seen or removed", async () => {
  const stale = `.w.npy.${crypto.randomUUID()}.tmp`;
  await writeFile(join(folder, stale), oldBytes);
  await utimes(join(folder, stale), 0, 0);
  for (const call of ["readdir", "lstat", "unlink"] as const) {
    vi.spyOn(fs.promises, call).mockRejectedValue(systemError("EACCES"));
    await saveFile(path, newBytes);
    expect(await bytesAt(path)).toEqual(newBytes);
    vi.restoreAllMocks();
    expect(await readdir(folder)).toContain(stale);
  }
});

test("replaces no folder, no device and nothing that may not be written", async () => {
  await mkdir(path);
  await expect(saveFile(path, newBytes)).rejects.toThrow("it is no file, but a folder or a device");
  await expect(saveFile("/dev/null", newBytes)).rejects.toThrow("it is no file");
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  const other = join(folder, "read-only");
  await writeFile(other, oldBytes, { mode: 0o444 });
  // Root may write all. Deno's access would ask for more rights than saving needs.
  const access = vi.spyOn(fs.promises, "access");
  const { open } = fs.promises;
  vi.spyOn(fs.promises, "open").mockImplementation(async (...args) => {
    if (args[0] === other) throw systemError("EACCES");
    return open(...args);
  });
  await expect(saveFile(other, newBytes)).rejects.toThrow("(EACCES: injected).");
  expect(await bytesAt(other)).toEqual(oldBytes);
  expect((await readdir(folder)).sort()).toEqual(["read-only", "w.npy"]);
  expect(access).not.toHaveBeenCalled();
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
