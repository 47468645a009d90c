/** The greatest element of each window. */

import { int32View, view } from "../memory.ts";
import type { PoolKernels } from "../windows.ts";
import { indexOf } from "./loops.ts";

/** The kernels of pooling. */
export const pooling: PoolKernels = {
  maxPositions(dtype, planes, [depth, height, width], x, y) {
    const values = view(dtype);
    const positions = int32View();
    const size = depth.size * height.size * width.size;
    let to = indexOf("int32", y);
    for (let plane = 0; plane < planes; plane++) {
      const from = indexOf(dtype, x) + plane * size;
      for (let d = 0; d < depth.first.length; d++) {
        for (let h = 0; h < height.first.length; h++) {
          for (let w = 0; w < width.first.length; w++) {
            let best = -1;
            for (let k = 0; k < depth.count[d]; k++) {
              for (let j = 0; j < height.count[h]; j++) {
                const z = depth.first[d] + k * depth.step;
                const row = (z * height.size + height.first[h] + j * height.step) * width.size;
                for (let i = 0; i < width.count[w]; i++) {
                  const at = row + width.first[w] + i * width.step;
                  if (best < 0 || beats(values[from + at], values[from + best])) best = at;
                }
              }
            }
            positions[to++] = best;
          }
        }
      }
    }
  },
};

/** Whether a later element replaces the best so far: greater, or the first NaN. */
function beats(value: number, best: number): boolean {
  return value > best || (Number.isNaN(value) && !Number.isNaN(best));
}
