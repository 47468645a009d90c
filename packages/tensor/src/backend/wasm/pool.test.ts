import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { inNode } from "../../../../../tools/surroundings.ts";
import { ThreadError } from "../../errors.ts";
import { allocate, release } from "../memory.ts";
import { setThreads, threads } from "../threads.ts";
import { own as ownWords, state } from "./control.ts";
import type { Kernel, Piece } from "./module.ts";
import { link } from "./module.ts";
import type { Pool, PoolOptions } from "./pool.ts";
import { createPool } from "./pool.ts";
import { numbers, put, read } from "./testing.ts";
import { type Start, workerSource } from "./worker.ts";

const linked = link("strict");
const neg = linked.kernels.get("negF32") as Kernel;
const warn = vi.spyOn(console, "warn").mockImplementation(() => {});

/** The workers that Node was asked for, each with the message of its end. */
const spawned: Worker[] = [];
interface Worker {
  terminate(): Promise<number>;
  readonly ended: Promise<number>;
  readonly start: Start;
}
function watchWorkers(): void {
  const workerThreads = process.getBuiltinModule("node:worker_threads");
  class Watched extends workerThreads.Worker {
    readonly ended = new Promise<number>((resolve) => this.on("exit", resolve));
    constructor(...args: ConstructorParameters<typeof workerThreads.Worker>) {
      super(...args);
      spawned.push(this);
    }
    start!: Start;
    override postMessage(message: Start): void {
      this.start = message;
      super.postMessage(message);
    }
  }
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ Worker: Watched } as never);
}

/** A pool whose caller runs kernels of ours, by which the test sees what workers left to it. */
function poolWith(kernels: Record<string, Kernel>, options: PoolOptions = {}): Pool {
  const changed = new Map([...linked.kernels, ...Object.entries(kernels)]);
  return createPool({ ...linked, kernels: changed }, options);
}

/** `count` pieces of one element each of `[0, 1, 2, ...]`, with the address of what they write. */
function manyPieces(count: number): { pieces: Piece[]; y: number } {
  const x = put(
    "float32",
    Array.from({ length: count }, (_, i) => i),
  );
  const y = put("float32", new Array(count).fill(NaN));
  return { pieces: Array.from({ length: count }, (_, i) => [1, x + 4 * i, y + 4 * i]), y };
}

/** What a worker that was started does. */
function stateOf({ own }: Start): number {
  return Atomics.load(new Int32Array(linked.memory.buffer), own / 4 + ownWords.state);
}

/** Where the next worker's workspace would lie. */
function nextWorkspace(): number {
  const block = allocate(linked.workspaceBytes);
  release(block, linked.workspaceBytes);
  return block;
}

const negated = (count: number) => Array.from({ length: count }, (_, i) => -i);
const pause = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** A pool, one of whose workers has helped already, with the pieces of negF32 that the caller ran. */
function helpedPool(kernels: Record<string, Kernel> = {}, options: PoolOptions = {}) {
  const own = { pieces: 0 };
  const counted: Kernel = (...args) => {
    own.pieces++;
    pause(1);
    return neg(...args);
  };
  const pool = poolWith({ negF32: counted, ...kernels }, options);
  for (let i = 0; i < 500; i++) {
    own.pieces = 0;
    const { pieces, y } = manyPieces(20);
    pool("negF32", pieces, false);
    expect(read("float32", 20, y)).toEqual(negated(20));
    if (own.pieces < 20) return { pool, own };
  }
  throw new Error("no worker ever helped");
}

