/**
 * Measures gradkit and its peers in one run on the same inputs, compares their results, and prints medians
 * and ratios.
 *
 * npm run bench -- [rows] [--threads n] [--json file] [--report] [--rounds n] [--seconds s]
 */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contest, type Rounds } from "./harness/contest.ts";
import { allContestants, type Contestant } from "./harness/contestants.ts";
import { chooseRows, type Result, type Row, resultOf } from "./harness/row.ts";
import { oneThreadEach, summary, table } from "./harness/table.ts";

const help = `npm run bench -- [rows] [options]

rows               names such as gemm-256, or their first part such as mlp; all by default
--threads <n>      the most threads a contestant may use; each is given its best of 1 and n (default: all cores)
--json <file>      also writes the results to a file
--report           also writes them to reports/benchmarks/report.html, as a plot and a table
--rounds <n>       turns that each contestant gets (default 21)
--seconds <s>      about how long a turn lasts (default 0.1)
--list             names the rows and their work`;

/** The rows of all files in rows/. */
async function readRows(): Promise<Row[]> {
  const folder = join(import.meta.dirname, "rows");
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  const modules = await Promise.all(files.sort().map((file) => import(`./rows/${file}`)));
  return modules.flatMap(({ rows }: { rows: readonly Row[] }) => rows);
}

/** A positive number from the command line. */
function positive(name: string, text: string, whole: boolean): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
  throw new Error(`--${name} ${text}: it takes a positive ${whole ? "whole " : ""}number.`);
}

/** Those who can run here, after a line on each. */
function present(contestants: readonly Contestant[]): Contestant[] {
  return contestants.filter(({ name, probe }) => {
    try {
      console.log(`${name}: ${probe()}`);
      return true;
    } catch (error) {
      console.log(`${name}: left out: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  });
}

async function runRow(
  row: Row,
  contestants: readonly Contestant[],
  options: Rounds,
): Promise<Result> {
  if ("measure" in row) {
    const { ours, peers } = await row.measure();
    return resultOf(row, ours, peers);
  }
  const { result, threads, left } = await contest(row, contestants, options);
  for (const line of left) console.log(line);
  for (const [name, count] of Object.entries(threads)) {
    console.log(`${row.name}: ${name} was best with ${count} thread${count === 1 ? "" : "s"}`);
  }
  process.exitCode ||= left.length > 0 ? 1 : 0;
  return result;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      threads: { type: "string", default: String(availableParallelism()) },
      json: { type: "string" },
      report: { type: "boolean", default: false },
      rounds: { type: "string", default: "21" },
      seconds: { type: "string", default: "0.1" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(help);
  const rows = chooseRows(await readRows(), positionals);
  if (values.list) return rows.forEach(({ name, work }) => void console.log(`${name}: ${work}`));
  const folder = mkdtempSync(join(tmpdir(), "gradkit-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
  const options = {
    rounds: positive("rounds", values.rounds, true),
    seconds: positive("seconds", values.seconds, false),
    threads: positive("threads", values.threads, true),
    folder,
  };
  const results: Result[] = [];
  save(results, values.json);
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`;
  console.log(machine);
  const [load] = loadavg() as [number, number, number];
  if (load > 0.5) {
    console.log(`Others keep this machine busy (load ${load.toFixed(1)}): trust no figure.`);
  }
  const contestants = present(allContestants(folder));
  for (const row of rows) {
    console.log(`${row.name}: ${row.work}`);
    results.push(await runRow(row, contestants, options));
    save(results, values.json);
  }
  show(results);
  if (values.report) {
    // Loaded here alone: it takes longer to start than a row needs.
    const { writeReport } = await import("./report/report.ts");
    console.log(`Report: ${writeReport(rows, results, machine)}`);
  }
}

/** Prints the tables: of all with their best number of threads, then with one thread each. */
function show(results: readonly Result[]): void {
  const million = (some: readonly Result[]) => some.filter(({ row }) => row.endsWith("-1M"));
  const single = oneThreadEach(results);
  console.log(table(results));
  for (const line of summary("rows of a million", million(results))) console.log(line);
  if (single.length === 0) return;
  console.log("With one thread each:");
  console.log(table(single));
  for (const line of summary("rows of a million, one thread", million(single))) console.log(line);
}

/** Writes what is known so far, so that a long run that is cut short leaves something. */
function save(results: readonly Result[], file: string | undefined): void {
  if (file) writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
