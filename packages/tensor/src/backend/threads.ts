/** How many threads the engine may use. */

import { ArgumentError } from "../errors.ts";
import { builtin } from "./host.ts";
import { sharesMemory } from "./memory.ts";

/** More threads than a machine has cores up to here only get in each other's way unless asked for. */
const mostByDefault = 8;
const most = 64;

let chosen: number | undefined;
const listeners = new Set<() => void>();

/**
 * The number of threads that large work is cut over, the caller's own among them: at first as many as the machine has
 * cores, at most 8. It is 1 where threads cannot share memory, as on a page that is not cross-origin isolated, and one
 * less for each worker that was lost.
 *
 * @example
 * setThreads(2);
 * threads(); // 2
 */
export function threads(): number {
  if (!sharesMemory()) return 1;
  chosen ??= Math.min(mostByDefault, cores());
  return chosen;
}

function cores(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  const os = builtin<{ availableParallelism(): number }>("node:os");
  return os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}

/**
 * Sets the number of threads, 1 to 64. It changes no bit of any result: work is cut by its shape. Workers start
 * when there is work for them and hold no process open; those that are too many end. Where threads cannot share memory
 * the number stays 1. Throws an ArgumentError for what is no such number.
 *
 * @example
 * // Everything on the caller's own thread:
 * setThreads(1);
 * setThreads(0); // throws ArgumentError: setThreads: 0 threads; it takes a whole number from 1 to 64
 */
export function setThreads(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > most) {
    throw new ArgumentError(
      "setThreads",
      `${n} threads; it takes a whole number from 1 to ${most}. The caller's own thread counts as one.`,
    );
  }
  chosen = n;
  for (const listener of listeners) listener();
}

/** Counts a thread less, that was lost. */
export function loseThread(): void {
  chosen = Math.max(1, threads() - 1);
}

/** Calls `listener` when the number of threads is set. */
export function onSetThreads(listener: () => void): void {
  listeners.add(listener);
}
