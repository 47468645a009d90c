/**
 * The words of the common memory by which threads agree on work, each an int32 but for the arguments, which are float64.
 * A piece belongs to whoever lowers `left` from its number plus one to its number: so what is claimed is always a piece of
 * the run that stands in the words, and a thread that was asleep for long can do no harm.
 */

/** Places of words from the start of the block; what is written often by several threads has a cache line of its own. */
export const word = {
  /** Pieces that no thread has claimed yet; 0 between runs. */
  left: 0,
  /** Workers that sleep, or are about to and will look once more. */
  sleepers: 16,
  /** What they sleep on: it changes when there is something to look at. */
  wake: 17,
  /** 1 while the caller sleeps until a piece is done. */
  waiting: 18,
  /** The number of the run, from 1 on. */
  run: 19,
  /** The kernel's number, in the order of `Linked.kernels`. */
  kernel: 20,
  /** Arguments of a piece. */
  arity: 21,
  /** For each piece: minus the run's number until it is done, then the run's number, or 0 where it trapped. */
  done: 32,
} as const;

/** Pieces that the block has room for. */
export const mostPieces = 128;

/** Where the arguments begin, counted in float64, and how many there is room for. */
export const argumentsAt = (word.done + mostPieces) / 2;
export const mostArguments = 4096;

/** Bytes of the block. */
export const controlBytes = (argumentsAt + mostArguments) * 8;

/** The words that each worker has for itself, in a cache line. */
export const own = {
  /** One of {@link state}. */
  state: 0,
  /** One of {@link quit}. */
  quit: 1,
} as const;
export const ownBytes = 64;

/** Whether a worker is to end: who asked may take it back until the worker obeys. */
export const quit = { no: 0, asked: 1, obeyed: 2 } as const;

/** What a worker does. */
export const state = { starting: 0, ready: 1, busy: 2, ended: 3 } as const;

/** How long a thread that waits for another keeps looking before it sleeps, in ms: waking it takes a third of this. */
export const spinTime = 0.1;
