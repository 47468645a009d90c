/** The reverse walk over a graph. It knows no op but add, sumTo and cast. */

import type { InputGradient, Node, RowGradient, Rule, Tensor } from "@gradkit/tensor";
import {
  add,
  addRowGradients,
  cast,
  describe,
  GradientError,
  isWatched,
  sumTo,
  versionOf,
  withRecording,
} from "@gradkit/tensor";
import { hooked, isHooked } from "./hooks.ts";
import { createLedger, noLedger } from "./ledger.ts";

/** A part of a graph: what gradients pass, and how many ops in it read each tensor. */
export interface Subgraph {
  /** For each tensor that a gradient passes, the number of reads whose gradients are still to come. */
  readonly reads: Map<Tensor, number>;
  /** The tensors where gradients end: without an edge, or where the walk was told to stop. */
  readonly leaves: Tensor[];
}

/**
 * Collects what lies between `outputs` and their leaves, iteratively. With `targets`, gradients end there and
 * pass only what leads to them; `leaves` still tells all that the outputs hang on.
 */
export function collect(outputs: readonly Tensor[], targets?: ReadonlySet<Tensor>): Subgraph {
  const reads = new Map<Tensor, number>();
  const leaves: Tensor[] = [];
  const waiting: Tensor[] = [];
  const meet = (tensor: Tensor, count: number): void => {
    const before = reads.get(tensor);
    reads.set(tensor, (before ?? 0) + count);
    if (before === undefined) waiting.push(tensor);
  };
  for (const output of outputs) if (output.requiresGrad) meet(output, 0);
  for (let tensor = waiting.pop(); tensor; tensor = waiting.pop()) {
    if (tensor.node === null || targets?.has(tensor)) {
      leaves.push(tensor);
      continue;
    }
    for (const input of tensor.node.inputs) if (input.requiresGrad) meet(input, 1);
  }
  return { reads: targets ? leadingTo(targets, reads) : reads, leaves };
}

/** The reads among the tensors of a graph that hang on one of `targets`. */
function leadingTo(
  targets: ReadonlySet<Tensor>,
  all: ReadonlyMap<Tensor, number>,
): Map<Tensor, number> {
  const readers = new Map<Tensor, Tensor[]>();
  for (const tensor of all.keys()) {
    if (tensor.node === null || targets.has(tensor)) continue;
    for (const input of tensor.node.inputs) {
      const known = readers.get(input);
      if (known) known.push(tensor);
      else readers.set(input, [tensor]);
    }
  }
  const reads = new Map<Tensor, number>();
  const waiting = [...targets].filter((target) => all.has(target));
  for (const target of waiting) reads.set(target, 0);
  for (let tensor = waiting.pop(); tensor; tensor = waiting.pop()) {
    const by = readers.get(tensor) ?? [];
    reads.set(tensor, by.length);
    for (const reader of by) {
      if (reads.has(reader)) continue;
      reads.set(reader, 0);
      waiting.push(reader);
    }
  }
  return reads;
}

/**
 * What is told that the op which made `y` turned its gradient `g` into `sum`, so far, for one of its inputs, or, with
 * null for the input, that hooks turned it into `sum`.
 */
export type GradientWatcher = (y: Tensor, g: Tensor, input: number | null, sum: Tensor) => void;

let watcher: GradientWatcher | null = null;
let walks = 0;

/** Runs `f` while `watch` is told of each gradient; `f` must be synchronous. */
export function watchGradients<T>(watch: GradientWatcher, f: () => T): T {
  const before = watcher;
  watcher = watch;
  try {
    return f();
  } finally {
    watcher = before;
  }
}

/** Whether a walk goes on here. */
export function isWalking(): boolean {
  return walks > 0;
}

/** How {@link walk} treats the graph. */
export interface WalkOptions {
  /** Records the backward pass, so that it can be differentiated again; keeps the graph. */
  readonly createGraph: boolean;
  /** Keeps the graph, so that it can be walked again. */
  readonly retainGraph: boolean;
  /** Takes the gradients of leaves that are rows; where it is missing they are refused. */
  readonly rows?: Map<Tensor, RowGradient> | undefined;
}

/**
 * Carries gradients from outputs to leaves, each op once, when all that read its output are done. Returns
 * the gradients of the leaves that any reached.
 */
