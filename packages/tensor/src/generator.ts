/** Streams of random words, and shuffles drawn from them. */

import { philox, philox4x32 } from "./backend/reference/random.ts";
import { ArgumentError } from "./errors.ts";
import { checkCount, checkSize } from "./shape.ts";

const twoTo32 = 4294967296;

/**
 * A stream of random numbers: Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3"
 * (2011), keyed by a seed.
 *
 * @example
 * const generator = new Generator(7);
 * const a = uniform([2], { generator });
 * generator.state = { seed: 7, position: 0 };
 * equal(a, uniform([2], { generator })); // [true, true]
 */
export class Generator {
  #seed: number;
  #position: number;

  /** A stream from its start; the seed is a whole number from 0 to 2⁵³ - 1. */
  constructor(seed: number) {
    this.#seed = checkSeed(seed);
    this.#position = 0;
  }

  /**
   * Where the stream stands, in blocks of four words: a plain object, to be saved as JSON. Setting it goes back or
   * forth.
   */
  get state(): { readonly seed: number; readonly position: number } {
    return { seed: this.#seed, position: this.#position };
  }

  set state({ seed, position }: { readonly seed: number; readonly position: number }) {
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new ArgumentError(
        "Generator",
        `position is ${position}; positions are whole numbers from 0 to 2^53 - 1. Take it from a state.`,
      );
    }
    this.#seed = checkSeed(seed);
    this.#position = position;
  }

  /** The two words of the key. */
  get key(): readonly [number, number] {
    return [this.#seed % twoTo32, Math.floor(this.#seed / twoTo32)];
  }

  /** Takes `blocks` blocks off the stream and says where they start. */
  advance(blocks: number): number {
    const start = this.#position;
    this.#position += blocks;
    return start;
  }

  /**
   * `n` generators of their own, whose seeds are drawn from this stream apart from all its numbers; the same state
   * gives the same ones, for each worker or layer its own.
   *
   * @example
   * const [a, b] = new Generator(7).split(2);
   * a.state.seed === b.state.seed; // false
   */
  split(n: number): Generator[] {
    checkCount("Generator", "n", n, 1);
    const start = this.advance(1);
    const words = new Uint32Array(4);
    return Array.from({ length: n }, (_, i) => {
      // The last word of the counter is 1 here and 0 in every draw.
      philox4x32(start >>> 0, Math.floor(start / twoTo32), i, 1, ...this.key, words);
      return seeded((words[0] as number) * 2097152 + ((words[1] as number) >>> 11));
    });
  }
}

/** Outside of the class: the bundler gives a class that names itself another name, which consoles show. */
function seeded(seed: number): Generator {
  return new Generator(seed);
}

function checkSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new ArgumentError(
    "Generator",
    `a seed of ${seed}; seeds are whole numbers from 0 to 2^53 - 1. Pass one.`,
  );
}

let shared: Generator | undefined;

/** The generator of functions that are given none; its seed is 0 until {@link manualSeed} sets another. */
export function defaultGenerator(): Generator {
  shared ??= new Generator(0);
  return shared;
}

/**
 * Starts the default stream anew from a seed.
 *
 * @example
 * manualSeed(1);
 * const a = normal([3]);
 * manualSeed(1);
 * equal(a, normal([3])); // [true, true, true]
 */
export function manualSeed(seed: number): void {
  defaultGenerator().state = { seed, position: 0 };
}

/** As {@link permutation}, as a plain Int32Array. */
export function shuffledPositions(n: number, generator: Generator): Int32Array {
  checkCount("permutation", "n", n);
  checkSize("permutation", n);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const next = words(generator);
  for (let i = n - 1; i > 0; i--) {
    const j = below(i + 1, next);
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order;
}

/** A function that gives the words of a stream one by one. */
function words(generator: Generator): () => number {
  const [key0, key1] = generator.key;
  const block = new Uint32Array(4);
  let used = 4;
  return () => {
    if (used === 4) {
      philox(key0, key1, generator.advance(1), block);
      used = 0;
    }
    return block[used++];
  };
}

/** A whole number below `n`, every one as likely: words past the last multiple of `n` are drawn again. */
function below(n: number, next: () => number): number {
  const fair = twoTo32 - (twoTo32 % n);
  let word = next();
  while (word >= fair) word = next();
  return word % n;
}
