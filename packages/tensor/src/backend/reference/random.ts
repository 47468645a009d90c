/**
 * Random numbers by Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): the
 * words are a function of a key and a counter, so that every element can be made by itself.
 */

import type { DType } from "../../dtype.ts";
import type { RandomKernel, RandomName } from "../backend.ts";
import { view } from "../memory.ts";
import { indexOf } from "./loops.ts";
import { normalQuantile } from "./math.ts";

const twoTo32 = 4294967296;

/** The four words of a block of the stream of a key; blocks are counted from 0 to 2^53. */
export function philox(key0: number, key1: number, block: number, out: Uint32Array): void {
  philox4x32(block >>> 0, Math.floor(block / twoTo32), 0, 0, key0, key1, out);
}

/** Ten rounds on a counter of four words with a key of two. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = highProduct(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The upper 32 of the 64 bits of a product of two words. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16); // below 2^32
  const cross = aLow * bHigh + (middle & 0xffff); // below 2^32
  return (aHigh * bHigh + (middle >>> 16) + (cross >>> 16)) >>> 0;
}

/** The table of random fills. */
export const random: Record<RandomName, RandomKernel> = {
  uniform: randomKernel(0, 8, (u, a, b) => a + (b - a) * u),
  normal: randomKernel(0.5, 0, (u, a, b) => normalQuantile(inside(a + (b - a) * u))),
  bernoulli: randomKernel(0, 0, (u, a, b) => (u < a ? b : 0)),
};

/** A probability within (0, 1): what rounds to an end is the number beside it. */
function inside(p: number): number {
  return Math.min(Math.max(p, 5e-324), 0.9999999999999999);
}

/**
 * A kernel from a function of `u`, a multiple of a step in [0, 1), or with offset 0.5 the middle of one, rounded to
 * float64. A step is 2^-53 for float64; for float32 2^-32, or more by the bits `dropped`, so that `u` is a float32.
 */
function randomKernel(
  offset: number,
  dropped: number,
  f: (u: number, a: number, b: number) => number,
): RandomKernel {
  return (dtype, n, key0, key1, counter, a, b, y) => {
    const values = view(dtype);
    const start = indexOf(dtype, y);
    const perBlock = dtype === "float64" ? 2 : 4;
    const words = new Uint32Array(4);
    let last = -1;
    for (let i = 0; i < n; i++) {
      const block = Math.floor((counter + i) / perBlock);
      if (block !== last) philox(key0, key1, block, words);
      last = block;
      const place = counter + i - block * perBlock;
      values[start + i] = f(fraction(dtype, words, place, offset, dropped), a, b);
    }
  };
}

/** The `u` of element `i` of a block. */
function fraction(
  dtype: DType,
  words: Uint32Array,
  i: number,
  offset: number,
  dropped: number,
): number {
  if (dtype === "float64") {
    const bits = (words[2 * i] >>> 5) * 67108864 + (words[2 * i + 1] >>> 6);
    return (bits + offset) / 9007199254740992;
  }
  return ((words[i] >>> dropped) + offset) * ((1 << dropped) / twoTo32);
}
