/** Switching the recording of the graph off and on. */

import { ArgumentError, withRecording } from "@gradkit/tensor";

/** What a function gives that must be synchronous: anything but a promise. */
export type Synchronous<T> =
  T extends PromiseLike<unknown> ? "the function must be synchronous" : T;

/**
 * Runs `f` without recording: its results have no graph, which saves time and memory in evaluation. `f` must be
 * synchronous.
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => w.sum()).requiresGrad; // false
 */
export function noGrad<T>(f: () => Synchronous<T>): T {
  return synchronous("noGrad", () => withRecording(false, f as () => T));
}

/**
 * Runs `f` with recording, also inside {@link noGrad}. `f` must be synchronous.
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => enableGrad(() => w.sum())).requiresGrad; // true
 */
export function enableGrad<T>(f: () => Synchronous<T>): T {
  return synchronous("enableGrad", () => withRecording(true, f as () => T));
}

/** The result of `f`; refuses a promise, since what a mode does ends with the call. */
export function synchronous<T>(op: string, f: () => T): T {
  const result = f();
  if (result instanceof Promise) {
    throw new ArgumentError(
      op,
      "the function is async; what it does after its first await runs as if outside. Pass a synchronous one.",
    );
  }
  return result;
}
