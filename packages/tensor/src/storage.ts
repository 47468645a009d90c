/** Storages: blocks of the memory, what holds how much of it, and their elements. */

import type { Address } from "./backend/backend.ts";
import { allocate as allocateBlock, memoryBytes, release, view } from "./backend/memory.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { bytesPerElement, checkDType } from "./dtype.ts";
import { ArgumentError, DisposedError, OutOfMemoryError } from "./errors.ts";
import { currentScope, ownedBy, type Scope } from "./lifetime.ts";
import { checkSize } from "./shape.ts";

/** What is alive of one op's making. */
export interface Tally {
  /** The op. */
  readonly op: string;
  /** Tensors alive; views of one storage count as one. */
  tensors: number;
  /** Bytes that they hold. */
  bytes: number;
}

const tallies = new Map<string, Tally>();

/** What the registry holds of a storage that it watches, so that the storage itself can go. */
interface Block {
  readonly address: Address;
  readonly bytes: number;
  readonly tally: Tally;
  freed: boolean;
}

const unreachable = new FinalizationRegistry<Block>((block) => {
  if (!block.freed) giveBack(block.address, block.bytes, block.tally);
});

function giveBack(address: Address, bytes: number, tally: Tally): void {
  tally.tensors--;
  tally.bytes -= bytes;
  release(address, bytes);
}

/** A block of memory with its dtype; views of one storage are tensors that share it. */
export class Storage {
  /** The type of its elements. */
  readonly dtype: DType;
  /** What it takes: elements times bytes of one. */
  readonly bytes: number;
  /** Where its first byte lies in the engine's memory. */
  readonly address: Address;
  /** The count of what its op made, this block included. */
  readonly tally: Tally;
  /** Whether the memory went back; then its tensors are refused. */
  freed = false;
  /** The scope whose end frees it; none where the garbage collector does. */
  scope: Scope | undefined;
  /** Counts changes in place, so that a backward pass refuses values that are no longer what they were. */
  version = 0;
  /** Whether somebody outside of the library may hold it, so that no backward pass frees it before its time. */
  held = false;
  /** What freed it, for the error of a later use. */
  endedBy = "";
  #block: Block | undefined;

  /** Takes the memory for `n` elements; `op` is what makes it. */
  constructor(op: string, dtype: DType, n: number) {
    checkDType(op, dtype);
    checkSize(op, n);
    this.dtype = dtype;
    this.bytes = n * bytesPerElement(dtype);
    this.tally = tallyOf(op);
    this.address = allocateFor(this.bytes);
    this.tally.tensors++;
    this.tally.bytes += this.bytes;
    this.scope = undefined;
    ownedBy(this, currentScope());
    witness?.push(this);
  }

  /** Hands the storage to the garbage collector. */
  watch(): void {
    if (this.#block) return;
    const { address, bytes, tally } = this;
    this.#block = { address, bytes, tally, freed: false };
    unreachable.register(this, this.#block);
  }

  /** Gives the memory back at once; `by` is named in the error of a later use. */
  free(by: string): void {
    if (this.freed) return;
    this.freed = true;
    this.endedBy = by;
    if (this.#block) this.#block.freed = true;
    giveBack(this.address, this.bytes, this.tally);
  }
}

let witness: Storage[] | null = null;

/** Runs `f` while storages that are made are added to `made`, or to nothing where it is null; `f` must be synchronous. */
export function collecting<T>(made: Storage[] | null, f: () => T): T {
  const before = witness;
  witness = made;
  try {
    return f();
  } finally {
    witness = before;
  }
}

/** The address of a storage's first byte; refuses one that was freed, or whose memory is not this one. */
export function addressOf(storage: Storage): Address {
  if (!(storage instanceof Storage)) throw ofAnotherCopy(storage);
  if (storage.freed) throw new DisposedError(storage.tally.op, storage.endedBy);
  return storage.address;
}

function ofAnotherCopy({ tally }: Storage): ArgumentError {
  return new ArgumentError(
    tally.op,
    "this tensor was made by another copy of @gradkit/tensor, in a memory of its own; an op takes tensors of one copy. " +
      "Let all packages use the same (npm ls @gradkit/tensor), or take the values: tensor(x.toArray()).",
  );
}

function tallyOf(op: string): Tally {
  const known = tallies.get(op);
  if (known) return known;
  const tally = { op, tensors: 0, bytes: 0 };
  tallies.set(op, tally);
  return tally;
}

function allocateFor(bytes: number): Address {
  try {
    return allocateBlock(bytes);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
    const holders = biggestFirst().slice(0, 3);
    const words = holders.map(({ op, bytes: held }) => `${op} ${(held / 2 ** 20).toFixed(1)} MiB`);
    const most = words.length > 0 ? `, most by ${words.join(", ")}` : "";
    throw new OutOfMemoryError(bytes, error.inUse, error.limit, most);
  }
}

function biggestFirst(): Tally[] {
  return [...tallies.values()]
    .filter(({ tensors }) => tensors > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

/** What {@link memory} reports. */
export interface MemoryReport {
  /** Tensors alive; views of one storage count as one. */
  readonly tensors: number;
  /** Bytes that they hold. */
  readonly bytes: number;
  /** Bytes that the engine's memory spans, in use or waiting to be used again. */
  readonly reserved: number;
  /** The same by the op that made them, biggest first. */
  readonly byOp: readonly Readonly<Tally>[];
}

/**
 * Tells what is alive, by the op that made it.
 *
 * @example
 * const before = memory().tensors;
 * const x = zeros([2, 3]);
 * memory().tensors - before; // 1
 */
export function memory(): MemoryReport {
  const byOp = biggestFirst().map(({ op, tensors, bytes }) => ({ op, tensors, bytes }));
  const total = (key: "tensors" | "bytes") => byOp.reduce((sum, tally) => sum + tally[key], 0);
  return { tensors: total("tensors"), bytes: total("bytes"), reserved: memoryBytes(), byOp };
}

/** A copy of `n` elements from `offset` on. */
export function read(storage: Storage, offset: number, n: number): TypedArray {
  const start = addressOf(storage) / bytesPerElement(storage.dtype) + offset;
  return view(storage.dtype).slice(start, start + n);
}

/** One element. */
export function readOne(storage: Storage, offset: number): number {
  return view(storage.dtype)[addressOf(storage) / bytesPerElement(storage.dtype) + offset];
}

/** Writes elements from the storage's start; numbers are converted as typed arrays do. */
export function write(storage: Storage, values: ArrayLike<number>): void {
  view(storage.dtype).set(values, addressOf(storage) / bytesPerElement(storage.dtype));
}
