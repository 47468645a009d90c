/** One row from start to end: the same inputs for all, results compared, times taken in alternation. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Contestant } from "./contestants.ts";
import { onCore, ownCores } from "./cores.ts";
import { writeInputs } from "./inputs.ts";
import { ContestantProcess } from "./process.ts";
import { type ContestRow, median, type Result, resultOf } from "./row.ts";

/** How long and how often is measured. */
export interface Rounds {
  readonly rounds: number;
  /** About how long one contestant's turn lasts. */
  readonly seconds: number;
  /** The most threads that a contestant may use. */
  readonly threads: number;
  /** Where inputs and results go. */
  readonly folder: string;
}

/** A row's figures, with what there is to say of them. */
export interface Outcome {
  readonly result: Result;
  /** The number of threads that was best, for contestants that had a choice. */
  readonly threads: Readonly<Record<string, number>>;
  /** Who was left out, and why. */
  readonly left: readonly string[];
}

/** A contestant with a number of threads, ready for a row. */
interface Entry {
  readonly contestant: Contestant;
  readonly threads: number;
  readonly process: ContestantProcess;
  /** Milliseconds of one iteration, a round each. */
  readonly times: number[];
}

/** Runs a row. The first contestant is ours, with which the others must agree; throws where it fails itself. */
export async function contest(
  row: ContestRow,
  contestants: readonly Contestant[],
  options: Rounds,
): Promise<Outcome> {
  const arrays = await writeInputs(row, options.folder);
  const entries: Entry[] = [];
  const left: string[] = [];
  let expected: Float32Array | undefined;
  try {
    const all = row.scaling ? contestants.slice(0, 1) : contestants;
    for (const contestant of all.filter((each) => each.takesPart(row))) {
      const most = Math.min(options.threads, row.threads ?? Infinity);
      for (const { threads, core } of placesOf(row, contestant.threads(most))) {
        const command = contestant.command(row, threads);
        const process = new ContestantProcess(core === undefined ? command : onCore(core, command));
        const entry = { contestant, threads, process, times: [] };
        entries.push(entry);
        const result = join(options.folder, `${row.name}.${contestant.name}.result`);
        const { name, family, settings } = row;
        try {
          await process.prepare({ row: name, family, settings, arrays, result, threads });
          if (contestant.compared) {
            const values = readResult(result);
            expected ??= values;
            agree(values, expected, row.tolerance);
          }
          await warmUp(entry, options.seconds);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          if (contestant === contestants[0])
            throw new Error(`${name}: ${contestant.name}: ${reason}`);
          left.push(`${name}: ${contestant.name} (threads: ${threads}) left out: ${reason}`);
          await process.end();
          entries.pop();
        }
      }
    }
    await alternate(entries, options);
    return { ...figures(row, entries), left };
  } finally {
    await Promise.all(entries.map(({ process }) => process.end()));
  }
}

/** How often a contestant starts: with each number of threads, and where scaling is the question with one on each core. */
function placesOf(
  row: ContestRow,
  threads: readonly number[],
): { readonly threads: number; readonly core?: number }[] {
  const most = Math.max(...threads);
  const cores = row.scaling && most > 1 ? ownCores().slice(0, most) : [];
  if (cores.length === 0) return threads.map((count) => ({ threads: count }));
  return [...cores.map((core) => ({ threads: 1, core })), { threads: most }];
}

function readResult(path: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(path)).buffer);
}

/** Refuses values that differ by more than `tolerance` of the greatest. */
export function agree(
  values: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (values.length !== expected.length) {
    throw new Error(`it has ${values.length} results where ${expected.length} are expected`);
  }
  let greatest = 0;
  for (let i = 0; i < expected.length; i++) greatest = Math.max(greatest, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++) {
    if (Math.abs(values[i] - expected[i]) <= tolerance * greatest) continue;
    throw new Error(`its result ${i} is ${values[i]} where ${expected[i]} is expected`);
  }
}

/** Runs an entry until its time an iteration is known, and its code compiled. */
async function warmUp(entry: Entry, seconds: number): Promise<void> {
  for (let n = 1; ; n *= 2) {
    const milliseconds = await entry.process.time(n);
    entry.times[0] = milliseconds / n;
    if (milliseconds >= seconds * 1500) return;
  }
}

/** Gives all entries a turn a round, in an order that goes forth and back. */
async function alternate(entries: readonly Entry[], { rounds, seconds }: Rounds): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? entries : [...entries].reverse();
    for (const { process, times } of order) {
      const n = Math.max(1, Math.round((seconds * 1000) / (times.at(-1) as number)));
      times.push((await process.time(n)) / n);
    }
  }
  // The first time is the warm-up's.
  for (const { times } of entries) times.shift();
}

/** Many threads against the mean of single ones, which ran on a core each. */
function scaling(row: ContestRow, entries: readonly Entry[]): Result {
  const figure = (entry: Entry) => row.figure(median(entry.times));
  const many = entries.at(-1) as Entry;
  const single = entries.slice(0, -1).map(figure);
  if (single.length === 0) return resultOf(row, figure(many), {});
  const mean = single.reduce((sum, each) => sum + each, 0) / single.length;
  return resultOf(row, figure(many), { "one thread": mean });
}

/** The medians, of each contestant with its best number of threads, and with one. */
function figures(
  row: ContestRow,
  entries: readonly Entry[],
): { result: Result; threads: Record<string, number> } {
  if (row.scaling) return { result: scaling(row, entries), threads: {} };
  const best = new Map<string, Entry>();
  const threads: Record<string, number> = {};
  for (const entry of entries) {
    const { name } = entry.contestant;
    const known = best.get(name);
    const isBetter = known === undefined || median(entry.times) < median(known.times);
    if (isBetter) best.set(name, entry);
    if (known) threads[name] = isBetter ? entry.threads : known.threads;
  }
  const result = resultFrom(row, [...best.values()]);
  if (Object.keys(threads).length === 0) return { result, threads };
  const { ours, peers, speedup } = resultFrom(
    row,
    entries.filter((entry) => entry.threads === 1),
  );
  return { result: { ...result, oneThread: { ours, peers, speedup } }, threads };
}

/** The figures of one entry a contestant, ours first. */
function resultFrom(row: ContestRow, entries: readonly Entry[]): Result {
  const values = entries.map(
    ({ contestant, times }) => [contestant.name, row.figure(median(times))] as const,
  );
  const [[, ours], ...peers] = values;
  return resultOf(row, ours, Object.fromEntries(peers));
}
