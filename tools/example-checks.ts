/** What an example's lines call to check themselves (see toModule in examples.ts). */

import { format } from "node:util";

/** White space counts only as a gap, and not at all inside a bracket's edge. */
function normalize(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/([[({]) /g, "$1")
    .replace(/ ([\])}])/g, "$1")
    .trim();
}

function fail(found: string, expected: string): never {
  throw new Error(`expected ${expected}\n   found ${found}`);
}

/** Throws unless `console.log(...values)` would print `expected`. */
export function expectPrint(expected: string, ...values: readonly unknown[]): void {
  const found = normalize(format(...values));
  if (found !== normalize(expected)) fail(found, normalize(expected));
}

/** True for tensors, modules, errors: objects that say themselves how they read. */
function hasOwnText(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  return !isList && value.toString !== Object.prototype.toString;
}

/** Throws unless `value` reads `expected`: as a string if it has a text of its own, else as printed. */
export function expectValue(expected: string, value: unknown): void {
  expectPrint(expected, hasOwnText(value) ? String(value) : value);
}

function expectMessage(expected: string, error: unknown): void {
  const found = normalize(String(error));
  if (!found.includes(normalize(expected))) fail(found, normalize(expected));
}

/** Throws unless `run` throws an error whose name and message hold `expected`. */
export function expectError(expected: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expectMessage(expected, error);
    return;
  }
  fail("no error", expected);
}

/** The same for an error that is waited for. */
export async function expectRejection(
  expected: string,
  run: () => Promise<unknown>,
): Promise<void> {
  const [outcome] = await Promise.allSettled([run()]);
  if (outcome.status === "fulfilled") fail("no error", expected);
  expectMessage(expected, outcome.reason);
}
