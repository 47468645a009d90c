/** Random fills. */

import type { RandomKernel, RandomName } from "../backend.ts";
import type { Module } from "./module.ts";
import { floatKernel } from "./module.ts";

/** The table of random fills. */
export function createRandom(module: Module): Record<RandomName, RandomKernel> {
  const bind = (name: RandomName): RandomKernel => {
    const kernel = floatKernel(module, name);
    return (dtype, n, key0, key1, counter, a, b, y) => {
      kernel(dtype)(n, key0, key1, counter, a, b, y, module.workspace());
    };
  };
  return { uniform: bind("uniform"), normal: bind("normal"), bernoulli: bind("bernoulli") };
}
