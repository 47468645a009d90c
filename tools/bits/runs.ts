/** What each runtime computes: the hashes of each engine, with several numbers of threads. */

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
  for (const count of [1, 2, 3, 5, 8]) {
    setThreads(count);
    for (const engine of ["wasm-strict", "wasm"] as const) {
      setEngine(engine);
      await startWorkers();
      all[`${engine}, threads: ${count}`] = await hashes();
    }
  }
  setEngine("reference");
  all.reference = await hashes();
  return all;
}