// These see Node's workers; a page's are seen at work in `threads.test.ts`.
describe.runIf(inNode)("in Node", () => {
  beforeEach(() => {
    warn.mockClear();
    spawned.length = 0;
    watchWorkers();
  });

  afterEach(async () => {
    setThreads(1);
    await Promise.all(spawned.map(({ ended }) => ended));
    vi.mocked(process.getBuiltinModule).mockRestore();
  });

  test.each([2, 3, 5, 8])("%i threads share the pieces of a run", (count) => {
    setThreads(count);
    const { pool, own } = helpedPool();
    expect(spawned).toHaveLength(count - 1);
    for (const length of [2, 3, 127, 128, 129, 1000]) {
      own.pieces = 0;
      const { pieces, y } = manyPieces(length);
      pool("negF32", pieces, false);
      expect(read("float32", length, y)).toEqual(negated(length));
    }
    expect(own.pieces).toBeLessThan(1000);
    expect(warn).not.toHaveBeenCalled();
  });

  test("pieces of many arguments are shared in parts that the block has room for", () => {
    setThreads(2);
    const { pool } = helpedPool();
    const { pieces, y } = manyPieces(200);
    const more = new Array(60).fill(0);
    pool(
      "negF32",
      pieces.map((piece) => [...piece, ...more]),
      false,
    );
    expect(read("float32", 200, y)).toEqual(negated(200));
  });

  test("workers sleep and are woken", () => {
    setThreads(2);
    const { pool, own } = helpedPool();
    pause(50);
    own.pieces = 0;
    const { pieces, y } = manyPieces(40);
    pool("negF32", pieces, false);
    expect(read("float32", 40, y)).toEqual(negated(40));
    expect(own.pieces).toBeLessThan(40);
  });

  test("the number of threads shrinks and grows", async () => {
    setThreads(4);
    const { pool } = helpedPool();
    setThreads(2);
    await Promise.all(spawned.slice(1).map(({ ended }) => ended));
    setThreads(3);
    pool("negF32", manyPieces(2).pieces, false);
    expect(spawned).toHaveLength(4);
    setThreads(1);
    expect(await Promise.all(spawned.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    expect(warn).not.toHaveBeenCalled();
  });

  test("workers that have not ended yet are called back", async () => {
    setThreads(8);
    const pool = poolWith({});
    const run = () => pool("negF32", manyPieces(2).pieces, false);
    for (let i = 0; i < 100; i++) {
      setThreads(8);
      run();
      setThreads(1 + (i % 7));
    }
    // They start for longer than all of this takes.
    expect(spawned).toHaveLength(7);
    setThreads(8);
    for (let i = 0; i < 500 && spawned.some(({ start }) => stateOf(start) < state.ready); i++) {
      pause(10);
      run();
    }
    const { pieces, y } = manyPieces(1000);
    pool("negF32", pieces, false);
    expect(read("float32", 1000, y)).toEqual(negated(1000));
    expect(spawned.map(({ start }) => stateOf(start))).not.toContain(state.ended);
    setThreads(1);
    expect(await Promise.all(spawned.map(({ ended }) => ended))).toEqual(new Array(7).fill(0));
    expect(warn).not.toHaveBeenCalled();
  });

  test("a worker's blocks are given back when it has ended, not before", async () => {
    // Ends a while after it was asked to.
    const source = `
      process.getBuiltinModule("node:worker_threads").parentPort.once("message", ({ memory, own }) => {
        const words = new Int32Array(memory.buffer, own);
        Atomics.store(words, ${ownWords.state}, ${state.ready});
        while (!Atomics.load(words, ${ownWords.quit})) Atomics.wait(words, ${ownWords.quit}, 0, 5);
        Atomics.wait(words, 15, 0, 300);
        Atomics.store(words, ${ownWords.state}, ${state.ended});
      });`;
    setThreads(2);
    const pool = poolWith({}, { source });
    const run = () => pool("negF32", manyPieces(2).pieces, false);
    run();
    const { workspace } = spawned[0]!.start;
    while (stateOf(spawned[0]!.start) === state.starting) {
      pause(5);
    }
    setThreads(1);
    run();
    expect(nextWorkspace()).not.toBe(workspace);
    await spawned[0]!.ended;
    run();
    expect(nextWorkspace()).toBe(workspace);
  });

  test("a worker's blocks are given back once", async () => {
    setThreads(2);
    const { pool } = helpedPool();
    setThreads(1);
    await spawned[0]!.ended;
    for (let i = 0; i < 3; i++) pool("negF32", manyPieces(2).pieces, false);
    const blocks = Array.from({ length: 4 }, () => allocate(linked.workspaceBytes));
    expect(new Set(blocks).size).toBe(4);
    for (const block of blocks) release(block, linked.workspaceBytes);
  });

  test("the blocks of a worker that was killed are given back", async () => {
    setThreads(2);
    helpedPool();
    const { workspace } = spawned[0]!.start;
    await spawned[0]!.terminate();
    await spawned[0]!.ended;
    expect(nextWorkspace()).toBe(workspace);
  });

  test("the blocks of a worker that is killed while it leaves are given back", async () => {
    // Never ends by itself.
    const source = `
      process.getBuiltinModule("node:worker_threads").parentPort.once("message", ({ memory, own }) => {
        Atomics.store(new Int32Array(memory.buffer, own), ${ownWords.state}, ${state.ready});
        setInterval(() => {}, 1000);
      });`;
    setThreads(2);
    poolWith({}, { source })("negF32", manyPieces(2).pieces, false);
    setThreads(1);
    const { workspace } = spawned[0]!.start;
    expect(nextWorkspace()).not.toBe(workspace);
    await spawned[0]!.terminate();
    await spawned[0]!.ended;
    expect(nextWorkspace()).toBe(workspace);
    expect(warn).not.toHaveBeenCalled();
  });

  /** A kernel that takes seconds: 1 by 1 over 2^31 - 1 steps of k, all of which read one element. */
  function longPieces(count = 2, k = 2 ** 31 - 1): { pieces: Piece[]; y: number } {
    const x = put("float64", [0]);
    const y = put("float64", new Array(count).fill(NaN));
    const piece = (to: number) => [1, 1, k, x, 1, 0, x, 0, 1, 0, to, 1];
    return { pieces: Array.from({ length: count }, (_, i) => piece(y + 8 * i)), y };
  }

  /** A pool whose worker is stopped in the middle of such a piece; the caller makes it a short one. */
  function stoppedPool(count = 2, kill = true) {
    const own: (number | undefined)[] = [];
    const took = { longest: 0 };
    const short: Kernel = (...args) => {
      own.push(args[10]);
      const start = performance.now();
      pause(100);
      took.longest = Math.max(took.longest, performance.now() - start);
      if (kill && own.length === 1) void spawned.at(-1)?.terminate();
      return linked.kernels.get("matmulF64")?.(...args.with(2, 1)) as number;
    };
    setThreads(count);
    const { pool } = helpedPool({ matmulF64: short }, { patience: 200 });
    return { pool, own, took };
  }

  test("a worker that has nothing to do outlives one that is lost", () => {
    const { pool } = stoppedPool(3, false);
    const { pieces, y } = longPieces();
    pool("matmulF64", pieces, false);
    expect(read("float64", 2, y)).toEqual([0, 0]);
    expect(threads()).toBe(2);
    expect(warn).toHaveBeenCalledOnce();
  });

  test.each(["runs", "jumps"])(
    "a worker that takes its time is waited for on a clock that %s",
    (clock) => {
      const quick: Kernel = (...args) => {
        quickly.push(args[10]);
        pause(50);
        return linked.kernels.get("matmulF64")?.(...args.with(2, 1)) as number;
      };
      const quickly: (number | undefined)[] = [];
      setThreads(2);
      const { pool } = helpedPool({ matmulF64: quick });
      const { pieces, y } = longPieces(2, 2 ** 26);
      const now = performance.now.bind(performance);
      let jumps = 0;
      // As where the machine slept, or stood in a debugger, again and again.
      const sleepy = vi.spyOn(performance, "now");
      if (clock === "jumps") sleepy.mockImplementation(() => now() + 10_000 * jumps++);
      pool("matmulF64", pieces, false);
      sleepy.mockRestore();
      expect(read("float64", 2, y)).toEqual([0, 0]);
      expect(quickly).toEqual([y + 8]);
      expect(warn).not.toHaveBeenCalled();
      expect(threads()).toBe(2);
    },
  );

  test.each([
    ["runs", 700],
    ["jumps", 1500],
  ])(
    "a worker has as long as twenty of the caller's own pieces on a clock that %s",
    (clock, takes) => {
      const slow: Kernel = (...args) => {
        slowly.push(args[2]);
        pause(100);
        return neg(...args);
      };
      const slowly: (number | undefined)[] = [];
      const begin = "let result = run;";
      const waits = `Atomics.wait(words, stateWord + 2, 0, ${takes});`;
      const source = workerSource.replace(begin, `${begin} ${waits}`);
      setThreads(2);
      const pool = poolWith({ negF32: slow }, { source, patience: 200 });
      do {
        pool("negF32", manyPieces(1).pieces, false);
      } while (stateOf(spawned[0]!.start) !== state.ready);
      slowly.length = 0;
      const now = performance.now.bind(performance);
      let jumps = 0;
      // A second each time: twenty of them pass within twenty looks at the piece, which are a second in truth.
      const sleepy = vi.spyOn(performance, "now");
      if (clock === "jumps") sleepy.mockImplementation(() => now() + 1000 * jumps++);
      const { pieces, y } = manyPieces(2);
      pool("negF32", pieces, false);
      sleepy.mockRestore();
      expect(read("float32", 2, y)).toEqual(negated(2));
      expect(slowly).toEqual([y + 4]);
      expect(warn).not.toHaveBeenCalled();
    },
  );

  test("a piece whose worker is killed is made again by the caller", async () => {
    const { pool, own } = stoppedPool();
    const { pieces, y } = longPieces();
    const start = performance.now();
    pool("matmulF64", pieces, false);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(own).toEqual([y + 8, y]);
    expect(read("float64", 2, y)).toEqual([0, 0]);
    expect(threads()).toBe(1);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/did not finish a piece of work and was stopped; the engine goes on/),
    );
    const { workspace } = spawned[0]!.start;
    expect(nextWorkspace()).not.toBe(workspace);
    await spawned[0]!.ended;
    expect(nextWorkspace()).toBe(workspace);
  });

  test("workers that are lost together are waited for once", () => {
    const { pool, took } = stoppedPool(3);
    const { pieces, y } = longPieces(3);
    const start = performance.now();
    pool("matmulF64", pieces, false);
    // 20 times the caller's own 0.1 s, and 0.1 s for each piece to end and to be made again; twice would be 40 times.
    expect(performance.now() - start).toBeLessThan(30 * took.longest + 500);
    expect(read("float64", 3, y)).toEqual([0, 0, 0]);
    expect(threads()).toBe(1);
  });

  test("a change in place whose worker is killed is an error, and the engine goes on", async () => {
    const { pool } = stoppedPool();
    const { pieces } = longPieces();
    expect(() => pool("matmulF64", pieces, true)).toThrow(ThreadError);
    setThreads(2);
    const { pieces: others, y } = manyPieces(50);
    pool("negF32", others, false);
    expect(read("float32", 50, y)).toEqual(negated(50));
  });

  test("a trap on a worker is an error of the caller's", () => {
    setThreads(2);
    const { pool } = helpedPool();
    const y = put("float32", numbers(1, 1));
    const beyond = linked.memory.buffer.byteLength;
    const pieces = [
      [1, beyond, y],
      [1, y, y],
    ];
    for (let i = 0; i < 20; i++) {
      expect(() => pool("negF32", pieces, false)).toThrow(WebAssembly.RuntimeError);
    }
    const { pieces: others, y: to } = manyPieces(50);
    pool("negF32", others, false);
    expect(read("float32", 50, to)).toEqual(negated(50));
    expect(threads()).toBe(2);
  });

  test("workers that fail at their start are reported once, and the caller does the work", async () => {
    setThreads(4);
    const pool = poolWith({}, { source: 'throw new Error("not here")' });
    const { pieces, y } = manyPieces(50);
    pool("negF32", pieces, false);
    expect(read("float32", 50, y)).toEqual(negated(50));
    await Promise.all(spawned.map(({ ended }) => ended));
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^gradkit: a worker thread could not start \(not here\)/),
    );
    expect(threads()).toBe(1);
  });

  test("where no worker can be made, the caller does the work", () => {
    vi.mocked(process.getBuiltinModule).mockReturnValue(undefined as never);
    vi.stubGlobal("Worker", undefined);
    setThreads(3);
    const { pieces, y } = manyPieces(50);
    const pool = createPool(linked);
    const workspace = nextWorkspace();
    pool("negF32", pieces, false);
    expect(nextWorkspace()).toBe(workspace);
    expect(read("float32", 50, y)).toEqual(negated(50));
    expect(threads()).toBe(1);
    expect(warn).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });

  test("where a worker has no memory, the caller does the work", () => {
    setThreads(3);
    const { pieces, y } = manyPieces(50);
    createPool({ ...linked, workspaceBytes: 2 ** 33 })("negF32", pieces, false);
    expect(read("float32", 50, y)).toEqual(negated(50));
    expect(threads()).toBe(1);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/could not start \(out of memory/),
    );
  });

  test("a worker that ends while it has nothing to do is reported, and nothing waits for it", async () => {
    setThreads(2);
    const { pool } = helpedPool();
    await spawned[0]?.terminate();
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/ended \(it ended with code/),
    );
    expect(threads()).toBe(1);
    const { pieces, y } = manyPieces(50);
    pool("negF32", pieces, false);
    expect(read("float32", 50, y)).toEqual(negated(50));
  });
});
