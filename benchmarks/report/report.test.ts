import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { type Result, type Row, resultOf } from "../harness/row.ts";
import { page, reportPath } from "./report.ts";

const row: Row = {
  name: "cnn",
  family: "images",
  unit: "ms",
  work: "a step of <layers>",
  measure: async () => ({ ours: 2, peers: {} }),
};
const alone: Row = { ...row, name: "held" };
const results: Result[] = [resultOf(row, 2, { pytorch: 3, "jax-js": 1 }), resultOf(alone, 7, {})];

test("the page holds a point for each ratio, all figures, and nothing that is fetched", () => {
  const text = page([row, alone], results, "a machine");
  const drawings = text.match(/<svg[\s\S]*?<\/svg>/g) as string[];
  expect(drawings.map((svg) => /viewBox="0 0 (\d+)/.exec(svg)?.[1])).toEqual(["960", "360"]);
  for (const svg of drawings) {
    expect(svg.match(/fill="var\(--color-1\)"/g)).toHaveLength(1);
    expect(svg.match(/fill="var\(--color-2\)"/g)).toHaveLength(1);
    expect(svg).toContain("cnn");
    expect(svg).not.toContain("held");
  }
  expect(text).toContain('<td>3 <small class="ahead">1.50×</small></td>');
  expect(text).toContain('<td>1 <small class="behind">0.50×</small></td>');
  expect(text).toContain("<dt>cnn</dt><dd>a step of &#60;layers&#62;</dd>");
  expect(text).toContain("<td>held</td><td>ms</td><td>7</td><td></td><td></td>");
  expect(text).not.toMatch(/<script|https?:/);
});

test("the README leads to the page", () => {
  const root = join(import.meta.dirname, "..", "..");
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toContain(`](${relative(root, reportPath)})`);
});
