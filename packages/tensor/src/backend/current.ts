/** Which engine runs the kernels. */

import { ArgumentError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { reference } from "./reference/index.ts";
import { createWasm } from "./wasm/index.ts";

/**
 * The engines: `wasm` is the fast build where the runtime has relaxed SIMD, and the strict one elsewhere;
 * `wasm-strict` gives the same bits on every machine, and so does `reference`, in plain TypeScript.
 */
export type EngineName = "wasm" | "wasm-strict" | "reference";

let current: Backend | undefined;
const made = new Map<EngineName, Backend>();

/** The engine in use; wasm at first. */
export function backend(): Backend {
  current ??= engineOf("wasm");
  return current;
}

function engineOf(name: EngineName): Backend {
  const known = made.get(name);
  if (known) return known;
  const engine = makeEngine(name);
  made.set(name, engine);
  return engine;
}

function makeEngine(name: EngineName): Backend {
  if (name === "reference") return reference;
  if (name !== "wasm" && name !== "wasm-strict") {
    throw new ArgumentError(
      "setEngine",
      `"${name}" is no engine; the engines are "wasm", "wasm-strict" and "reference". Name one of them.`,
    );
  }
  return createWasm(name === "wasm" ? "fast" : "strict");
}

/**
 * Chooses the engine for what is computed from now on. All engines work on the same memory, so tensors
 * made before stay valid.
 *
 * @example
 * setEngine("reference");
 * engine(); // reference
 * setEngine("wasm");
 */
export function setEngine(name: EngineName): void {
  current = engineOf(name);
}

/**
 * The engine in use: `wasm`, `wasm-strict` or `reference`; `wasm-strict` also where `wasm` was asked for
 * and the runtime has no relaxed SIMD.
 */
export function engine(): EngineName {
  return backend().name;
}
