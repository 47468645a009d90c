/** The greatest element of each window, its sum, and the gradients of both. */

import { int32View, view } from "../memory.ts";
import type { PoolKernels, WindowTriple } from "../windows.ts";
import { indexOf } from "./loops.ts";

/** The kernels of pooling. */
export const pooling: PoolKernels = {
  maxPool(dtype, planes, windows, x, y, positions) {
    const values = view(dtype);
    const chosen = int32View();
    const to = indexOf(dtype, y);
    const toPosition = indexOf("int32", positions);
    eachWindow(planes, windows, (plane, elements, w) => {
      const from = indexOf(dtype, x) + plane;
      let best = elements[0];
      for (const at of elements) if (beats(values[from + at], values[from + best])) best = at;
      values[to + w] = values[from + best];
      chosen[toPosition + w] = best;
    });
  },

  maxPoolGrad(dtype, planes, size, n, g, positions, y) {
    const values = view(dtype);
    const chosen = int32View();
    const from = indexOf(dtype, g);
    const fromPosition = indexOf("int32", positions);
    const to = indexOf(dtype, y);
    values.fill(0, to, to + planes * size);
    for (let i = 0; i < planes * n; i++) {
      values[to + Math.floor(i / n) * size + chosen[fromPosition + i]] += values[from + i];
    }
  },

  windowSums(dtype, planes, windows, x, y) {
    const values = view(dtype);
    const to = indexOf(dtype, y);
    eachWindow(planes, windows, (plane, elements, w) => {
      const from = indexOf(dtype, x) + plane;
      let sum = 0;
      for (const at of elements) sum += values[from + at];
      values[to + w] = sum;
    });
  },

  windowSpread(dtype, planes, windows, g, y) {
    const values = view(dtype);
    const from = indexOf(dtype, g);
    const to = indexOf(dtype, y);
    const size = windows.reduce((product, each) => product * each.size, 1);
    values.fill(0, to, to + planes * size);
    eachWindow(planes, windows, (plane, elements, w) => {
      for (const at of elements) values[to + plane + at] += values[from + w];
    });
  },
};

/** Calls `f` for each window of each plane with where the plane begins, where in it its elements lie, and its number. */
function eachWindow(
  planes: number,
  [depth, height, width]: WindowTriple,
  f: (plane: number, elements: readonly number[], window: number) => void,
): void {
  const size = depth.size * height.size * width.size;
  let window = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let d = 0; d < depth.first.length; d++) {
      for (let h = 0; h < height.first.length; h++) {
        for (let w = 0; w < width.first.length; w++) {
          const elements: number[] = [];
          for (let k = 0; k < depth.count[d]; k++) {
            for (let j = 0; j < height.count[h]; j++) {
              const z = depth.first[d] + k * depth.step;
              const row = (z * height.size + height.first[h] + j * height.step) * width.size;
              for (let i = 0; i < width.count[w]; i++) {
                elements.push(row + width.first[w] + i * width.step);
              }
            }
          }
          f(plane * size, elements, window++);
        }
      }
    }
  }
}

/** Whether a later element replaces the best so far: greater, or the first NaN. */
function beats(value: number, best: number): boolean {
  return value > best || (Number.isNaN(value) && !Number.isNaN(best));
}
