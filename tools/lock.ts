/**
 * Completes package-lock.json with the optional packages of other platforms. npm leaves out those that
 * the registry in use does not serve, and `npm ci` then refuses the file, here and elsewhere.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "./packages.ts";

/** What the lock file says of one package. */
interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly resolved?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const systems =
  /\b(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|windows)\b/;
const processors = /\b(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64|64)\b/;
const libraries = /-(gnu|musl)(eabihf)?$/;

/** The platform that a package's name tells, such as `@rollup/rollup-linux-x64-gnu`. */
function platform(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const [, system] = systems.exec(name) ?? [];
  const [, processor] = processors.exec(name) ?? [];
  const [, library] = libraries.exec(name) ?? [];
  if (!system || !processor) throw new Error(`${name} does not name a platform; add it by hand.`);
  return {
    os: [system === "windows" ? "win32" : system],
    cpu: [processor === "64" ? "x64" : processor],
    ...(system === "linux" && library ? { libc: [library === "gnu" ? "glibc" : "musl"] } : {}),
  };
}

/** The packages of a lock file by place, such as `node_modules/rollup`. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** The packages that others name as optional and the lock file lacks, by place. */
export function missing(packages: LockedPackages): Record<string, LockedPackage> {
  const added: Record<string, LockedPackage> = {};
  for (const { dev, optionalDependencies = {} } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const isLocked = Object.keys(packages).some((place) =>
        place.endsWith(`node_modules/${name}`),
      );
      if (isLocked) continue;
      if (!/^\d/.test(version))
        throw new Error(`${name}@${version} is no version; add it by hand.`);
      const flags = dev ? { dev: true, optional: true } : { optional: true };
      added[`node_modules/${name}`] = { version, ...flags, ...platform(name) };
    }
  }
  return added;
}

function complete(path: string): void {
  const lock = JSON.parse(readFileSync(path, "utf8"));
  const added = missing(lock.packages);
  const entries = Object.entries({ ...lock.packages, ...added });
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
  console.log(`${Object.keys(added).length} packages of other platforms added to ${path}`);
}

if (process.argv[1] === import.meta.filename) {
  complete(join(resolve(root, process.argv[2] ?? "."), "package-lock.json"));
}
