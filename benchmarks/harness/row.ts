/** What a row is: something to measure, described once for all contestants. */

import type { Settings } from "./task.ts";

/** The units of figures; more is better for GFLOP/s alone. */
export type Unit = "GFLOP/s" | "s" | "ms" | "us" | "bytes" | "tensors" | "MiB";

/** An input array: numbers drawn evenly from `low` to `high`, whole ones for int32 (`high` excluded). */
export interface DrawnArray {
  readonly shape: readonly number[];
  readonly dtype?: "float32" | "int32";
  readonly low: number;
  readonly high: number;
}

/** An input that is a file of bytes, made by `write`. */
export interface WrittenFile {
  write(path: string): void | Promise<void>;
}

interface Named {
  /** Such as `gemm-256`. */
  readonly name: string;
  /** Rows of one family are implemented together, in a file of that name in each contestant's folder. */
  readonly family: string;
  readonly unit: Unit;
  /** The work in words. */
  readonly work: string;
}

/** A row that contestants run in turn, each in its own process. */
export interface ContestRow extends Named {
  readonly settings: Settings;
  readonly arrays: Readonly<Record<string, DrawnArray | WrittenFile>>;
  /** The most threads that a contestant may use, where the row is about so many. */
  readonly threads?: number;
  /** Whether gradkit with these threads is measured against itself with one, and nobody else takes part. */
  readonly scaling?: boolean;
  /** The greatest difference between results, relative to the greatest value. */
  readonly tolerance: number;
  /** The figure that follows from the milliseconds of one iteration. */
  figure(milliseconds: number): number;
}

/** A row that is measured in a way of its own. */
export interface MeasuredRow extends Named {
  measure(): Promise<{ ours: number; peers: Readonly<Record<string, number>> }>;
}

export type Row = ContestRow | MeasuredRow;

/** Our figure beside the peers'. */
export interface Figures {
  readonly ours: number;
  readonly peers: Readonly<Record<string, number>>;
  /** How many times faster (or smaller) than the peer gradkit is. */
  readonly speedup: Readonly<Record<string, number>>;
}

/** The figures of a row, as `--json` writes them: each contestant's with its best number of threads. */
export interface Result extends Figures {
  readonly row: string;
  readonly unit: Unit;
  /** The same with one thread each, where somebody may use more. */
  readonly oneThread?: Figures;
}

/** A result with its ratios. */
export function resultOf(
  { name, unit }: Row,
  ours: number,
  peers: Readonly<Record<string, number>>,
): Result {
  const ratio = (peer: number) => (unit === "GFLOP/s" ? ours / peer : peer / ours);
  const speedup = Object.entries(peers).map(([peer, value]) => [peer, ratio(value)]);
  return { row: name, unit, ours, peers, speedup: Object.fromEntries(speedup) };
}

/** The rows that the words name: a row, a family, or the start of names such as `mlp` of `mlp-128`. */
export function chooseRows(all: readonly Row[], words: readonly string[]): Row[] {
  const named = ({ name, family }: Row, word: string) =>
    name === word || family === word || name.startsWith(`${word}-`);
  for (const word of words) {
    if (all.some((row) => named(row, word))) continue;
    const names = all.map(({ name }) => name).join(", ");
    throw new Error(`No row is called "${word}"; there are ${names}. Name one or its first part.`);
  }
  return all.filter((row) => words.length === 0 || words.some((word) => named(row, word)));
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
