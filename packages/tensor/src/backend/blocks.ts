/** Blocks of memory for the time of a call. */

import type { Address } from "./backend.ts";
import { allocate, int32View, release } from "./memory.ts";

/** Runs with a block that is given back. */
export function withBlock(bytes: number, use: (address: Address) => void): void {
  const address = allocate(bytes);
  try {
    use(address);
  } finally {
    release(address, bytes);
  }
}

/** Runs with a block that holds the numbers as int32, which kernels read as a class. */
export function withNumbers(numbers: readonly number[], use: (address: Address) => void): void {
  withBlock(4 * numbers.length, (address) => {
    int32View().set(numbers, address / 4);
    use(address);
  });
}
