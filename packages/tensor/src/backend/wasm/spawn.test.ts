import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** Has a worker help, as a program of its own. */
const program = `
  import { matmul, ones, scope, setThreads } from "@gradkit/tensor";
  setThreads(3);
  const x = ones([400, 400]);
  const until = performance.now() + 300;
  while (performance.now() < until) scope(() => matmul(x, x));
  console.log("worked");
`;

/** A program that runs the other in a worker thread of its own. */
const inWorker = `
  import { Worker } from "node:worker_threads";
  const options = { execArgv: ["--conditions=@gradkit/source", "--input-type=module"], eval: true };
  new Worker(${JSON.stringify(program)}, options).on("exit", (code) => console.log("ended", code));
`;

const endings: readonly [how: string, program: string, code: number, says: RegExp][] = [
  ["its end", program, 0, /^worked$/],
  ["an error", `${program}; throw new Error("gone");`, 1, /^worked$/],
  ["a rejection", `${program}; Promise.reject(new Error("gone"));`, 1, /^worked$/],
  ["process.exit", `${program}; process.exit(3);`, 3, /^worked$/],
  ["the end of a worker thread that it worked in", inWorker, 0, /^worked\nended 0$/],
];

test.each(endings)("a process with workers ends by itself after %s", (_, text, code, says) => {
  const args = ["--conditions=@gradkit/source", "--input-type=module", "--eval", text];
  const { status, signal, stdout } = spawnSync(process.execPath, args, {
    cwd: import.meta.dirname,
    encoding: "utf8",
    timeout: 20_000,
  });
  expect([status, signal]).toEqual([code, null]);
  expect(stdout.trim()).toMatch(says);
});

test("workers take over none of the program's flags", () => {
  const odd = `data:text/javascript,${encodeURIComponent(
    'import { isMainThread } from "node:worker_threads"; if (!isMainThread) throw new Error("odd");',
  )}`;
  const args = [
    ...["--conditions=@gradkit/source", `--import=${odd}`],
    ...["--input-type=module", "--eval", program],
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: import.meta.dirname,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: `--import=${odd}` },
    timeout: 20_000,
  });
  expect([stdout.trim(), stderr]).toEqual(["worked", ""]);
});
