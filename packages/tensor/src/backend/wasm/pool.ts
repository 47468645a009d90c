/**
 * How a run is shared among workers and the caller, who works too. The caller never waits for a worker as such,
 * only for a piece that one has claimed: workers that start slowly, or never, cost nothing but their help.
 */

import { ThreadError } from "../../errors.ts";
import { allocate } from "../memory.ts";
import { argumentsAt, controlBytes, mostArguments, mostPieces, spinTime, word } from "./control.ts";
import type { Kernel, Linked, Piece } from "./module.ts";
import { createWorkers } from "./workers.ts";

/** What tests set. */
export interface PoolOptions {
  /** The worker's program. */
  readonly source?: string;
  /** The least time, in ms, after which a piece that a worker has claimed counts as lost; 5000 by default. */
  readonly patience?: number;
}

/** Shares runs; see `Module.run`, with two pieces or more. */
export type Pool = (name: string, pieces: readonly Piece[], inPlace: boolean) => void;

/** A piece is also given this many times what the caller's own longest piece of the run took. */
const patienceInPieces = 20;
/** How long the caller sleeps at a time, in ms; a longer gap, in which the machine slept too, counts as two. */
const slice = 50;

const { pause = () => {} } = Atomics as { pause?: () => void };

/** Takes a block of words; workers start with the first run. */
export function createPool(linked: Linked, options: PoolOptions = {}): Pool {
  const { kernels, memory, workspace } = linked;
  const { patience = 5000 } = options;
  const numbers = new Map([...kernels.keys()].map((name, i) => [name, i]));
  const control = allocate(controlBytes);
  // Of a shared buffer a view stays valid when the memory grows.
  const words = new Int32Array(memory.buffer, control, argumentsAt * 2).fill(0);
  const values = new Float64Array(memory.buffer, control + argumentsAt * 8, mostArguments);
  const workers = createWorkers({ ...linked, ...options, control, wake });
  let run = 0;
  let maySleep = true;

  function wake(): void {
    if (Atomics.load(words, word.sleepers) === 0) return;
    Atomics.add(words, word.wake, 1);
    Atomics.notify(words, word.wake);
  }

  /** Lays pieces out for the workers; the caller keeps the last one for itself. */
  function publish(name: string, pieces: readonly Piece[]): void {
    run = (run % 0x3fffffff) + 1;
    words[word.run] = run;
    words[word.kernel] = numbers.get(name) as number;
    words[word.arity] = (pieces[0] as Piece).length;
    let at = 0;
    for (const piece of pieces) for (const value of piece) values[at++] = value;
    words.fill(-run, word.done, word.done + pieces.length);
    Atomics.store(words, word.left, pieces.length - 1);
    wake();
  }

  /** The number of a piece that nobody else runs, or -1. */
  function claim(): number {
    while (true) {
      const left = Atomics.load(words, word.left);
      if (left === 0) return -1;
      if (Atomics.compareExchange(words, word.left, left, left - 1) === left) return left - 1;
    }
  }

  /** Runs pieces until all are claimed; gives the time that the longest took and the first error. */
  function work(kernel: Kernel, pieces: readonly Piece[]): { longest: number; error: unknown } {
    let longest = 0;
    let error: unknown;
    let before = performance.now();
    for (let i = pieces.length - 1; i >= 0; i = claim()) {
      try {
        kernel(...(pieces[i] as Piece), workspace);
      } catch (trap) {
        error ??= trap;
      }
      words[word.done + i] = run;
      const after = performance.now();
      longest = Math.max(longest, after - before);
      before = after;
    }
    return { longest, error };
  }

  /** Waits until a piece is done or trapped; false where `limit` ms pass before. */
  function settled(piece: number, limit: number): boolean {
    const at = word.done + piece;
    if (Atomics.load(words, at) !== -run) return true;
    const start = performance.now();
    while (performance.now() - start < spinTime) {
      if (Atomics.load(words, at) !== -run) return true;
      pause();
    }
    Atomics.store(words, word.waiting, 1);
    let waited = 0;
    let before = performance.now();
    while (Atomics.load(words, at) === -run && waited < limit) {
      sleep(at);
      const after = performance.now();
      waited += Math.min(after - before, 2 * slice);
      before = after;
    }
    Atomics.store(words, word.waiting, 0);
    return Atomics.load(words, at) !== -run;
  }

  /** Sleeps until a piece is done, for a slice of time at most; a page's main thread may not and comes back at once. */
  function sleep(at: number): void {
    if (maySleep) {
      try {
        Atomics.wait(words, at, -run, slice);
        return;
      } catch {
        maySleep = false;
      }
    }
    pause();
  }

  function share(name: string, kernel: Kernel, pieces: readonly Piece[], inPlace: boolean): void {
    publish(name, pieces);
    const own = work(kernel, pieces);
    let { error } = own;
    let limit = Math.max(patience, patienceInPieces * own.longest);
    pieces.forEach((piece, i) => {
      if (!settled(i, limit)) {
        // All that hold a piece end together, so nobody waits as long again.
        workers.stopBusy();
        limit = 2 * slice;
        settled(i, limit);
      }
      if (words[word.done + i] === run) return;
      // Lost or trapped: here it is made anew, or traps before the caller's eyes.
      try {
        if (inPlace) throw new ThreadError(name);
        kernel(...piece, workspace);
      } catch (trap) {
        error ??= trap;
      }
    });
    if (error !== undefined) throw error;
  }

  return (name, pieces, inPlace) => {
    workers.adjust();
    const kernel = kernels.get(name) as Kernel;
    if (!workers.anyReady()) {
      for (const piece of pieces) kernel(...piece, workspace);
      return;
    }
    const batch = Math.min(mostPieces, Math.floor(mostArguments / (pieces[0] as Piece).length));
    for (let first = 0; first < pieces.length; first += batch) {
      share(name, kernel, pieces.slice(first, first + batch), inPlace);
    }
  };
}
