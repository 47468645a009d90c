/**
 * The contestants that run in Node: obeys the commands `prepare <task>` and `time <iterations>` on standard
 * input with the work of one contestant's folder.
 *
 * node serve.ts <folder>
 */

import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Contest, Prepare, Task } from "../harness/task.ts";

const folder = process.argv[2];
let contest: Contest | undefined;

async function prepare(task: Task): Promise<object> {
  const { prepare }: { prepare: Prepare } = await import(`./${folder}/${task.family}.ts`);
  contest = await prepare(task);
  writeFileSync(task.result, Float32Array.from(await contest.check()));
  return {};
}

async function time(iterations: number): Promise<object> {
  const start = performance.now();
  await contest?.run(iterations);
  return { milliseconds: performance.now() - start };
}

for await (const line of createInterface({ input: process.stdin })) {
  const space = line.indexOf(" ");
  const [command, argument] = [line.slice(0, space), line.slice(space + 1)];
  try {
    const answer = command === "prepare" ? prepare(JSON.parse(argument)) : time(Number(argument));
    console.log(JSON.stringify(await answer));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}
