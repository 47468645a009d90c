/** Random fills. */

import { bytesPerElement } from "../../dtype.ts";
import type { RandomKernel, RandomName } from "../backend.ts";
import { cutElements, functionGrain } from "./cut.ts";
import type { Module } from "./module.ts";
import { floatKernel, floatName } from "./module.ts";

/** The table of random fills. */
export function createRandom(module: Module): Record<RandomName, RandomKernel> {
  const bind = (name: RandomName): RandomKernel => {
    const kernel = floatKernel(module, name);
    return (dtype, n, key0, key1, counter, a, b, y) => {
      if (n < 2 * functionGrain) {
        kernel(dtype)(n, key0, key1, counter, a, b, y, module.workspace());
        return;
      }
      const size = bytesPerElement(dtype);
      const pieces = cutElements(n, functionGrain, (first, count) => {
        return [count, key0, key1, counter + first, a, b, y + first * size];
      });
      module.run(floatName(name, dtype), pieces);
    };
  };
  return { uniform: bind("uniform"), normal: bind("normal"), bernoulli: bind("bernoulli") };
}
