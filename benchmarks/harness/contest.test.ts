import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { agree, contest } from "./contest.ts";
import type { Contestant } from "./contestants.ts";
import { coresIn, ownCores } from "./cores.ts";
import type { ContestRow } from "./row.ts";

const folder = mkdtempSync(join(tmpdir(), "gradkit-contest-"));
afterAll(() => rmSync(folder, { recursive: true }));

const row: ContestRow = {
  name: "double-3",
  family: "double",
  unit: "ms",
  work: "",
  settings: {},
  arrays: { x: { shape: [3], low: 1, high: 2 } },
  tolerance: 1e-6,
  figure: (milliseconds) => milliseconds,
};

/** A contestant that multiplies by `factor` and says that an iteration took `milliseconds` over its threads. */
function contestant(name: string, factor: number, milliseconds: number, threads = [1]): Contestant {
  const program = `
    const { readFileSync, writeFileSync } = require("node:fs");
    console.log("a line of its own");
    let threads = 1;
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const [command] = line.split(" ", 1);
      const rest = line.slice(command.length + 1);
      if (command === "time") {
        console.log(JSON.stringify({ milliseconds: (rest * ${milliseconds}) / threads }));
        return;
      }
      const task = JSON.parse(rest);
      threads = task.threads;
      const x = new Float32Array(new Uint8Array(readFileSync(task.arrays.x.path)).buffer);
      writeFileSync(task.result, x.map((value) => value * ${factor}));
      console.log("{}");
    });`;
  return {
    name,
    compared: true,
    threads: () => threads,
    takesPart: () => true,
    probe: () => name,
    command: () => ({ file: process.execPath, args: ["-e", program], env: process.env }),
  };
}

const options = { rounds: 3, seconds: 0.01, threads: 2, folder };

test("medians and ratios, with each contestant's best number of threads", async () => {
  const contestants = [contestant("ours", 2, 4), contestant("peer", 2, 12, [1, 2])];
  const { result, threads, left } = await contest(row, contestants, options);
  expect(result).toEqual({
    row: "double-3",
    unit: "ms",
    ours: 4,
    peers: { peer: 6 },
    speedup: { peer: 1.5 },
    oneThread: { ours: 4, peers: { peer: 12 }, speedup: { peer: 3 } },
  });
  expect(threads).toEqual({ peer: 2 });
  expect(left).toEqual([]);
});

test("a row may allow fewer threads", async () => {
  const most: number[] = [];
  const peer: Contestant = {
    ...contestant("peer", 2, 12),
    threads: (count) => {
      most.push(count);
      return [count];
    },
  };
  const { result } = await contest(
    { ...row, threads: 1 },
    [contestant("ours", 2, 4), peer],
    options,
  );
  expect(most).toEqual([1]);
  expect(result.peers).toEqual({ peer: 12 });
});

test("a row of scaling sets our threads against one of ours", async () => {
  const contestants = [contestant("ours", 2, 12, [1, 2]), contestant("peer", 2, 1)];
  const { result } = await contest({ ...row, scaling: true }, contestants, options);
  expect(result).toMatchObject({
    ours: 6,
    peers: { "one thread": 12 },
    speedup: { "one thread": 2 },
  });
  const single = [contestant("ours", 2, 12)];
  const alone = await contest({ ...row, scaling: true }, single, { ...options, threads: 1 });
  expect(alone.result).toMatchObject({ ours: 12, peers: {}, speedup: {} });
});

test.skipIf(ownCores().length < 2)(
  "single threads run on a core each, and their mean counts",
  async () => {
    const [slow] = ownCores();
    const slowFirst: Contestant = {
      ...contestant("ours", 2, 12, [1, 2]),
      command: () => {
        const { file, args, env } = contestant("ours", 2, 12).command(row, 1);
        const wait = `const status = require("node:fs").readFileSync("/proc/self/status", "utf8");
        const core = /Cpus_allowed_list:\\s*(.*)/.exec(status)[1];
        globalThis.factor = core === "${slow}" ? 3 : 1;`;
        const program = (args[1] as string).replace("rest *", "globalThis.factor * rest *");
        return { file, args: ["-e", wait + program], env };
      },
    };
    const { result } = await contest({ ...row, scaling: true }, [slowFirst], options);
    expect(result).toMatchObject({ ours: 6, peers: { "one thread": 24 } });
  },
);

test("a list of cores", () => {
  expect(coresIn(" 0-2,5\n")).toEqual([0, 1, 2, 5]);
  expect(coresIn("3")).toEqual([3]);
});

test("a peer with another result is left out, and named", async () => {
  const contestants = [contestant("ours", 2, 4), contestant("wrong", 2.1, 1)];
  const { result, left } = await contest(row, contestants, options);
  expect(result.peers).toEqual({});
  expect(left).toHaveLength(1);
  expect(left[0]).toMatch(
    /^double-3: wrong \(threads: 1\) left out: its result 0 is .* is expected$/,
  );
});

test("a peer that does not start is left out with what it complained of", async () => {
  const broken: Contestant = {
    ...contestant("broken", 2, 1),
    command: () => ({
      file: process.execPath,
      args: ["-e", 'throw new Error("no such module")'],
      env: process.env,
    }),
  };
  const { left } = await contest(row, [contestant("ours", 2, 4), broken], options);
  expect(left[0]).toContain("no such module");
});

test("our own failure ends the row", async () => {
  const absent: Contestant = {
    ...contestant("ours", 2, 1),
    command: () => ({ file: join(folder, "absent"), args: [], env: process.env }),
  };
  await expect(contest(row, [absent], options)).rejects.toThrow(/^double-3: ours: .*ENOENT/);
});

test("results agree within the tolerance of the greatest, and never where one is not a number", () => {
  expect(() => agree([1000.5, 0.4], [1000, 0], 1e-3)).not.toThrow();
  expect(() => agree([1002, 0], [1000, 0], 1e-3)).toThrow("result 0 is 1002");
  expect(() => agree([Number.NaN], [1], 1e-3)).toThrow("result 0 is NaN");
  expect(() => agree([1], [Number.NaN], 1e-3)).toThrow();
  expect(() => agree([1, 2], [1], 1e-3)).toThrow("2 results where 1 are expected");
});
