import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeIdx } from "@gradkit/data";
import { tensor } from "@gradkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";

const main = join(import.meta.dirname, "main.ts");
let out: string;

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "first-network-"));
});

afterAll(() => rmSync(out, { recursive: true }));

/** Runs the program as `npm start -- ...` does. */
function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = ["--conditions=@gradkit/source", main, ...args];
    execFile(process.execPath, command, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test("200 steps on MNIST: a line every hundred, a result and a report", async () => {
  const { code, stdout, stderr } = await run("--steps", "200", "--seed", "3", "--out", out);
  expect([code, stderr]).toEqual([0, ""]);
  expect(
    stdout.match(/^step (100|200) +loss 0\.\d{4} .*test accuracy \d\d\.\d\d %$/gm),
  ).toHaveLength(2);

  const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
  expect(result.testAccuracy).toBeGreaterThan(0.75);
  expect(result.testLoss).toBeLessThan(0.8);
  expect(result).toMatchObject({ steps: 200, seed: 3, parameters: 41_090 });
  expect(result.threads).toBeGreaterThan(0);
  expect(result.engine).toMatch(/^wasm/);
  expect(result.stepMs).toBeCloseTo((1000 * result.trainSeconds) / 200, 9);
  expect(result.curve.map(({ step }: { step: number }) => step)).toEqual([0, 100, 200]);
  expect(result.curve[2].testAccuracy).toBe(result.testAccuracy);

  const report = readFileSync(join(out, "report.html"), "utf8");
  expect(report.startsWith("<!doctype html>")).toBe(true);
  expect(report.endsWith("</html>\n")).toBe(true);
  expect(/<script|https?:/i.exec(report)).toBeNull();
  expect(report).toContain(`${(100 * result.testAccuracy).toFixed(2)} %`);
}, 30_000);

test("what cannot be is said in one line, without a stack", async () => {
  const image = tensor(new Uint8Array(4), { shape: [1, 2, 2] });
  const label = tensor(new Uint8Array(1));
  for (const part of ["train", "t10k"]) {
    writeFileSync(join(out, `${part}-images-idx3-ubyte`), writeIdx(image));
    writeFileSync(join(out, `${part}-labels-idx1-ubyte`), writeIdx(label));
  }
  const refused = await Promise.all([
    run("--out", join(main, "below-a-file")),
    run("--out", out, "--data", join(out, "nowhere")),
    run("--out", out, "--data", out, "--batch", "2"),
  ]);
  for (const { code, stdout, stderr } of refused) {
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: .+\n$/);
  }
  const [first, second, third] = refused.map(({ stderr }) => stderr);
  expect(first).toContain("below-a-file");
  expect(second).toContain("nowhere");
  expect(third).toContain("there are 1 training images");
}, 30_000);
