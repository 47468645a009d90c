/** Files written so that a crash leaves the old one or the new one, never a part. */

import { ArgumentError } from "@gradkit/tensor";
import { DataError, reasonOf } from "./errors.ts";
import { fileSystem, read } from "./source.ts";

/** Folders that a system does not open or flush, as Windows, answer with these. */
const folderCodes: ReadonlySet<unknown> = new Set(["EPERM", "EISDIR", "EACCES", "EINVAL", "EBADF"]);

/** What is written at once. */
const pieceBytes = 2 ** 24;

/** The characters of a file's name that its fresh copy bears; the rest of the 255 bytes is for what makes it unique. */
const nameLength = 60;

/** How long nothing was written to what a crash left before another save removes it: a day. */
const staleMilliseconds = 86_400_000;

/** What follows the beginning of a fresh copy's name. */
const uniqueEnd = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** What a file is written from. */
export type FileBytes = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Writes a file whole, in Node, Deno and Bun, from bytes or from a stream that is never in memory as a whole: into a new
 * file `.<name>.<random>.tmp` of the same folder, flushed to the disk, which then takes the name, and the folder is
 * flushed too. When anything fails, the stream too, or the machine stops, the old file is what it was. A failure removes
 * the new file; what a crash left of one goes when the name is next saved, once it is a day old. The rights of the old
 * file are kept, and a link is followed.
 * Throws a {@link DataError} with the reason, also for what is no file or may not be written, and an ArgumentError where
 * the runtime writes no files.
 *
 * @example
 * await saveFile("/no/such/folder/w.npy", writeNpy(tensor([1]))); // throws DataError: saveFile: /no/such/folder/w.npy: the file was not written
 */
export async function saveFile(path: string | URL, bytes: FileBytes): Promise<void> {
  checkBytes(bytes);
  const fs = fileSystem();
  if (!fs) {
    throw new ArgumentError("saveFile", "this runtime writes no files. Offer a Blob to download.");
  }
  const fail = (what: string, error: unknown) =>
    new DataError("saveFile", String(path), `${what} (${reasonOf(error)}).`, { cause: error });
  const { basename, dirname, join, resolve } = globalThis.process.getBuiltinModule("node:path");
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  const { open, readlink, realpath, rename, stat, unlink } = fs.promises;
  const given = path instanceof URL ? fileURLToPath(path) : path;
  const target = await realpath(given).catch(async () => {
    // A link whose file is not there yet, or no link.
    const link = await readlink(given).catch(() => undefined);
    return link === undefined ? given : resolve(dirname(given), link);
  });
  const folder = dirname(target);
  const short = basename(target).slice(0, nameLength);
  const fresh = join(folder, `.${short}.${crypto.randomUUID()}.tmp`);
  try {
    const old = await stat(target).catch(() => undefined);
    if (old && !old.isFile()) throw new Error("it is no file, but a folder or a device");
    // May it be written? Deno's fs.access wants rights of its own to answer that.
    if (old) await (await open(target, "r+")).close();
    const file = await open(fresh, "wx", old?.mode);
    try {
      // Beyond what the umask let through; some systems have no rights to set.
      if (old) await file.chmod(old.mode & 0o7777).catch(() => undefined);
      await removeStale(fs.promises, folder, `.${short}.`, fresh);
      for await (const chunk of chunksOf(bytes)) {
        for (let at = 0; at < chunk.length; ) {
          at += (await file.write(chunk, at, Math.min(pieceBytes, chunk.length - at))).bytesWritten;
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, target);
  } catch (error) {
    // Also one that was not begun; the loop ends all others.
    if (bytes instanceof ReadableStream) await bytes.cancel().catch(() => undefined);
    await unlink(fresh).catch(() => undefined);
    throw fail("the file was not written, and what was there before is as it was", error);
  }
  try {
    const entries = await open(folder, "r");
    try {
      await entries.sync();
    } finally {
      await entries.close();
    }
  } catch (error) {
    if (folderCodes.has((error as { code?: unknown }).code)) return;
    throw fail("the file was written, but may not outlast a power cut", error);
  }
}

/** Removes what crashes left of copies whose names begin as that of `fresh`; what cannot be seen or removed stays. */
async function removeStale(
  { lstat, readdir, unlink }: typeof import("node:fs/promises"),
  folder: string,
  beginning: string,
  fresh: string,
): Promise<void> {
  // By the clock of the disk, which may be another machine's.
  const written = (path: string) => lstat(path).then(({ mtimeMs }) => mtimeMs);
  const isCopy = (name: string) =>
    name.startsWith(beginning) && uniqueEnd.test(name.slice(beginning.length));
  try {
    const oldest = (await written(fresh)) - staleMilliseconds;
    for (const name of (await readdir(folder)).filter(isCopy)) {
      const path = `${folder}/${name}`;
      if ((await written(path)) < oldest) await unlink(path);
    }
  } catch {}
}

function checkBytes(bytes: FileBytes): void {
  if (bytes instanceof Uint8Array || bytes instanceof ReadableStream) return;
  if (typeof bytes?.[Symbol.asyncIterator] === "function") return;
  throw new ArgumentError(
    "saveFile",
    `the bytes are ${bytes === null ? "null" : typeof bytes}; it writes a Uint8Array, a ReadableStream or an async iterable of them. Pass one.`,
  );
}

async function* chunksOf(bytes: FileBytes): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) return yield bytes;
  for await (const chunk of bytes instanceof ReadableStream ? read(() => bytes) : bytes) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a chunk is no Uint8Array");
    yield chunk;
  }
}
