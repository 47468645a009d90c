/** The graph of recorded ops: the one place where an edge is made. */

import type { Storage } from "./storage.ts";
import type { Tensor } from "./tensor.ts";

/** The gradient of a table of rows `[n, d]`, most of which it leaves alone. */
export interface RowGradient {
  /** The rows that have one, each once: int32 `[k]`. */
  readonly rows: Tensor;
  /** Their gradients, `[k, d]`. */
  readonly values: Tensor;
}

/**
 * The gradient of one input: a tensor, a way to make it if it is wanted, or null for zero; or rows of it, for an input
 * that no recorded op made.
 */
export type InputGradient = Tensor | RowGradient | (() => Tensor | RowGradient) | null;

/**
 * From the gradient of an op's output to those of its inputs, made of public ops. They may be of the
 * output's broadcast shape and promoted dtype: the walk sums and casts them back.
 */
export type Rule = (g: Tensor) => readonly InputGradient[];

/** The edge from an op's output to its inputs. */
export interface Node {
  /** The name of the op that made the output. */
  readonly op: string;
  /** Empty once a backward pass has let go of the graph. */
  inputs: readonly Tensor[];
  /** Null once a backward pass has let go of the graph. */
  rule: Rule | null;
  /** Storages that only the rule knows, such as a mask: freed when the graph is let go. */
  readonly owned: readonly Storage[];
  /** Sum of the inputs' versions when the op ran; versions only grow. Null where the rule asks for no values of theirs. */
  readonly version: number | null;
}

let recording = true;

/** Whether ops are recorded here. */
export function isRecording(): boolean {
  return recording;
}

/** Runs `f` with recording on or off and restores what was; `f` must be synchronous. */
export function withRecording<T>(on: boolean, f: () => T): T {
  const before = recording;
  recording = on;
  try {
    return f();
  } finally {
    recording = before;
  }
}

/** Sum of the versions of tensors' storages. */
export function versionOf(tensors: readonly Tensor[]): number {
  let version = 0;
  for (const tensor of tensors) version += tensor.storage.version;
  return version;
}

/** What is told of each op as it runs; see {@link watchOps}. */
export type OpWatcher = (y: Tensor, inputs: readonly Tensor[]) => void;

let watcher: OpWatcher | null = null;

/**
 * Runs `f` while `watch` is told the result and the inputs of each op, before the op is recorded. Watchers
 * nest; `f` must be synchronous.
 */
export function watchOps<T>(watch: OpWatcher, f: () => T): T {
  const before = watcher;
  watcher = (y, inputs) => {
    before?.(y, inputs);
    watch(y, inputs);
  };
  try {
    return f();
  } finally {
    watcher = before;
  }
}

/** Whether someone is told of each op; who is may hold its result. */
export function isWatched(): boolean {
  return watcher !== null;
}

const path: string[] = [];

/** Runs `f` under a name, such as a layer's, that messages about its ops give; names nest: `layers.0`. */
export function withName<T>(name: string, f: () => T): T {
  path.push(name);
  try {
    return f();
  } finally {
    path.pop();
  }
}

/** The names that {@link withName} gave to what runs here, outermost first, joined by dots. */
export function currentPath(): string {
  return path.join(".");
}

/**
 * Ties `y` to its inputs if any of them needs a gradient and recording is on. What the rule's closure
 * names is what is kept, and what the rule makes but does not give back is freed after it; `owned` lists
 * storages that nobody else knows, which go at once where nothing is recorded. Inputs may change in place before the
 * backward pass where the rule does not read them (`readsInputs`).
 */
export function record(
  y: Tensor,
  inputs: readonly Tensor[],
  makeRule: () => Rule,
  owned: readonly Storage[] = none,
  readsInputs = true,
): Tensor {
  if (watcher !== null) watcher(y, inputs);
  if (!recording || !inputs.some(needsGradient)) {
    for (const storage of owned) storage.free(y.op);
    return y;
  }
  y.node = {
    op: y.op,
    inputs,
    rule: makeRule(),
    owned,
    version: readsInputs ? versionOf(inputs) : null,
  };
  return y;
}

const none: readonly Storage[] = [];

function needsGradient(tensor: Tensor): boolean {
  return tensor.requiresGrad;
}
