/**
 * The linear memory that all engines on the CPU work in, and its caching allocator: freed blocks wait in
 * lists by size class, so that a steady loop takes nothing new. Shared between threads where the
 * runtime allows it. Blocks lie on multiples of 64 bytes; address 0 is never handed out.
 */

import type { DType, TypedArray } from "../dtype.ts";
import { ArgumentError, OutOfMemoryError } from "../errors.ts";
import type { Address } from "./backend.ts";

const pageBytes = 65536;
const maximumPages = 65536;
const alignment = 64;

/** Free address ranges outside the lists, ascending; the last one may grow. */
interface Extent {
  start: number;
  end: number;
}

interface Heap {
  readonly memory: WebAssembly.Memory;
  extents: Extent[];
  /** Addresses of free blocks by size class. */
  readonly free: Address[][];
  /** Views over the whole memory, made anew each time it grows. */
  readonly views: Views;
}

interface Views {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  uint8: Uint8Array;
}

let heap: Heap | undefined;
let limit = pageBytes * maximumPages;

/** Makes the memory at first use: nothing happens at import. */
function theHeap(): Heap {
  if (heap) return heap;
  const memory = createMemory();
  const extents = [{ start: alignment, end: memory.buffer.byteLength }];
  heap = { memory, extents, free: [], views: viewsOf(memory) };
  return heap;
}

function createMemory(): WebAssembly.Memory {
  const pages = { initial: 64, maximum: maximumPages };
  if (typeof SharedArrayBuffer !== "undefined") {
    try {
      return new WebAssembly.Memory({ ...pages, shared: true });
    } catch {
      // A runtime may refuse to reserve so much shared address space: one thread then.
    }
  }
  return new WebAssembly.Memory(pages);
}

function viewsOf({ buffer }: WebAssembly.Memory): Views {
  return {
    float32: new Float32Array(buffer),
    float64: new Float64Array(buffer),
    int32: new Int32Array(buffer),
    uint8: new Uint8Array(buffer),
  };
}

/** The memory itself, for engines that import it. */
export function linearMemory(): WebAssembly.Memory {
  return theHeap().memory;
}

/** Whether other threads can work in the memory: a page that is not isolated may make it and not hand it on. */
export function sharesMemory(): boolean {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return isShared(linearMemory()) && crossOriginIsolated !== false;
}

/** Whether a memory was made to be shared. */
export function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}

/** The whole memory as float32; element `i` lies at address `4 * i`. Valid until the next allocation. */
export function float32View(): Float32Array {
  return (heap ?? theHeap()).views.float32;
}

/** The whole memory as int32; element `i` lies at address `4 * i`. Valid until the next allocation. */
export function int32View(): Int32Array {
  return (heap ?? theHeap()).views.int32;
}

/** The whole memory as bytes. Valid until the next allocation. */
export function uint8View(): Uint8Array {
  return (heap ?? theHeap()).views.uint8;
}

/** The whole memory as elements of `dtype`; element `i` lies at address `i * bytesPerElement(dtype)`. */
export function view(dtype: DType): TypedArray {
  const { views } = heap ?? theHeap();
  return dtype === "bool" ? views.uint8 : views[dtype];
}

/** The size class of a request: steps of a quarter of a power of two, at least 64 bytes. */
function sizeClass(bytes: number): number {
  if (bytes <= 256) return bytes <= 64 ? 0 : (bytes - 1) >>> 6;
  const exponent = 31 - Math.clz32(bytes - 1);
  return (exponent - 7) * 4 + (((bytes - 1) >>> (exponent - 2)) & 3);
}

/** The bytes of a block of a size class, the inverse of {@link sizeClass}. */
function classBytes(index: number): number {
  if (index < 4) return (index + 1) * 64;
  return (5 + (index & 3)) * 2 ** ((index >> 2) + 5);
}

/** A block of at least `bytes` bytes, its contents undefined. */
export function allocate(bytes: number): Address {
  const { free } = heap ?? theHeap();
  // Size classes end where addresses do.
  if (bytes > pageBytes * maximumPages) refuse(bytes);
  const index = sizeClass(bytes);
  const list = free[index];
  if (list !== undefined && list.length > 0) return list.pop() as Address;
  const size = classBytes(index);
  return fromExtents(size) ?? grow(size) ?? merge(size) ?? refuse(bytes);
}

/** Gives a block back; `bytes` is what was asked for. */
export function release(address: Address, bytes: number): void {
  const { free } = theHeap();
  const index = sizeClass(bytes);
  const list = free[index];
  if (list === undefined) free[index] = [address];
  else list.push(address);
}

function fromExtents(size: number): Address | undefined {
  for (const extent of theHeap().extents) {
    if (extent.end - extent.start < size) continue;
    const address = extent.start;
    extent.start += size;
    return address;
  }
  return undefined;
}

/** Grows the memory by what is missing, or by half of itself where the limit allows. */
function grow(size: number): Address | undefined {
  const { memory, extents, views } = theHeap();
  const now = memory.buffer.byteLength;
  const tail = lastExtent(extents, now);
  const missing = size - (tail.end - tail.start);
  const room = limit - now;
  if (missing > room) return undefined;
  const pages = Math.ceil(Math.min(room, Math.max(missing, now / 2)) / pageBytes);
  try {
    memory.grow(pages);
  } catch {
    return undefined;
  }
  tail.end = memory.buffer.byteLength;
  Object.assign(views, viewsOf(memory));
  return fromExtents(size);
}

/** The extent that ends where the memory ends, made empty if there is none. */
function lastExtent(extents: Extent[], end: number): Extent {
  const last = extents.at(-1);
  if (last !== undefined && last.end === end) return last;
  const empty = { start: end, end };
  extents.push(empty);
  return empty;
}

/** Joins all free blocks into extents: the way out when the memory is full of small pieces. */
function merge(size: number): Address | undefined {
  const current = theHeap();
  const pieces = current.extents.filter(({ start, end }) => end > start);
  current.free.forEach((list, index) => {
    const bytes = classBytes(index);
    for (const start of list) pieces.push({ start, end: start + bytes });
  });
  current.free.length = 0;
  current.extents = [];
  for (const piece of pieces.sort((a, b) => a.start - b.start)) {
    const last = current.extents.at(-1);
    if (last !== undefined && last.end === piece.start) last.end = piece.end;
    else current.extents.push({ ...piece });
  }
  return fromExtents(size) ?? grow(size);
}

/** Writes NaN over all that is free, so that a kernel shows that reads what nobody wrote: for tests. */
export function poisonFree(): void {
  const { extents, free, views } = theHeap();
  for (const { start, end } of extents) views.uint8.fill(255, start, end);
  free.forEach((list, index) => {
    for (const start of list) views.uint8.fill(255, start, start + classBytes(index));
  });
}

function refuse(bytes: number): never {
  throw new OutOfMemoryError(bytes, theHeap().memory.buffer.byteLength, limit);
}

/** Bytes that the memory spans, in use or not; 0 before the first use. */
export function memoryBytes(): number {
  return heap ? heap.memory.buffer.byteLength : 0;
}

/**
 * Sets the most bytes that the memory may span; at most 4 GiB, which is the default. Throws an ArgumentError for more.
 *
 * @example setMemoryLimit(2 ** 30);
 */
export function setMemoryLimit(bytes: number): void {
  if (!(bytes >= 0 && bytes <= pageBytes * maximumPages)) {
    throw new ArgumentError(
      "setMemoryLimit",
      `${bytes} bytes; the limit lies between 0 and ${pageBytes * maximumPages}. Mend it.`,
    );
  }
  limit = bytes;
}
