/** What each runtime computes: the hashes of every engine that promises the same bits, with every number of threads. */

import { matmul, ones, scope, setEngine, setThreads } from "@gradkit/tensor";
import { type Hashes, hashes } from "./hashes.ts";

/** Lets workers start: the first work that is worth them asks for them, and a page starts them between two tasks. */
async function startWorkers(): Promise<void> {
  scope(() => matmul(ones([300, 300]), ones([300, 300])));
  await new Promise((done) => setTimeout(done, 300));
}

/** Hashes by the engine that made them. */
export async function runs(): Promise<Record<string, Hashes>> {
  const all: Record<string, Hashes> = {};
  setEngine("wasm-strict");
  for (const count of [1, 2, 3, 5, 8]) {
    setThreads(count);
    await startWorkers();
    all[`wasm-strict, threads: ${count}`] = await hashes();
  }
  setEngine("reference");
  all.reference = await hashes();
  return all;
}
