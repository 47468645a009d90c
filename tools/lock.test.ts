import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LockedPackages, missing } from "./lock.ts";
import { root } from "./packages.ts";

describe.each(globSync("{,benchmarks/}package-lock.json", { cwd: root }))("%s", (path) => {
  const { packages } = JSON.parse(readFileSync(join(root, path), "utf8"));

  test("names the packages of all platforms (npm run lock mends it)", () => {
    expect(Object.keys(missing(packages))).toEqual([]);
  });

  test("names no registry", () => {
    const places = Object.values<LockedPackages[string]>(packages).map(({ resolved }) => resolved);
    expect(places.filter((place) => place?.includes("://"))).toEqual([]);
  });
});

test("a package of another platform is added with what its name tells", () => {
  const parent = {
    dev: true,
    optionalDependencies: {
      "a-linux-x64-musl": "1.2.3",
      "@b/windows-64": "1.0.0",
      "c-here": "1.0.0",
    },
  };
  expect(missing({ "node_modules/parent": parent, "node_modules/c-here": {} })).toEqual({
    "node_modules/a-linux-x64-musl": {
      ...{ version: "1.2.3", dev: true, optional: true },
      ...{ os: ["linux"], cpu: ["x64"], libc: ["musl"] },
    },
    "node_modules/@b/windows-64": {
      ...{ version: "1.0.0", dev: true, optional: true },
      ...{ os: ["win32"], cpu: ["x64"] },
    },
  });
});

test("a name that tells no platform, and a range, are errors", () => {
  const of = (name: string, version: string) => ({
    p: { optionalDependencies: { [name]: version } },
  });
  expect(() => missing(of("strange", "1.0.0"))).toThrow(/does not name a platform/);
  expect(() => missing(of("a-linux-x64", "^1.0.0"))).toThrow(/no version/);
});
