import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const workflows = globSync(".github/workflows/*.yml", { cwd: root });

/** The text of each job, by name. */
function jobs(workflow: string): [name: string, text: string][] {
  const [, text = ""] = workflow.split(/^jobs:\n/m);
  const [, ...parts] = text.split(/^ {2}(\w+):\n/m);
  return parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1] as string]] : []));
}

describe.each(workflows)("%s", (file) => {
  const text = readFileSync(join(root, file), "utf8");

  test("takes each action by its commit, and says which version that is", () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(used).not.toEqual([]);
    for (const action of used) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("gives no rights but those that a job names", () => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m);
  });

  test("runs .ci/run as root of the Debian that the outside tests take their data from", () => {
    const whole = jobs(text).filter(([, job]) => job.includes("run: .ci/run"));
    expect(whole).not.toEqual([]);
    for (const [, job] of whole) expect(job).toMatch(/^ {4}container: debian:12$/m);
  });
});
