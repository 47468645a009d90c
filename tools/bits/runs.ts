/** What each runtime computes: the hashes of every engine that promises the same bits. */

import { type EngineName, setEngine } from "@gradkit/tensor";
import { type Hashes, hashes } from "./hashes.ts";

const engines: readonly EngineName[] = ["wasm-strict", "reference"];

/** Hashes by the engine that made them. */
export async function runs(): Promise<Record<string, Hashes>> {
  const all: Record<string, Hashes> = {};
  for (const engine of engines) {
    setEngine(engine);
    all[engine] = await hashes();
  }
  return all;
}
