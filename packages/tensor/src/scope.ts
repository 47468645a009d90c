/** Scopes as users know them: what is made inside is freed at the end but what is returned or kept. */

import { ownedBy, Scope } from "./lifetime.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/**
 * Runs `f` and frees all tensors made inside but what it returns: tensors, also inside arrays, maps and
 * objects, with the graphs they hang on. Scopes nest; `f` may be async. Where the runtime carries scopes along
 * (Node, Deno, Bun), asynchronous tasks that run side by side keep apart, each in a scope of its own; elsewhere
 * they are refused.
 *
 * @example
 * const before = memory().tensors;
 * const y = scope(() => tensor([1, 2]).mul(2).sum());
 * memory().tensors - before; // 1
 */
export function scope<T>(f: () => T): T;
/**
 * Opens a scope that ends with the block it is declared in (`using`) or by `end()`; `clear()` frees what was
 * made so far and goes on.
 *
 * @example
 * {
 *   using s = scope("evaluation");
 *   ones([1000]).sum().item();
 * }
 */
export function scope(name?: string): Scope;
export function scope<T>(f?: (() => T) | string): T | Scope {
  if (typeof f !== "function") return new Scope(f);
  const inside = new Scope();
  let result: T;
  try {
    result = f();
  } catch (error) {
    inside.end();
    throw error;
  }
  if (result instanceof Promise) {
    inside.suspend();
    return result.then(
      (value) => ending(inside, value),
      (error) => {
        inside.end();
        throw error;
      },
    ) as T;
  }
  return ending(inside, result);
}

function ending<T>(inside: Scope, result: T): T {
  for (const tensor of tensorsIn(result)) {
    if (tensor.storage.scope === inside) ownedBy(tensor.storage, inside.parent);
  }
  inside.end();
  return result;
}

/**
 * Takes tensors out of all scopes, also those inside arrays, maps and objects, with the graphs they hang on;
 * the garbage collector frees them. Returns what it was given.
 *
 * @example
 * const total = scope(() => {
 *   const kept = { sum: keep(ones([3]).sum()) };
 *   return kept.sum;
 * });
 * total; // 3
 */
export function keep<T>(value: T): T {
  for (const tensor of tensorsIn(value)) ownedBy(tensor.storage, undefined);
  return value;
}

/** All tensors that a value holds, with those their graphs need; no deeper than objects go. */
function tensorsIn(value: unknown): Set<Tensor> {
  const seen = new Set<unknown>();
  const tensors = new Set<Tensor>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isTensor(next)) {
      tensors.add(next);
      if (next.grad) waiting.push(next.grad);
      if (next.node) waiting.push(...next.node.inputs, ...next.node.owned);
    } else if (next instanceof Map) {
      waiting.push(...next.keys(), ...next.values());
    } else if (next instanceof Set || Array.isArray(next)) {
      waiting.push(...next);
    } else if (!ArrayBuffer.isView(next)) {
      waiting.push(...Object.values(next));
    }
  }
  return tensors;
}
