/**
 * The errors and their words. Every message reads `<op>: <what is wrong, with dtype[shape]>; <the rule>.
 * <the mend>.` and is thrown before anything is allocated.
 */

import type { DType } from "./dtype.ts";

/** What an error needs to know of a tensor. */
export interface Described {
  /** The type of its elements. */
  readonly dtype: DType;
  /** Its size along each dim. */
  readonly shape: readonly number[];
}

/** A tensor in words: `float32[2,3]`. */
export function describe({ dtype, shape }: Described): string {
  if (shape === undefined) refusePlain("tensor");
  return `${dtype}[${shape.join(",")}]`;
}

/** Several tensors in words: `float32[2,3] and int32[4]`. */
export function describeAll(tensors: readonly Described[]): string {
  return tensors.map(describe).join(" and ");
}

/** Shapes that clash, a shape that is none, or a dimension that does not exist. */
export class ShapeError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "ShapeError";
  /** The op that refused. */
  readonly op: string;
  /** The shapes of its operands, where they are known. */
  readonly shapes: readonly (readonly number[])[];

  /** Words the message as `op: text`. */
  constructor(op: string, text: string, shapes: readonly (readonly number[])[] = []) {
    super(`${op}: ${text}`);
    this.op = op;
    this.shapes = shapes;
  }
}

/** A dtype that an op does not take. */
export class DTypeError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "DTypeError";
  /** The op that refused. */
  readonly op: string;

  /** Words the message as `op: text`. */
  constructor(op: string, text: string) {
    super(`${op}: ${text}`);
    this.op = op;
  }
}

/** An index or a label outside its range. */
export class IndexError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "IndexError";
  /** The op that refused. */
  readonly op: string;
  /** The offending index. */
  readonly index: number;
  /** The size that it must stay below. */
  readonly size: number;

  /** `where` says where the index stands, such as `index[3]`; `least` is the least that is valid. */
  constructor(op: string, where: string, index: number, size: number, mend: string, least = 0) {
    const valid = size === 0 ? "there is no valid one" : `valid are ${least} to ${size - 1}`;
    super(`${op}: ${where} is ${index}; ${valid}. ${mend}`);
    this.op = op;
    this.index = index;
    this.size = size;
  }
}

/** An argument that is no number of the right kind, or an option out of its range. */
export class ArgumentError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "ArgumentError";
  /** The function that refused. */
  readonly op: string;

  /** Words the message as `op: text`. */
  constructor(op: string, text: string) {
    super(`${op}: ${text}`);
    this.op = op;
  }
}

/** Refuses what is no tensor, which the compiler refuses too. */
export function refusePlain(op: string): never {
  throw new ArgumentError(
    op,
    "a plain value stands where a tensor is asked for; arrays are not converted. Wrap it: tensor(...).",
  );
}

/** A tensor used after its memory went back. */
export class DisposedError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "DisposedError";
  /** The op that made the tensor. */
  readonly madeBy: string;

  /** `endedBy` says what freed the tensor: a scope's name, or dispose. */
  constructor(madeBy: string, endedBy: string) {
    super(
      `the tensor made by ${madeBy} was freed by ${endedBy}; its memory is used anew. ` +
        "Return it from the scope or keep(tensor) it before the scope ends, or take its value with item() or data(); " +
        "asynchronous tasks that run side by side each need scope(async () => ...).",
    );
    this.madeBy = madeBy;
  }
}

/** A backward pass that cannot be: no graph, no scalar, a graph already let go. */
export class GradientError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "GradientError";
  /** The function that refused. */
  readonly op: string;

  /** Words the message as `op: text`. */
  constructor(op: string, text: string) {
    super(`${op}: ${text}`);
    this.op = op;
  }
}

/** A scope ended out of order, or made where it cannot follow its task. */
export class ScopeError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "ScopeError";
}

/** A worker thread stopped in the middle of what cannot be done again. */
export class ThreadError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "ThreadError";
  /** The kernel that it ran. */
  readonly kernel: string;

  /** `kernel` is what the thread ran. */
  constructor(kernel: string) {
    super(
      `${kernel}: a worker thread stopped in the middle of a change in place; a part of what was to change has changed. ` +
        "Restore it from a copy and go on; the other threads are whole.",
    );
    this.kernel = kernel;
  }
}

/** The memory's limit is reached. */
export class OutOfMemoryError extends Error {
  /** Tells it from other errors where `instanceof` cannot, as across copies of the library. */
  override readonly name = "OutOfMemoryError";
  /** Bytes that were asked for. */
  readonly requested: number;
  /** Bytes that the memory spans. */
  readonly inUse: number;
  /** The most bytes that it may span. */
  readonly limit: number;

  /** `holders` names the ops that hold most, biggest first. */
  constructor(requested: number, inUse: number, limit: number, holders = "") {
    super(
      `out of memory: ${megabytes(requested)} more than the limit of ${megabytes(limit)} allows, ` +
        `${megabytes(inUse)} taken${holders}. ` +
        "Free tensors with scope(() => ...), loop over batches(...), or raise the limit with setMemoryLimit.",
    );
    this.requested = requested;
    this.inUse = inUse;
    this.limit = limit;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
