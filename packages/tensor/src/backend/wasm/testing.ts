/** What the tests of the wasm kernels share: poisoned blocks, awkward values, comparison with the reference. */

import { expect } from "vitest";
import type { DType } from "../../dtype.ts";
import { bytesPerElement, isFloat } from "../../dtype.ts";
import type { Address, Backend } from "../backend.ts";
import { allocate, uint8View, view } from "../memory.ts";
import { reference } from "../reference/index.ts";
import { philox } from "../reference/random.ts";
import { createWasm } from "./index.ts";

/** The builds under test. */
export const fast = createWasm("fast");
export const strict = createWasm("strict");

/** Sizes around the widths of vectors, unrolled steps and blocks. */
export const sizes: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 64, 67, 257];

/** Bytes of poison before and behind each block. */
const guard = 64;
const poison = 0xff;

/** A new block for `n` elements: all its bytes, and those around it, are such that floats read NaN. */
function room(dtype: DType, n: number): Address {
  const bytes = n * bytesPerElement(dtype);
  const address = allocate(bytes + 2 * guard) + guard;
  uint8View().fill(poison, address - guard, address + bytes + guard);
  return address;
}

/** The elements at an address. Throws if the bytes around them were written. */
export function read(dtype: DType, n: number, address: Address): number[] {
  const size = bytesPerElement(dtype);
  const bytes = uint8View();
  for (let i = 1; i <= guard; i++) {
    if (bytes[address - i] !== poison || bytes[address + n * size + i - 1] !== poison) {
      throw new Error(`the kernel wrote ${i} bytes beside its ${n} elements of ${dtype}`);
    }
  }
  return Array.from(view(dtype).subarray(address / size, address / size + n));
}

/** A new block that holds `values`. */
export function put(dtype: DType, values: ArrayLike<number>): Address {
  const address = room(dtype, values.length);
  view(dtype).set(values, address / bytesPerElement(dtype));
  return address;
}

/** `n` numbers spread over [-scale, scale), the same for the same seed. */
export function numbers(n: number, seed: number, scale = 2): number[] {
  const words = new Uint32Array(4);
  return Array.from({ length: n }, (_, i) => {
    philox(seed, 7, i, words);
    return ((words[0]! / 4294967296) * 2 - 1) * scale;
  });
}

const specials = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  0.5,
  2.5,
  -3.5,
  1e-40,
  -1e-40,
  3e38,
  -3e38,
  1e-8,
  88.5,
  -90,
  -103.5,
  1e6,
  5e7,
];

/** As {@link numbers}, of many magnitudes and with every special value in some place. */
export function awkward(dtype: DType, n: number, seed: number): number[] {
  const values = numbers(n, seed, 100);
  return values.map((x, i) => {
    if (dtype === "bool") return x > 0 ? 1 : 0;
    if (!isFloat(dtype)) return dtype === "uint8" ? Math.abs(x) | 0 : x | 0;
    const choice = (i * 7 + seed) % 5;
    return choice === 0 ? specials[(i * 3 + seed) % specials.length]! : x / 10 ** choice;
  });
}

/** A kernel's call on one engine, which writes to `y`. */
export type Call = (engine: Backend, y: Address) => void;

/** What a call leaves in `n` elements of new memory, or over a copy of `start`. */
export function result(
  engine: Backend,
  dtype: DType,
  n: number,
  call: Call,
  start?: ArrayLike<number>,
): number[] {
  const y = start ? put(dtype, start) : room(dtype, n);
  call(engine, y);
  return read(dtype, n, y);
}

/** Expects the strict build to give the reference engine's bits (of NaN, that it is one). */
export function expectSameBits(
  dtype: DType,
  n: number,
  call: Call,
  start?: ArrayLike<number>,
): void {
  expect(result(strict, dtype, n, call, start)).toEqual(result(reference, dtype, n, call, start));
}

/** Expects the fast build to lie within some units in the last place of the reference engine. */
export function expectClose(
  dtype: DType,
  n: number,
  call: Call,
  units: number,
  start?: ArrayLike<number>,
): void {
  const actual = result(fast, dtype, n, call, start);
  const wanted = result(reference, dtype, n, call, start);
  for (let i = 0; i < n; i++) {
    const [x, y] = [actual[i]!, wanted[i]!];
    if (Object.is(x, y)) continue;
    const distance = Math.abs(x - y) / unit(dtype, y);
    if (!(distance <= units)) expect.unreachable(`element ${i} of ${n}: ${x} for ${y}`);
  }
}

/** The unit in the last place of a dtype at `x`. */
export function unit(dtype: DType, x: number): number {
  const [digits, smallest] = dtype === "float64" ? [52, -1074] : [23, -149];
  const size = Math.abs(x);
  if (!(size < Infinity)) return NaN;
  const exponent = size === 0 ? smallest : Math.floor(Math.log2(size)) - digits;
  return 2 ** Math.max(exponent, smallest);
}
