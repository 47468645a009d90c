/** Pooling, cut by planes. */

import type { DType } from "../../dtype.ts";
import { bytesPerElement } from "../../dtype.ts";
import type { Address } from "../backend.ts";
import { withNumbers } from "../blocks.ts";
import type { PoolKernels, Windows, WindowTriple } from "../windows.ts";
import { cutRows, rowsOf } from "./cut.ts";
import type { FloatKernelName, Module } from "./module.ts";
import { floatName } from "./module.ts";

/** Kernels over the windows of planes. */
export function createPooling(module: Module): PoolKernels {
  const overPlanes = (
    name: FloatKernelName,
    dtype: DType,
    planes: number,
    windows: WindowTriple,
    more: readonly number[],
    addresses: (element: number, window: number) => readonly Address[],
  ): void => {
    const size = product(windows, (each) => each.size);
    const n = product(windows, (each) => each.first.length);
    const shape = [
      ...windows.map((each) => each.size),
      ...windows.map((each) => each.first.length),
      ...windows.map((each) => each.step),
      ...more,
    ];
    // As the kernels read the windows: where each begins, and how many elements it has.
    const pairs = windows.flatMap(({ first, count }) => first.flatMap((at, i) => [at, count[i]]));
    withNumbers(pairs, (table) => {
      const pieces = cutRows(planes, rowsOf(size), (first, count) => [
        count,
        ...shape,
        table,
        ...addresses(first * size, first * n),
      ]);
      module.run(floatName(name, dtype), pieces);
    });
  };
  return {
    maxPool(dtype, planes, windows, x, y, positions) {
      const bytes = bytesPerElement(dtype);
      const pairs = Number(isInPairs(windows));
      overPlanes("maxPool", dtype, planes, windows, [pairs], (element, window) => [
        x + element * bytes,
        y + window * bytes,
        positions + window * 4,
      ]);
    },
    maxPoolGrad(dtype, planes, size, n, g, positions, y) {
      const bytes = bytesPerElement(dtype);
      const pieces = cutRows(planes, rowsOf(size), (first, count) => [
        count,
        size,
        n,
        g + first * n * bytes,
        positions + first * n * 4,
        y + first * size * bytes,
      ]);
      module.run(floatName("maxPoolGrad", dtype), pieces);
    },
    windowSums(dtype, planes, windows, x, y) {
      const bytes = bytesPerElement(dtype);
      overPlanes("windowSums", dtype, planes, windows, [], (element, window) => [
        x + element * bytes,
        y + window * bytes,
      ]);
    },
    windowSpread(dtype, planes, windows, g, y) {
      const bytes = bytesPerElement(dtype);
      overPlanes("windowSpread", dtype, planes, windows, [], (element, window) => [
        g + window * bytes,
        y + element * bytes,
      ]);
    },
  };
}

function product(windows: WindowTriple, of: (each: Windows) => number): number {
  return windows.reduce((all, each) => all * of(each), 1);
}

/** Whether all windows are 2 by 2, two apart, and one deep. */
function isInPairs([depth, height, width]: WindowTriple): boolean {
  const isPair = ({ count, step }: Windows) => step === 1 && count.every((n) => n === 2);
  return (
    depth.count.every((n) => n === 1) &&
    isPair(height) &&
    isPair(width) &&
    width.first.every((first, i) => first === 2 * i)
  );
}