export function walk(
  graph: Subgraph,
  outputs: readonly Tensor[],
  seeds: readonly Tensor[],
  options: WalkOptions,
): Map<Tensor, Tensor> {
  walks++;
  try {
    return withRecording(options.createGraph, () => carry(graph, outputs, seeds, options));
  } finally {
    walks--;
  }
}

function carry(
  { reads, leaves }: Subgraph,
  outputs: readonly Tensor[],
  seeds: readonly Tensor[],
  { createGraph, retainGraph, rows }: WalkOptions,
): Map<Tensor, Tensor> {
  const gradients = new Map<Tensor, Tensor>();
  const ledger = createGraph || retainGraph || isWatched() ? noLedger : createLedger();
  const collectInto = (tensor: Tensor, g: Tensor): void => {
    const before = gradients.get(tensor);
    const sum = before ? add(before, g) : g;
    gradients.set(tensor, sum);
    ledger.hold(sum);
    if (before) ledger.drop(before);
  };
  const collectRows = (leaf: Tensor, g: RowGradient): void => {
    if (rows === undefined || isHooked(leaf)) refuseRows(leaf);
    const before = rows.get(leaf);
    const sum = before ? addRowGradients(before, g) : g;
    rows.set(leaf, sum);
    for (const held of [sum.rows, sum.values]) ledger.hold(held);
    if (before) for (const past of [before.rows, before.values]) ledger.drop(past);
  };
  const ends = new Set(leaves);
  const ready = [...new Set(outputs)].filter((output) => reads.get(output) === 0);
  outputs.forEach((output, i) => {
    if (reads.has(output)) collectInto(output, fitted(seeds[i], output));
  });
  for (let tensor = ready.pop(); tensor; tensor = ready.pop()) {
    const arrived = gradients.get(tensor);
    const g = arrived && hooked(tensor, arrived);
    if (watcher && g && g !== arrived) watcher(tensor, arrived, null, g);
    if (ends.has(tensor)) {
      if (g) gradients.set(tensor, g);
      continue;
    }
    const node = tensor.node!;
    const rule = ruleOf(node);
    ledger.within(() => {
      const parts = g && rule(g);
      node.inputs.forEach((input, i) => {
        const left = reads.get(input);
        if (left === undefined) return;
        const part = made(parts?.[i]);
        if (part && "rows" in part) {
          collectRows(input, part);
        } else if (part) {
          collectInto(input, fitted(part, input));
          if (watcher) watcher(tensor, g!, i, gradients.get(input)!);
        }
        reads.set(input, left - 1);
        if (left === 1) ready.push(input);
      });
    });
    gradients.delete(tensor);
    if (arrived) ledger.drop(arrived);
    if (!createGraph && !retainGraph) letGo(node);
  }
  return gradients;
}

/** The rule of a node whose graph is still there and whose inputs are what they were. */
function ruleOf(node: Node): Rule {
  if (node.rule === null) {
    throw new GradientError(
      "backward",
      `the graph of ${node.op} was let go by an earlier backward pass; each graph is walked once. ` +
        "Compute the loss anew, or pass { retainGraph: true } to the first pass.",
    );
  }
  if (node.version !== null && node.version !== versionOf(node.inputs)) {
    throw new GradientError(
      "backward",
      `an input of ${node.op} (${node.inputs.map(describe).join(", ")}) was changed in place after it was used; ` +
        "its value is gone. Run backward before the optimiser's step or assign.",
    );
  }
  return node.rule;
}

function made(part: InputGradient | undefined): Tensor | RowGradient | null | undefined {
  return typeof part === "function" ? part() : part;
}

function refuseRows(leaf: Tensor): never {
  throw new GradientError(
    "backward",
    `the gradient of ${describe(leaf)} comes as rows, which only backward(loss) leaves and no hook, grad or checkpoint takes. ` +
      "Look rows up without { sparse: true }.",
  );
}

/** A gradient in the dtype and shape of its tensor: promotion and broadcasting undone. */
function fitted(g: Tensor, { dtype, shape }: Tensor): Tensor {
  return sumTo(cast(g, dtype), shape);
}

/** Drops what a node keeps and frees the buffers that only it knew. */
function letGo(node: Node): void {
  node.rule = null;
  node.inputs = [];
  for (const storage of node.owned) storage.free("backward");
}
