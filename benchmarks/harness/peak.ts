/** How much memory a row's work takes at most, of gradkit and of PyTorch. */

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { allContestants, type Contestant } from "./contestants.ts";
import { writeInputs } from "./inputs.ts";
import { ContestantProcess } from "./process.ts";
import type { ContestRow, MeasuredRow } from "./row.ts";

/** Iterations after which the peak is read: enough for what is freed late to add up. */
const iterations = 12;

/** The greatest resident memory of a whole process, its start included, that did the row's work some times. */
export function peakMemory(row: ContestRow): MeasuredRow {
  return {
    name: `peak-${row.name}`,
    family: "peak",
    unit: "MiB",
    work: `the whole process's greatest resident memory in ${iterations + 3} times ${row.work}`,
    async measure() {
      const folder = mkdtempSync(join(tmpdir(), "gradkit-peak-"));
      try {
        const [ours, pytorch] = allContestants(folder);
        const peers = canRun(pytorch) ? { pytorch: await peak(row, pytorch, folder) } : {};
        return { ours: await peak(row, ours, folder), peers };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

function canRun({ probe }: Contestant): boolean {
  try {
    probe();
    return true;
  } catch {
    return false;
  }
}

async function peak(row: ContestRow, contestant: Contestant, folder: string): Promise<number> {
  const threads = contestant.threads(availableParallelism()).at(-1) as number;
  const process = new ContestantProcess(contestant.command(row, threads));
  try {
    const { name, family, settings } = row;
    const arrays = await writeInputs(row, folder);
    const result = join(folder, "result");
    await process.prepare({ row: name, family, settings, arrays, result, threads });
    await process.time(iterations);
    return (await process.peak()) / 2 ** 20;
  } finally {
    await process.end();
  }
}
