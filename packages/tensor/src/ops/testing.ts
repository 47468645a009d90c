/** Rows of special values for the tests of ops. */

import type { EngineName } from "../index.ts";

/** Every engine. */
export const engines: readonly EngineName[] = ["reference", "wasm-strict", "wasm"];

const words: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  nan: Number.NaN,
  pi: Math.PI,
  true: 1,
  false: 0,
};

function numberOf(word: string): number {
  if (word.startsWith("-")) return -numberOf(word.slice(1));
  const [, times = "1", name = "", part = "1"] = /^(\d*)(pi|inf|nan)(?:\/(\d+))?$/.exec(word) ?? [];
  const value =
    name === "" ? (words[word] ?? Number(word)) : (Number(times || 1) * words[name]) / Number(part);
  if (Number.isNaN(value) && name !== "nan") throw new Error(`${word} is no number`);
  return value;
}

/** The numbers of a text such as `1 -0 inf -3pi/4`. */
export function numbers(text: string): number[] {
  return text.split(" ").filter(Boolean).map(numberOf);
}

/** Each value `times` times over, so that each comes to stand in the lanes and in the rest of a vector loop. */
export function again(values: readonly number[], times = 5): number[] {
  return Array.from({ length: times }, () => values).flat();
}
