/** The published packages, as their package.json files tell. */

import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Package {
  /** Such as `@gradkit/tensor`. */
  readonly name: string;
  /** Such as `packages/tensor`. */
  readonly folder: string;
  /** The names of what it depends on at run time. */
  readonly dependencies: readonly string[];
  /** Import names and their sources, such as `@gradkit/tensor/testing` and `packages/tensor/src/testing/index.ts`. */
  readonly entries: ReadonlyMap<string, string>;
}

export const root = dirname(import.meta.dirname);

/** True for tests, and for what they share, which stands in a file `testing.ts` beside them. */
export function isTest(path: string): boolean {
  return /(\.test(-d)?|\/testing)\.ts$/.test(path.replaceAll("\\", "/"));
}

function readPackage(file: string): Package {
  const { name, exports, dependencies = {} } = JSON.parse(readFileSync(join(root, file), "utf8"));
  const folder = dirname(file).replaceAll("\\", "/");
  const entries = new Map<string, string>();
  for (const [path, conditions] of Object.entries<Record<string, string>>(exports)) {
    const source = conditions["@gradkit/source"];
    if (source) entries.set(name + path.slice(1), `${folder}/${source.slice(2)}`);
  }
  return { name, folder, dependencies: Object.keys(dependencies), entries };
}

/** Every package under `packages/`, by name. */
export const packages: readonly Package[] = globSync("packages/*/package.json", { cwd: root })
  .sort()
  .map(readPackage);
