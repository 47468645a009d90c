import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const pages = globSync(["*.md", "{packages,examples}/*/README.md", "{benchmarks,docs}/*.md"], {
  cwd: root,
});

/** Where the links of a page lead that name a place in the repository, from its root. */
function linked(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const targets = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(
    ([, target]) => target as string,
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(page), target));
}

test("links lead to files of the repository, or to what a program writes into reports/", () => {
  expect(pages).toContain("README.md");
  const broken = pages.flatMap((page) =>
    linked(page)
      .filter((path) => !path.startsWith("reports/") && !existsSync(join(root, path)))
      .map((path) => `${page}: ${path}`),
  );
  expect(broken).toEqual([]);
});

test("a README's install line names every package that its examples import", () => {
  const installing = pages.filter((page) => /^(packages\/.*)?README\.md$/.test(page));
  expect(installing.length).toBeGreaterThan(5);
  for (const page of installing) {
    const text = readFileSync(join(root, page), "utf8");
    const [, line = ""] = /^npm install (.*)$/m.exec(text) ?? [];
    const imported = [...text.matchAll(/ from "(@gradkit\/\w+)/g)].map(
      ([, name]) => name as string,
    );
    const missing = imported.filter((name) => !line.split(" ").includes(name));
    expect(missing, page).toEqual([]);
  }
});
