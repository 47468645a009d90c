/** Files written so that a crash leaves the old one or the new one, never a part. */

import { ArgumentError } from "@gradkit/tensor";
import { DataError, reasonOf } from "./errors.ts";
import { fileSystem } from "./source.ts";

/** Folders that a system does not open or flush, as Windows, answer with these. */
const folderCodes: ReadonlySet<unknown> = new Set(["EPERM", "EISDIR", "EACCES", "EINVAL", "EBADF"]);

/**
 * Writes a file whole, in Node, Deno and Bun: into a new file `.<name>.<random>.tmp` of the same folder, flushed to the
 * disk, which then takes the name, and the folder is flushed too. When anything fails, or the machine stops, the
 * old file is what it was. A failure removes the new file; what a crash left of one may be deleted. The rights of
 * the old file are kept, and a link is followed. Throws a {@link DataError} with the system's reason, and an
 * ArgumentError where the runtime writes no files.
 *
 * @example
 * await saveFile("/no/such/folder/w.npy", writeNpy(tensor([1]))); // throws DataError: saveFile: /no/such/folder/w.npy: the file was not written
 */
export async function saveFile(path: string | URL, bytes: Uint8Array): Promise<void> {
  const fs = fileSystem();
  if (!fs) {
    throw new ArgumentError("saveFile", "this runtime writes no files. Offer a Blob to download.");
  }
  const fail = (what: string, error: unknown) =>
    new DataError("saveFile", String(path), `${what} (${reasonOf(error)}).`, { cause: error });
  const { basename, dirname, join } = globalThis.process.getBuiltinModule("node:path");
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  const given = path instanceof URL ? fileURLToPath(path) : path;
  const target = await fs.promises.realpath(given).catch(() => given);
  const old = await fs.promises.stat(target).catch(() => undefined);
  const folder = dirname(target);
  const fresh = join(folder, `.${basename(target)}.${crypto.randomUUID()}.tmp`);
  try {
    const file = await fs.promises.open(fresh, "wx", old?.mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.promises.rename(fresh, target);
  } catch (error) {
    await fs.promises.unlink(fresh).catch(() => undefined);
    throw fail("the file was not written, and what was there before is as it was", error);
  }
  try {
    const entries = await fs.promises.open(folder, "r");
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
